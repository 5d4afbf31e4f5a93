package dev.breakglass.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Moment;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Ack;
import dev.breakglass.sandbox.slack.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The identity provider is down: people get in with an emergency account, and it is closed again. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class EmergencyLoginTest {
    private Stage stage;

    @BeforeAll
    void open(@TempDir Path directory) {
        stage = Stage.open(directory);
    }

    @AfterEach
    void nothingIsLeft() {
        stage.world.boundary.mend();
        stage.world.vault.mend();
        stage.finish();
        stage.policy(stage.world.policy(1));
    }

    @AfterAll
    void close() {
        stage.close();
    }

    private Message asked(String name) {
        List<Message> before = stage.people.cards();
        assertThat(stage.people.typesBreakglass(name).ok()).isTrue();
        Ack ack = stage.people.asksForEmergencyLogin(name, Stage.REASON);
        assertThat(ack.ok()).as("submitting: %s", ack).isTrue();
        return stage.newCard(before);
    }

    private Message opened(String name) {
        Message card = asked(name);
        stage.press("bob", card, "approve");
        stage.awaitEvent("OPENED", card);
        return card;
    }

    /** The password that was sent to a person last, as its token opens. */
    private String password(String name) {
        stage.await("the password", () -> !stage.people.wrappedPasswords(name).isEmpty());
        List<String> tokens = stage.people.wrappedPasswords(name);
        return stage.world
                .vault
                .unwrap(tokens.get(tokens.size() - 1))
                .map(data -> data.path("password").asText())
                .orElseThrow();
    }

    private void done(String name, Message card) {
        stage.await("the button", () -> stage.dmButtons(name, card).contains("done"));
        stage.people.pressesInMessages(name, "done");
    }

    private boolean isClosed() {
        return !stage.world.boundary.hasPassword(stage.world.emergencyUser())
                && stage.world.boundary.tokensOf(stage.world.emergencyUser()).isEmpty();
    }

    // ---- the whole of it ----

    @Test
    void from_the_ticked_box_to_the_proof_that_nobody_can_log_in_any_more() {
        Message card = asked("alice");
        assertThat(stage.text(card)).contains("With an emergency account", "says that their own login does not work");
        assertThat(isClosed()).isTrue();
        stage.press("bob", card, "approve");
        stage.awaitEvent("OPENED", card);
        assertThat(stage.filledSlots()).containsExactly(List.of(stage.world.emergencyUser()));
        assertThat(stage.people.connects("alice")).as("with her own account").isEmpty();

        String password = password("alice");
        List<String> tokens = stage.people.wrappedPasswords("alice");
        String token = tokens.get(tokens.size() - 1);
        String message = stage.people.messagesTo("alice").stream()
                .filter(text -> text.contains("boundary authenticate password"))
                .findFirst()
                .orElseThrow();
        assertThat(message)
                .contains(
                        "export BOUNDARY_ADDR=" + stage.world.boundary.url(),
                        "-auth-method-id " + stage.world.boundary.authMethodId() + " -login-name " + World.EMERGENCY
                                + " -password env://EMERGENCY_PASSWORD",
                        "boundary connect postgres -target-id " + stage.world.target())
                .doesNotContain(password);
        String session = stage.people.connects(World.EMERGENCY, password).orElseThrow();
        stage.await(
                "the session in the trail",
                () -> String.join("\n", stage.people.trail()).contains(session));
        stage.await(
                "the token to be taken out",
                () -> !stage.people.wrappedPasswords("alice").contains(token));

        done("alice", card);
        stage.awaitEvent("CLOSED", card);
        assertThat(isClosed()).isTrue();
        assertThat(stage.world.boundary.alive(session)).isFalse();
        assertThat(stage.people.connects(World.EMERGENCY, password)).isEmpty();
        assertThat(stage.historyOf(stage.requestOf(card))).contains("ACCOUNT_ENABLED", "ACCOUNT_DISABLED");
        stage.await(
                "the proof in the message",
                () -> stage.dm("alice", card).contains("at which it has no password, and nobody is logged in with it"));
        assertThat(String.join("\n", stage.people.trail()))
                .contains(
                        "they ask for an emergency account",
                        "Emergency account emergency-1 was given a password, which was sent to Alice Adams",
                        "filled for Alice Adams, as emergency account emergency-1",
                        "Emergency account in Boundary: ")
                .doesNotContain(password);
        assertThat(stage.audit().toString()).doesNotContain(password);
    }

    @Test
    void it_ends_by_itself_with_the_grant() {
        Message card = opened("alice");
        String password = password("alice");
        String session = stage.people.connects(World.EMERGENCY, password).orElseThrow();
        stage.settle();
        stage.clock.advance(Duration.ofMinutes(30));
        stage.awaitEvent("CLOSED", card);
        assertThat(stage.world.boundary.alive(session)).isFalse();
        assertThat(isClosed()).isTrue();
    }

    // ---- who gets it ----

    @Test
    void with_no_free_account_the_next_one_is_told_who_has_it_and_until_when() {
        Message alices = opened("alice");
        Message daves = asked("dave");
        stage.press("bob", daves, "approve");
        stage.awaitEvent("CLOSED", daves);
        assertThat(stage.historyOf(stage.requestOf(daves))).doesNotContain("SLOT_FILLED", "ACCOUNT_ENABLED");
        stage.await(
                "the reason",
                () -> stage.dm("dave", daves).contains("Every emergency account of this target is in use."));
        assertThat(stage.dm("dave", daves)).containsPattern("Held by Alice Adams until \\S+ \\S+ UTC");

        done("alice", alices);
        stage.awaitEvent("CLOSED", alices);
        done("dave", opened("dave"));
    }

    @Test
    void a_box_ticked_for_a_target_without_accounts_is_refused_next_to_it() {
        stage.people.typesBreakglass("alice");
        stage.policy(withoutAccounts());
        Stage.Refused refused = stage.refusedInForm(
                "alice", "emergency_login", () -> stage.people.asksForEmergencyLogin("alice", Stage.REASON));
        assertThat(refused.why()).isEqualTo("NO_EMERGENCY_ACCOUNTS");
        assertThat(refused.sentence()).contains("No emergency accounts are offered for this target");
        assertThat(stage.people.typesBreakglass("dave").ok()).isTrue();
        assertThat(stage.world.slack.openView(People.user("dave")).orElseThrow().toString())
                .doesNotContain("emergency_login");
    }

    @Test
    void a_request_whose_accounts_the_policy_takes_away_cannot_be_approved() {
        Message card = asked("alice");
        stage.policy(withoutAccounts());
        Stage.Refused refused = stage.refused("bob", () -> stage.press("bob", card, "approve"));
        assertThat(refused.why()).isEqualTo("NO_LONGER_ALLOWED");
    }

    private String withoutAccounts() {
        return stage.world.policy(1).replace(stage.world.emergencyAccounts(), "");
    }

    @Test
    void whoever_is_logged_in_with_the_account_beforehand_does_not_get_in() {
        stage.world.boundary.setPassword(stage.world.emergencyUser(), "known-to-somebody");
        var intruder = stage.world.boundary.loginAs(World.EMERGENCY, "known-to-somebody");
        Message card = opened("alice");
        assertThat(stage.world.boundary.tokensOf(stage.world.emergencyUser())).isEmpty();
        assertThat(stage.people.connects(World.EMERGENCY, "known-to-somebody")).isEmpty();
        assertThat(intruder.userId()).isEqualTo(stage.world.emergencyUser());
        done("alice", card);
        stage.awaitEvent("CLOSED", card);
    }

    // ---- trouble ----

    @Tag("matrix")
    @ParameterizedTest
    @ValueSource(strings = {":set-password", "/v1/auth-tokens", "/v1/accounts/", ":set-principals"})
    void a_lost_reply_while_opening_costs_one_attempt_and_it_opens_in_the_end(String path) {
        AtomicBoolean hit = new AtomicBoolean();
        stage.world.boundary.failTimes(
                1, call -> call.path().contains(path) && hit.compareAndSet(false, true), new Fault.LoseReply());
        Message card = opened("alice");
        assertThat(hit).isTrue();
        assertThat(stage.filledSlots()).containsExactly(List.of(stage.world.emergencyUser()));
        assertThat(stage.people.connects(World.EMERGENCY, password("alice"))).isPresent();
        done("alice", card);
        stage.awaitEvent("CLOSED", card);
        assertThat(isClosed()).isTrue();
    }

    @Test
    void an_end_during_the_opening_leaves_the_account_closed() {
        Message card = asked("alice");
        int sentBefore = stage.people.wrappedPasswords("alice").size();
        AtomicBoolean pressed = new AtomicBoolean();
        stage.world.boundary.watch((moment, call) -> {
            if (moment == Moment.HANDLED
                    && call.path().endsWith(":set-password")
                    && pressed.compareAndSet(false, true)) {
                stage.press("carol", card, "end_now");
            }
        });
        stage.press("bob", card, "approve");
        stage.awaitEvent("CLOSED", card);
        assertThat(pressed).isTrue();
        assertThat(stage.historyOf(stage.requestOf(card))).doesNotContain("OPENED");
        assertThat(isClosed()).isTrue();
        assertThat(stage.people.wrappedPasswords("alice")).hasSize(sentBefore);
    }

    @Test
    void with_vault_down_the_account_is_closed_all_the_same() {
        Message card = opened("alice");
        String session =
                stage.people.connects(World.EMERGENCY, password("alice")).orElseThrow();
        stage.settle();
        stage.world.vault.goDown();
        done("alice", card);
        String request = stage.requestOf(card);
        stage.await(
                "Boundary's side to be proved gone",
                () -> stage.historyOf(request)
                        .containsAll(List.of("ACCOUNT_DISABLED", "SLOT_EMPTIED", "SESSIONS_ENDED")));
        assertThat(isClosed()).isTrue();
        assertThat(stage.world.boundary.alive(session)).isFalse();
        assertThat(stage.historyOf(request)).doesNotContain("CLOSED");
        stage.world.vault.mend();
        stage.awaitEvent("CLOSED", card);
    }

    @Test
    void while_tokens_cannot_be_deleted_nothing_is_said_to_be_closed_and_nobody_else_gets_the_account() {
        Message card = opened("alice");
        assertThat(stage.people.connects(World.EMERGENCY, password("alice"))).isPresent();
        stage.settle();
        stage.world.boundary.fail(
                call -> call.method().equals("DELETE"),
                new Fault.Answer(Reply.json(403, "{\"kind\":\"PermissionDenied\"}")));
        done("alice", card);
        String request = stage.requestOf(card);
        stage.await(
                "the rest to be proved gone",
                () -> stage.historyOf(request).containsAll(List.of("SLOT_EMPTIED", "SESSIONS_ENDED")));
        stage.await("some tries", () -> accountTrouble(request) != null);
        assertThat(stage.historyOf(request)).doesNotContain("ACCOUNT_DISABLED", "CLOSED");
        assertThat(stage.world.boundary.hasPassword(stage.world.emergencyUser()))
                .isFalse();

        Message daves = asked("dave");
        stage.press("bob", daves, "approve");
        stage.awaitEvent("CLOSED", daves);
        assertThat(stage.historyOf(stage.requestOf(daves))).contains("REFUSED_OUTSIDE");

        stage.world.boundary.mend();
        stage.awaitEvent("CLOSED", card);
        assertThat(isClosed()).isTrue();
    }

    private @Nullable JsonNode accountTrouble(String request) {
        return stage.audit("TROUBLE").stream()
                .filter(event -> event.path("request").asText().equals(request))
                .filter(event -> event.path("facts").path("holding").asText().startsWith("account"))
                .findFirst()
                .orElse(null);
    }
}
