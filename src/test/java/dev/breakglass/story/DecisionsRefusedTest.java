package dev.breakglass.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.app.cli.Main;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Ack;
import dev.breakglass.sandbox.slack.Message;
import dev.breakglass.sandbox.slack.OpenView;
import dev.breakglass.story.Stage.Refused;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused to people who press, and what comes between asking and approving. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class DecisionsRefusedTest {
    private Stage stage;

    @BeforeAll
    void open(@TempDir Path directory) {
        stage = Stage.open(directory);
        stage.world
                .slack
                .workspace()
                .members("erin", "alice2", "bob2")
                .join(World.CARDS, "alice2")
                .join(World.CARDS, "bob2");
    }

    @AfterEach
    void finish() {
        stage.policy(stage.world.policy(1));
        stage.finish();
        assertThat(stage.world.slack.notifications()).isEmpty();
    }

    @AfterAll
    void close() {
        stage.close();
    }

    /** The usual policy, in which Alice and Bob have a second Slack account each. */
    private String twoAccounts(int approvals) {
        return stage.world
                .policy(approvals)
                .replace("{team: T0001, user: U0ALICE}", "{team: T0001, user: U0ALICE}, {team: T0001, user: U0ALICE2}")
                .replace("{team: T0001, user: U0BOB}", "{team: T0001, user: U0BOB}, {team: T0001, user: U0BOB2}");
    }

    private void assertStillPending(Message card) {
        assertThat(stage.buttons(card)).contains("approve", "deny");
        assertThat(stage.historyOf(stage.requestOf(card))).doesNotContain("APPROVAL_GIVEN", "DENIED");
        assertThat(stage.filledSlots()).isEmpty();
    }

    // ---- who presses ----

    @ParameterizedTest
    @CsvSource({
        "sam, STRANGER",
        "gil, GUEST",
        "uma, GUEST",
        "robo, BOT_ACCOUNT",
        "dora, DEACTIVATED",
        "erin, UNKNOWN_PERSON",
        "dave, NOT_AN_APPROVER",
        "alice, OWN_REQUEST",
        "alice2, OWN_REQUEST",
    })
    void who_may_not_decide_decides_nothing(String name, String why) {
        stage.policy(twoAccounts(1));
        stage.world.slack.workspace().join(World.CARDS, name);
        Message card = stage.asked("alice");
        Refused approving = stage.refused(name, () -> stage.press(name, card, "approve"));
        Refused denying = stage.refused(name, () -> stage.press(name, card, "deny"));
        assertThat(List.of(approving.why(), denying.why())).containsOnly(why);
        boolean known = List.of("dave", "alice", "alice2").contains(name);
        assertThat(approving.actor()).startsWith(known ? "PERSON " : "SLACK_ACCOUNT ");
        assertThat(approving.sentence()).isNotBlank().doesNotContain(why);
        assertThat(stage.world.slack.openView(People.user(name)).stream())
                .filteredOn(view -> view.view().path("callback_id").asText().equals("deny_reason"))
                .isEmpty();
        assertStillPending(card);
    }

    // ---- when it is pressed ----

    @Test
    void the_same_person_approves_only_once_whatever_account_they_use() {
        stage.policy(twoAccounts(2));
        Message card = stage.asked("alice");
        stage.press("bob", card, "approve");
        stage.await("the progress", () -> stage.text(card).contains("1 of 2: Bob Brown"));
        Refused again = stage.refused("bob", () -> stage.press("bob", card, "approve"));
        Refused other = stage.refused("bob2", () -> stage.press("bob2", card, "approve"));
        assertThat(List.of(again.why(), other.why())).containsOnly("APPROVED_BEFORE");
        assertThat(stage.text(card)).contains("1 of 2");
        stage.press("carol", card, "approve");
        stage.awaitEvent("OPENED", card);
        stage.await("both names", () -> stage.text(card).contains("2 of 2: Bob Brown, Carol Clark"));
    }

    @Test
    void a_press_after_the_approval_changes_nothing() {
        Message card = stage.opened("alice");
        Refused refused = stage.refused("carol", () -> pressOld("carol", card, "approve"));
        assertThat(refused.why()).isEqualTo("ALREADY_DECIDED");
        assertThat(refused.sentence()).contains(stage.spoken(card), "open already");
    }

    @Test
    void a_press_after_a_denial_changes_nothing() {
        Message card = stage.asked("alice");
        stage.press("bob", card, "deny");
        OpenView question = stage.world.slack.openView(People.user("bob")).orElseThrow();
        stage.press("carol", card, "deny");
        OpenView second = stage.world.slack.openView(People.user("carol")).orElseThrow();
        stage.world.slack.submit(People.user("bob"), question.id(), Map.of("reason.reason", "not tonight"));
        Refused late = stage.refusedInForm(
                "carol",
                "reason",
                () -> stage.world.slack.submit(
                        People.user("carol"), second.id(), Map.of("reason.reason", "nor by me")));
        assertThat(late.why()).isEqualTo("ALREADY_DECIDED");
        assertThat(stage.refused("carol", () -> pressOld("carol", card, "approve"))
                        .why())
                .isEqualTo("ALREADY_DECIDED");
    }

    @Test
    void a_press_after_a_withdrawal_or_a_lapse_changes_nothing() {
        Message withdrawn = stage.asked("alice");
        stage.await("the button", () -> stage.dmButtons("alice", withdrawn).contains("withdraw"));
        stage.people.pressesInMessages("alice", "withdraw");
        Refused first = stage.refused("bob", () -> pressOld("bob", withdrawn, "approve"));
        assertThat(first.sentence()).contains("withdrawn already");
        Message lapsed = stage.asked("alice");
        stage.settle();
        stage.clock.advance(Duration.ofMinutes(61));
        Refused second = stage.refused("bob", () -> pressOld("bob", lapsed, "approve"));
        assertThat(second.why()).isEqualTo("ALREADY_DECIDED");
        stage.assertNothingIsOpen();
    }

    @Test
    void a_press_after_the_end_changes_nothing() {
        Message card = stage.opened("alice");
        stage.settle();
        stage.clock.advance(Duration.ofMinutes(31));
        stage.awaitEvent("CLOSED", card);
        assertThat(stage.refused("bob", () -> pressOld("bob", card, "end_now")).why())
                .isEqualTo("NOTHING_TO_END");
        assertThat(stage.refused("bob", () -> pressOld("bob", card, "approve")).why())
                .isEqualTo("ALREADY_DECIDED");
        assertThat(stage.refused("dave", () -> forge("dave", stage.dmChannelOf("dave"), "done", card))
                        .why())
                .isEqualTo("NOT_YOURS");
    }

    /** Presses a button that the card had once. */
    private Ack pressOld(String name, Message card, String action) {
        return stage.world.slack.forge(People.user(name), Stage.CARDS, card.ts(), action, "b", stage.requestOf(card));
    }

    private Ack forge(String name, String channel, String action, Message card) {
        return stage.world.slack.forge(People.user(name), channel, card.ts(), action, "b", stage.requestOf(card));
    }

    // ---- what is pressed ----

    @Test
    void a_made_up_value_decides_nothing() {
        Message card = stage.asked("alice");
        for (String value : List.of("nonsense", "", "00000000-0000-0000-0000-000000000000", "' or 1=1 --")) {
            Refused refused = stage.refused(
                    "bob",
                    () -> stage.world.slack.forge(People.user("bob"), Stage.CARDS, card.ts(), "approve", "b", value));
            assertThat(refused.why()).isEqualTo("UNKNOWN_REQUEST");
        }
        assertStillPending(card);
    }

    @Test
    void a_press_from_another_channel_decides_nothing() {
        Message card = stage.asked("alice");
        Refused refused = stage.refused("bob", () -> forge("bob", Stage.INCIDENT, "approve", card));
        assertThat(refused.why()).isEqualTo("UNKNOWN_REQUEST");
        assertStillPending(card);
    }

    @Test
    void an_action_that_does_not_exist_is_answered_and_recorded() {
        Message card = stage.asked("alice");
        Refused refused = stage.refused("bob", () -> forge("bob", Stage.CARDS, "approve_all", card));
        assertThat(refused.why()).isEqualTo("UNKNOWN_ACTION");
        assertThat(refused.sentence()).contains("does nothing");
        assertStillPending(card);
    }

    @Test
    void of_two_actions_in_one_payload_none_counts() {
        Message alices = stage.asked("alice");
        Message daves = stage.asked("dave");
        ObjectNode payload = (ObjectNode)
                Stage.parse("""
                {"type": "block_actions", "api_app_id": "A0001", "team": {"id": "T0001", "domain": "acme"},
                 "user": {"id": "U0BOB", "team_id": "T0001", "username": "bob", "name": "bob"},
                 "container": {"type": "message", "message_ts": "1.1", "channel_id": "%s"},
                 "channel": {"id": "%s", "name": "emergency"},
                 "actions": [
                   {"type": "button", "action_id": "approve", "block_id": "b", "value": "%s"},
                   {"type": "button", "action_id": "approve", "block_id": "b", "value": "%s"}]}
                """.formatted(Stage.CARDS, Stage.CARDS, stage.requestOf(alices), stage.requestOf(daves)));
        Refused refused = stage.refused("bob", () -> stage.world.slack.deliver("U0BOB", payload));
        assertThat(refused.why()).isEqualTo("UNKNOWN_ACTION");
        assertStillPending(alices);
        assertStillPending(daves);
    }

    // ---- two at once ----

    @Test
    void two_approvers_at_the_same_moment_give_one_grant() {
        Message card = stage.asked("alice");
        bothPress(card);
        stage.awaitEvent("OPENED", card);
        assertThat(stage.historyOf(stage.requestOf(card)))
                .containsOnlyOnce("APPROVAL_GIVEN", "APPROVED", "SLOT_FILLED", "OPENED");
        assertThat(stage.filledSlots()).containsExactly(List.of(stage.world.alice()));
    }

    @Test
    void two_approvers_at_the_same_moment_are_two_where_two_are_needed() {
        stage.policy(stage.world.policy(2));
        Message card = stage.asked("alice");
        bothPress(card);
        stage.awaitEvent("OPENED", card);
        assertThat(stage.historyOf(stage.requestOf(card))).containsOnlyOnce("APPROVED", "SLOT_FILLED", "OPENED");
        assertThat(stage.text(card)).contains("Bob Brown", "Carol Clark");
    }

    private void bothPress(Message card) {
        CompletableFuture<Ack> bob = CompletableFuture.supplyAsync(() -> stage.press("bob", card, "approve"));
        Ack carol = stage.press("carol", card, "approve");
        assertThat(bob.join().ok()).isTrue();
        assertThat(carol.ok()).isTrue();
    }

    // ---- what comes between ----

    @Test
    void approvals_given_for_other_terms_are_void_and_the_card_says_so() {
        stage.policy(stage.world.policy(2));
        Message card = stage.asked("alice");
        stage.press("bob", card, "approve");
        stage.await("the progress", () -> stage.text(card).contains("1 of 2"));
        stage.policy(stage.world.policy(2).replace("Orders database", "Orders and payments"));
        Refused refused = stage.refused("carol", () -> stage.press("carol", card, "approve"));
        assertThat(refused.why()).isEqualTo("TERMS_CHANGED");
        stage.await("the card to say so", () -> stage.text(card).contains("1 approval given before no longer counts"));
        assertThat(stage.text(card)).contains("0 of 2", "Orders and payments");
        stage.await("the requester to know", () -> stage.dm("alice", card).contains("no longer counts"));
        stage.press("carol", card, "approve");
        stage.press("bob", card, "approve");
        stage.awaitEvent("OPENED", card);
    }

    @Test
    void a_card_can_be_decided_where_it_is_when_the_policy_names_another_channel() {
        Message card = stage.asked("alice");
        stage.policy(stage.world.policy(1).replace("channel: " + Stage.CARDS, "channel: " + Stage.INCIDENT));
        assertThat(stage.refused("bob", () -> stage.press("bob", card, "approve"))
                        .why())
                .isEqualTo("TERMS_CHANGED");
        stage.press("bob", card, "approve");
        stage.awaitEvent("OPENED", card);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"ask: [oncall]|ask: [dave@example.com]", "[15m, 30m, 1h]|[15m]"})
    void what_the_requester_may_no_longer_have_cannot_be_approved(String before, String after) {
        Message card = stage.asked("alice");
        stage.policy(stage.world.policy(1).replace(before, after));
        Refused refused = stage.refused("bob", () -> stage.press("bob", card, "approve"));
        assertThat(refused.why()).isEqualTo("NO_LONGER_ALLOWED");
        assertStillPending(card);
    }

    @Test
    void a_freeze_between_asking_and_approving_opens_nothing() {
        Message card = stage.asked("alice");
        revoke("--all");
        Refused refused = stage.refused("bob", () -> stage.press("bob", card, "approve"));
        revoke("--lift-freeze");
        assertThat(refused.why()).isEqualTo("FROZEN");
        assertStillPending(card);
        stage.press("bob", card, "approve");
        stage.awaitEvent("OPENED", card);
    }

    private void revoke(String what) {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = Main.run(
                writer,
                writer,
                "revoke",
                what,
                "--config",
                stage.sandbox.config().toString());
        assertThat(code).as("revoke %s: %s", what, said).isZero();
    }

    // ---- no free slot ----

    @Test
    void whoever_finds_no_free_slot_is_told_who_holds_them_and_until_when() {
        String carol = stage.world.boundary.addUser("carol", "carol", World.PASSWORD);
        stage.policy(stage.world
                .policy(1)
                .replace("user: U0CAROL}]}", "user: U0CAROL}], boundary: " + carol + "}")
                .replace("ask: [oncall]", "ask: [oncall, carol@example.com]"));
        stage.opened("alice");
        stage.opened("dave");
        Message card = stage.asked("carol");
        stage.press("bob", card, "approve");
        stage.awaitEvent("CLOSED", card);
        stage.await("the message", () -> stage.dm("carol", card).contains("Closed"));
        String held = "Every emergency role of this target is in use. Held by Alice Adams until 20";
        assertThat(stage.dm("carol", card)).contains(held).contains("Dave Dunn until 20");
        stage.await("the trail", () -> String.join("\n", stage.people.trail()).contains(held));
        assertThat(stage.filledSlots()).hasSize(2);
    }
}
