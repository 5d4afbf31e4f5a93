package dev.breakglass.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.FakeServer;
import dev.breakglass.sandbox.pager.FakePagers;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Starting and ending while outside systems are away: what answers is ended at once, and the rest when it is back. */
class OutageTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Scene scene;

    /** What is away. */
    enum Away {
        SLACK,
        BOUNDARY,
        VAULT,
        ALL
    }

    @BeforeEach
    void start() {
        scene = new Scene(directory);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    private List<FakeServer> servers(Away away) {
        return switch (away) {
            case SLACK -> List.of(scene.world.slack);
            case BOUNDARY -> List.of(scene.world.boundary);
            case VAULT -> List.of(scene.world.vault);
            case ALL -> List.of(scene.world.slack, scene.world.boundary, scene.world.vault);
        };
    }

    @ParameterizedTest
    @EnumSource
    void a_node_starts_and_shows_its_grants_whatever_is_away(Away away) {
        String id = scene.grant();
        scene.sandbox.stopNode();
        servers(away).forEach(FakeServer::goDown);

        scene.sandbox.startNode();

        assertReady();
        assertThat(scene.requests().path(0).path("id").asText()).isEqualTo(id);
        assertThat(scene.metric("breakglass_requests{state=\"ACTIVE\"}")).isEqualTo(1);
        assertThat(scene.metric("breakglass_requests{state=\"PENDING\"}")).isZero();
        assertThat(scene.metric("breakglass_frozen")).isZero();
        assertThat(scene.metric("breakglass_ending_overdue_seconds")).isZero();

        servers(away).forEach(FakeServer::mend);
        scene.clock.advance(Duration.ofMinutes(30));
        scene.await("the end", this::allIsClosed);
        scene.assertNothingIsOpen();
    }

    @Test
    void boundary_away_does_not_delay_the_end_in_vault() {
        scene.grant();
        scene.world.boundary.goDown();
        scene.people.pressesInMessages("alice", "done");
        scene.await("the end in Vault", () -> !scene.credentialLives());
        assertThat(scene.slotFilled()).isTrue();
        assertThat(scene.requests().path(0).path("state").asText()).isEqualTo("CLOSING");

        scene.world.boundary.mend();
        scene.await("the end in Boundary", this::allIsClosed);
        scene.assertNothingIsOpen();
    }

    @Test
    void vault_away_does_not_delay_the_end_in_boundary() {
        scene.grant();
        String session = scene.people.connects("alice").orElseThrow();
        scene.world.vault.goDown();
        scene.people.pressesInMessages("alice", "done");
        scene.await("the end in Boundary", () -> !scene.slotFilled() && !scene.world.boundary.alive(session));
        assertThat(scene.credentialLives()).isTrue();
        assertThat(scene.requests().path(0).path("state").asText()).isEqualTo("CLOSING");

        scene.world.vault.mend();
        scene.await("the end in Vault", this::allIsClosed);
        scene.assertNothingIsOpen();
    }

    @Test
    void slack_away_delays_no_end_and_is_told_of_it_afterwards() {
        scene.grant();
        scene.world.slack.goDown();
        scene.clock.advance(Duration.ofMinutes(30));
        scene.await("the end", this::allIsClosed);
        scene.assertNothingIsOpen();

        scene.world.slack.mend();
        scene.await(
                "the proof to be told",
                () -> scene.people.messagesTo("alice").stream().anyMatch(text -> text.contains("read back empty")));
    }

    @Test
    void an_end_that_nothing_answers_is_overdue_and_made_up_for_one_system_at_a_time() {
        scene.grant();
        servers(Away.ALL).forEach(FakeServer::goDown);
        scene.clock.advance(Duration.ofMinutes(30));
        scene.await("an overdue end", () -> scene.metric("breakglass_ending_overdue_seconds") > 2);
        scene.await("the end to begin", () -> scene.metric("breakglass_requests{state=\"CLOSING\"}") == 1);
        assertReady();
        assertThat(scene.slotFilled()).isTrue();

        scene.world.boundary.mend();
        scene.await("the end in Boundary", () -> !scene.slotFilled());
        assertThat(allIsClosed()).isFalse();
        scene.world.vault.mend();
        scene.await("the end in Vault", this::allIsClosed);
        scene.assertNothingIsOpen();
        assertThat(scene.metric("breakglass_ending_overdue_seconds")).isZero();
    }

    @Test
    void a_lease_that_cannot_be_revoked_is_shown_as_stuck_with_what_ends_it_by_hand() {
        scene.grant();
        // As a database answers whose default statements cannot drop a user that owns something.
        scene.world.vault.fail(
                call -> call.path().endsWith("leases/revoke"),
                new FakeServer.Fault.Answer(FakeServer.Reply.json(
                        400, "{\"errors\":[\"failed to revoke entry: some objects depend on it\"]}")));
        scene.clock.advance(Duration.ofMinutes(30));
        scene.await("the slot's end", () -> !scene.slotFilled());
        scene.clock.advance(Duration.ofSeconds(61));
        scene.await("a stuck credential", () -> scene.metric("breakglass_ending_stuck{kind=\"CREDENTIAL\"}") == 1);
        assertThat(scene.command("requests").out())
                .contains("STUCK orders {lease=database/creds/orders/")
                .contains("accessor=");
        assertThat(scene.requests().path(0).path("holdings").findValuesAsText("stuck"))
                .contains("true");

        scene.world.vault.mend();
        scene.clock.advance(Duration.ofSeconds(15));
        scene.await("the end in Vault", this::allIsClosed);
        assertThat(scene.metric("breakglass_ending_stuck{kind=\"CREDENTIAL\"}")).isZero();
        scene.assertNothingIsOpen();
    }

    @Test
    void an_ending_that_takes_five_minutes_wakes_people_until_it_is_proved() throws IOException {
        try (FakePagers pagers = new FakePagers()) {
            String id = scene.grant();
            scene.sandbox.stopNode();
            Files.writeString(
                    scene.sandbox.config(),
                    "pager: {pagerdutyUrl: %s, pagerdutyKey: %s, opsgenieUrl: %s, opsgenieKey: %s}\n"
                            .formatted(pagers.url(), FakePagers.ROUTING_KEY, pagers.url(), FakePagers.GENIE_KEY),
                    StandardOpenOption.APPEND);
            scene.sandbox.startNode();
            scene.world.boundary.goDown();
            scene.clock.advance(Duration.ofMinutes(30));
            scene.await("the ending", () -> scene.metric("breakglass_requests{state=\"CLOSING\"}") == 1);
            assertThat(lateMessages()).isEmpty();
            scene.clock.advance(Duration.ofSeconds(70));
            scene.await("the message that it is late", () -> lateMessages().size() == 1);
            assertThat(lateMessages().get(0))
                    .contains("boundary roles set-principals -id "
                            + scene.world.slots().get(0));
            assertThat(pagers.open()).isEmpty();

            pagers.failTimes(1, call -> call.path().contains("enqueue"), new FakeServer.Fault.HangUp());
            scene.clock.advance(Duration.ofMinutes(4));
            scene.await("both pagers", () -> pagers.open().size() == 2);
            assertThat(pagers.open()).containsKey("pagerduty breakglass-" + id);

            scene.world.boundary.mend();
            scene.clock.advance(Duration.ofSeconds(15));
            scene.await("the end", this::allIsClosed);
            scene.await("the pagers to be called off", () -> pagers.closed().size() == 2);
            scene.await(
                    "the message to say that it is over",
                    () -> lateMessages().stream().anyMatch(text -> text.contains("Ended after all")));
            assertThat(scene.audit("PAGED")).hasSizeGreaterThanOrEqualTo(2);
            assertThat(scene.audit("ENDING_LATE")).hasSize(1);
        }
    }

    private List<String> lateMessages() {
        return scene.people.cards().stream()
                .map(scene.world.slack::plainText)
                .filter(text -> text.contains("has not ended in time") || text.contains("Ended after all"))
                .toList();
    }

    private boolean allIsClosed() {
        return scene.requests().isEmpty();
    }

    private void assertReady() {
        HttpResponse<String> live = scene.admin("/health/live");
        assertThat(live.statusCode()).isEqualTo(200);
        assertThat(live.body()).isEqualTo("live\n");
        HttpResponse<String> ready = scene.admin("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(200);
        assertThat(ready.body()).isEqualTo("ready\n");
        assertThat(scene.admin("/metrics").headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(scene.admin("/").statusCode()).isEqualTo(404);
    }
}
