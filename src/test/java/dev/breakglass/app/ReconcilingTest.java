package dev.breakglass.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.app.cli.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the bot does about slots that others touch, and after somebody put an old database in place of the newest. */
class ReconcilingTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Scene scene;

    @BeforeEach
    void start() {
        scene = new Scene(directory);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void a_slot_that_somebody_filled_by_hand_is_taken_back() {
        String slot = scene.world.slots().get(1);
        scene.world.boundary.addPrincipal(slot, scene.world.dave());
        scene.clock.advance(Duration.ofMinutes(5));
        scene.await("the record", () -> !scene.audit("STRAY_ENDED").isEmpty());
        assertThat(scene.slotFilled()).isFalse();
        JsonNode found = scene.audit("STRAY_FOUND").get(0).path("facts");
        assertThat(found.path("slot").asText()).isEqualTo(slot);
        assertThat(found.path("holds").asText()).isEqualTo(scene.world.dave());
        assertThat(scene.metric("breakglass_stray_slots")).isZero();
    }

    @Test
    void a_slot_that_is_emptied_by_hand_under_an_open_grant_is_told_and_the_grant_ends_in_time() {
        scene.grant();
        String session = scene.people.connects("alice").orElseThrow();
        String slot = scene.world.slots().get(0);
        scene.world.boundary.removePrincipal(slot, scene.world.alice());
        scene.clock.advance(Duration.ofMinutes(5));
        scene.await("the record", () -> !scene.audit("SLOT_LOST").isEmpty());
        scene.await(
                "a message that rings",
                () -> scene.people.messagesTo("alice").stream()
                        .anyMatch(text -> text.contains("emptied your emergency role")));
        assertThat(scene.requests().path(0).path("state").asText()).isEqualTo("ACTIVE");
        assertThat(scene.world.boundary.principalsOf(slot)).isEmpty();
        assertThat(scene.world.boundary.alive(session)).isTrue();

        scene.clock.advance(Duration.ofMinutes(30));
        scene.await("the end", () -> !scene.audit("CLOSED").isEmpty());
        scene.assertNothingIsOpen();
        assertThat(scene.world.boundary.alive(session)).isFalse();
    }

    @Test
    void after_an_older_database_was_put_in_place_it_only_observes_until_it_is_resumed() throws IOException {
        Path database = directory.resolve("data").resolve("breakglass.mv.db");
        Path backup = directory.resolve("backup.mv.db");
        scene.sandbox.stopNode();
        Files.copy(database, backup);
        scene.sandbox.startNode();
        scene.grant();
        scene.sandbox.stopNode();
        Files.copy(backup, database, StandardCopyOption.REPLACE_EXISTING);
        scene.sandbox.startNode();

        scene.await("a finding", () -> !scene.audit("STRAY_FOUND").isEmpty());
        assertThat(scene.metric("breakglass_observing")).isEqualTo(1);
        assertThat(scene.metric("breakglass_stray_slots")).isEqualTo(1);
        assertThat(scene.slotFilled()).isTrue();
        assertThat(scene.command("requests").out()).contains("ONLY OBSERVING");
        assertThat(setAside()).hasSize(1);

        scene.sandbox.stopNode();
        assertThat(scene.command("serve", "--resume").out()).contains("Observing is over.");
        scene.sandbox.startNode();
        scene.await("the slot to be taken back", () -> !scene.slotFilled());
        assertThat(scene.audit("OBSERVING_STARTED")).hasSize(1);
        assertThat(scene.audit("OBSERVING_ENDED")).hasSize(1);
        assertThat(scene.metric("breakglass_observing")).isZero();
    }

    @Test
    void an_operator_can_let_it_only_observe() {
        scene.sandbox.stopNode();
        assertThat(scene.command("serve", "--resume").out()).contains("It was not only observing.");
        Said said = scene.command("serve", "--observe-only");
        assertThat(said.out()).contains("Only observing");
        scene.sandbox.startNode();
        assertThat(scene.people.typesBreakglass("alice").ok()).isTrue();
        assertThat(scene.people
                        .asks("alice", "checkout is down, orders are stuck")
                        .ok())
                .isTrue();
        scene.await(
                "the card", () -> scene.people.cards().stream().anyMatch(card -> scene.people.sees(card, "approve")));
        scene.people.pressesOnCard("bob", "approve");
        scene.await(
                "the refusal",
                () -> scene.audit("REFUSED").stream()
                        .anyMatch(event ->
                                event.path("facts").path("refusal").asText().equals("FROZEN")));
        assertThat(scene.slotFilled()).isFalse();
    }

    private List<Path> setAside() throws IOException {
        try (var files = Files.list(directory.resolve("data"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("audit.ndjson.until-"))
                    .toList();
        }
    }
}
