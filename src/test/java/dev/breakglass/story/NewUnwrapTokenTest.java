package dev.breakglass.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.slack.Message;
import dev.breakglass.sandbox.slack.OpenView;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The requester lost what the one-time token held, or somebody else opened it first. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class NewUnwrapTokenTest {
    private static final String ALARM = "Credential opened by a stranger?";

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path directory) {
        stage = Stage.open(directory);
    }

    @AfterEach
    void finish() {
        stage.world.vault.mend();
        stage.finish();
        stage.policy(stage.world.policy(1));
    }

    @AfterAll
    void close() {
        stage.close();
    }

    @Test
    void a_lost_credential_is_replaced_and_the_old_one_is_dead() {
        Message card = openedWithToken();
        String old = token();
        JsonNode first = unwrapped(old);
        asksForNewToken("by_me");
        JsonNode second = unwrapped(tokenInsteadOf(old));
        assertThat(works(first)).isFalse();
        assertThat(works(second)).isTrue();
        String request = stage.requestOf(card);
        stage.await("the record", () -> Collections.frequency(stage.historyOf(request), "CREDENTIAL_DELIVERED") == 2);
        assertThat(stage.historyOf(request))
                .containsSubsequence("CREDENTIAL_REPLACED", "CREDENTIAL_REVOKED", "CREDENTIAL_DELIVERED")
                .doesNotContain("INTERCEPTION_SUSPECTED", "CLOSING");
        assertThat(stage.world.vault.liveLeases()).hasSize(1);
    }

    @Test
    void a_token_that_nobody_opened_is_taken_out_of_its_message_and_no_alarm() {
        long before = alarms();
        openedWithToken();
        String old = token();
        asksForNewToken("not_by_me");
        JsonNode second = unwrapped(tokenInsteadOf(old));
        assertThat(stage.world.vault.unwrap(old)).isEmpty();
        assertThat(works(second)).isTrue();
        assertThat(alarms()).isEqualTo(before);
    }

    @Test
    void a_stranger_who_opens_it_first_is_an_alarm_in_the_security_channel_and_holds_nothing() {
        long before = alarms();
        Message card = openedWithToken();
        String old = token();
        JsonNode stolen = unwrapped(old);
        asksForNewToken("not_by_me");
        stage.awaitEvent("INTERCEPTION_SUSPECTED", card);
        stage.await("the alarm", () -> alarms() == before + 1);
        JsonNode second = unwrapped(tokenInsteadOf(old));
        assertThat(works(stolen)).isFalse();
        assertThat(works(second)).isTrue();
        stage.await(
                "the trail to say so",
                () -> String.join("\n", stage.people.trail()).contains("says that it was not them"));
    }

    @Test
    void where_the_policy_says_so_an_interception_ends_the_grant() {
        stage.policy(stage.world.policy(1).replace("risk: high", "risk: high\n    on_interception: end"));
        Message card = openedWithToken();
        unwrapped(token());
        asksForNewToken("not_by_me");
        stage.awaitEvent("CLOSED", card);
        assertThat(stage.people.wrappingTokens("alice")).isEmpty();
        stage.await(
                "the reason",
                () -> stage.dm("alice", card).contains("because somebody else seems to have opened the credential"));
        stage.assertNothingIsOpen();
    }

    @Test
    void with_vault_down_nothing_is_replaced_and_the_form_says_so() {
        openedWithToken();
        stage.settle();
        presses();
        stage.world.vault.fail(call -> true, new Fault.Answer(Reply.json(503, "{\"errors\":[\"Vault is sealed\"]}")));
        answers("by_me");
        stage.await(
                "the sentence",
                () -> stage.world.slack.openView(People.user("alice")).stream()
                        .anyMatch(view -> view.toString().contains("Vault does not answer")));
        stage.world.vault.mend();
        assertThat(works(unwrapped(token()))).isTrue();
    }

    @Test
    void a_vault_that_refuses_the_second_is_told_and_the_wish_can_be_repeated() {
        Message card = openedWithToken();
        String old = token();
        unwrapped(old);
        stage.settle();
        stage.world.vault.fail(
                call -> call.path().contains("creds/"),
                new Fault.Answer(Reply.json(403, "{\"errors\":[\"permission denied\"]}")));
        asksForNewToken("by_me");
        stage.await("the refusal", () -> stage.dm("alice", card).contains("A new credential was refused"));
        stage.world.vault.mend();
        asksForNewToken("by_me");
        assertThat(works(unwrapped(tokenInsteadOf(old)))).isTrue();
    }

    @Test
    void nobody_else_gets_a_new_token() {
        Message card = openedWithToken();
        Stage.Refused refused = stage.refused(
                "dave",
                () -> stage.world.slack.forge(
                        People.user("dave"),
                        stage.dmChannelOf("dave"),
                        card.ts(),
                        "new_token",
                        "b",
                        stage.requestOf(card)));
        assertThat(refused.why()).isEqualTo("NOT_YOURS");
    }

    private Message openedWithToken() {
        Message card = stage.opened("alice");
        stage.await("a token", () -> stage.people.wrappingTokens("alice").size() == 1);
        stage.await("the button", () -> stage.dmButtons("alice", card).contains("new_token"));
        return card;
    }

    private String token() {
        return stage.people.wrappingTokens("alice").get(0);
    }

    /** The token that was sent instead of another, once that is out of its message. */
    private String tokenInsteadOf(String old) {
        stage.await(
                "a new token alone", () -> stage.people.wrappingTokens("alice").size() == 1 && !token().equals(old));
        return token();
    }

    private JsonNode unwrapped(String token) {
        return stage.world.vault.unwrap(token).orElseThrow();
    }

    private boolean works(JsonNode credential) {
        return stage.world
                .vault
                .database()
                .login(
                        credential.path("username").asText(),
                        credential.path("password").asText());
    }

    private void asksForNewToken(String answer) {
        presses();
        answers(answer);
    }

    private void presses() {
        assertThat(stage.people.pressesInMessages("alice", "new_token").ok()).isTrue();
        stage.await(
                "the form",
                () -> stage.world.slack.openView(People.user("alice")).isPresent());
    }

    private void answers(String answer) {
        OpenView form = stage.world.slack.openView(People.user("alice")).orElseThrow();
        stage.world.slack.submit(People.user("alice"), form.id(), Map.of("opened.opened", answer));
        stage.clock.advance(Duration.ofMillis(1));
    }

    private long alarms() {
        return stage.people.cards().stream()
                .filter(message -> stage.text(message).contains(ALARM))
                .count();
    }
}
