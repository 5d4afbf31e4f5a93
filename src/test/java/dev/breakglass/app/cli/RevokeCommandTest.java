package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.app.Scene;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RevokeCommandTest {
    private static final String UNKNOWN = "00000000-0000-4000-8000-000000000000";

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
    void without_a_server_it_ends_everything_itself_and_prints_the_proofs() {
        String id = scene.grant();
        String session = scene.people.connects("alice").orElseThrow();
        scene.sandbox.stopNode();

        Said said = scene.slowCommand("revoke", id);

        assertThat(said.code()).as(said.toString()).isZero();
        scene.assertNothingIsOpen();
        assertThat(scene.world.boundary.alive(session)).isFalse();
        assertThat(said.err()).isEmpty();
        assertThat(said.lines()).hasSize(4);
        assertThat(said.lines().get(0)).isEqualTo(id + " is revoked.");
        assertThat(said.lines().get(1)).startsWith("  slot: ");
        assertThat(said.out())
                .contains("read back empty")
                .contains("sessions: ")
                .contains("orders: ");
        assertEndedByOperator(id);
        assertThat(scene.command("revoke", id))
                .isEqualTo(new Said(
                        1,
                        "",
                        "Nothing to revoke: the request is CLOSED. `breakglass requests` lists what is open.\n"));
    }

    @Test
    void beside_a_server_it_waits_for_the_proofs() {
        String id = scene.grant();

        Said said = scene.slowCommand("revoke", id);

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(said.lines().get(0)).isEqualTo(id + " is revoked.");
        scene.assertNothingIsOpen();
        assertEndedByOperator(id);
    }

    private void assertEndedByOperator(String id) {
        scene.await("the record", () -> !scene.audit("CLOSING").isEmpty());
        JsonNode closing = scene.audit("CLOSING").get(0);
        assertThat(closing.path("request").asText()).isEqualTo(id);
        assertThat(closing.path("actor").path("kind").asText()).isEqualTo("OPERATOR");
        assertThat(closing.path("actor").path("id").asText()).isEqualTo(System.getProperty("user.name"));
        assertThat(closing.path("facts").path("why").asText()).isEqualTo("REVOKED");
    }

    @Test
    void what_cannot_be_revoked_is_told_with_what_to_do() {
        assertThat(scene.command("revoke", UNKNOWN))
                .isEqualTo(new Said(
                        1,
                        "",
                        "Nothing to revoke: there is no such request. `breakglass requests` lists what is open.\n"));
        assertThat(scene.command("revoke", "BG-12345678"))
                .isEqualTo(new Said(
                        2, "", "'BG-12345678' is not the id of a request. `breakglass requests` lists them.\n"));
    }

    @Test
    void revoking_everything_freezes_until_that_is_lifted() {
        scene.grant();

        Said all = scene.slowCommand("revoke", "--all");

        assertThat(all.code()).as(all.toString()).isZero();
        assertThat(all.lines().get(0))
                .isEqualTo("1 ended. Nothing new is granted until `breakglass revoke --lift-freeze`.");
        scene.assertNothingIsOpen();
        assertThat(scene.command("requests").lines().get(0))
                .isEqualTo("FROZEN: nothing new is granted until `breakglass revoke --lift-freeze`.");
        assertThat(scene.metric("breakglass_frozen")).isEqualTo(1);
        assertNothingNewIsGranted();

        assertThat(scene.command("revoke", "--lift-freeze")).isEqualTo(new Said(0, "The freeze is lifted.\n", ""));
        assertThat(scene.command("revoke", "--lift-freeze")).isEqualTo(new Said(0, "Nothing was frozen.\n", ""));
        assertThat(scene.metric("breakglass_frozen")).isZero();
        scene.people.pressesOnCard("carol", "approve");
        scene.await("a grant after the freeze", scene::slotFilled);
    }

    private void assertNothingNewIsGranted() {
        int refusals = scene.audit("REFUSED").size();
        scene.people.typesBreakglass("dave");
        scene.people.asks("dave", "orders are stuck once more");
        scene.await(
                "the card", () -> scene.people.cards().stream().anyMatch(card -> scene.people.sees(card, "approve")));
        scene.people.pressesOnCard("bob", "approve");
        scene.await("the refusal", () -> scene.audit("REFUSED").size() > refusals);
        assertThat(scene.audit("REFUSED")
                        .get(refusals)
                        .path("facts")
                        .path("refusal")
                        .asText())
                .isEqualTo("FROZEN");
        scene.assertNothingIsOpen();
    }
}
