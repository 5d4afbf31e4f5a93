package dev.breakglass.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.app.cli.Main;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.slack.Message;
import dev.breakglass.sandbox.slack.OpenView;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every way through the states of a request, and what each surface shows in the end. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class LifecycleTest {
    private Stage stage;

    @BeforeAll
    void open(@TempDir Path directory) {
        stage = Stage.open(directory);
    }

    @AfterEach
    void finish() {
        stage.world.boundary.mend();
        stage.finish();
        assertThat(stage.world.slack.notifications()).isEmpty();
    }

    @AfterAll
    void close() {
        stage.close();
    }

    private void assertSurfacesEnd(Message card, String headline, String trail) {
        stage.await("the card to say " + headline, () -> stage.text(card).contains(headline));
        stage.await(
                "the direct message to say so", () -> stage.dm("alice", card).contains(headline));
        stage.await(
                "the trail to say " + trail,
                () -> String.join("\n", stage.people.trail()).contains(trail));
        stage.await(
                "the buttons to go",
                () -> stage.buttons(card).isEmpty()
                        && stage.dmButtons("alice", card).isEmpty());
    }

    @Test
    void an_approver_denies_and_says_why() {
        Message card = stage.asked("alice");
        stage.press("bob", card, "deny");
        OpenView question = stage.world.slack.openView(People.user("bob")).orElseThrow();
        assertThat(stage.buttons(card)).contains("approve");
        stage.world.slack.submit(
                People.user("bob"), question.id(), Map.of("reason.reason", "use the <!channel> replica instead"));
        assertSurfacesEnd(card, "Denied", "denied it: “use the <!channel> replica instead”");
        assertThat(stage.text(card)).contains("Denied by Bob Brown", "use the <!channel> replica instead");
        stage.await("the message that rings", () -> stage.dm("alice", card).contains("Bob Brown denied your request."));
        assertThat(stage.world.slack.openView(People.user("bob"))).isEmpty();
    }

    @Test
    void the_requester_withdraws() {
        Message card = stage.asked("alice");
        stage.await("the button", () -> stage.dmButtons("alice", card).contains("withdraw"));
        stage.people.pressesInMessages("alice", "withdraw");
        assertSurfacesEnd(card, "Withdrawn", "took it back");
    }

    @Test
    void nobody_answers_for_an_hour() {
        Message card = stage.asked("alice");
        stage.settle();
        stage.clock.advance(Duration.ofMinutes(61));
        assertSurfacesEnd(card, "Lapsed", "Nobody decided in time");
        stage.await("the advice", () -> stage.dm("alice", card).contains("Ask again, and call an approver."));
    }

    @Test
    void the_requester_is_done() {
        Message card = stage.opened("alice");
        stage.await("the button", () -> stage.dmButtons("alice", card).contains("done"));
        String session = stage.people.connects("alice").orElseThrow();
        stage.people.pressesInMessages("alice", "done");
        assertSurfacesEnd(card, "Closed, proved gone", "everything is proved gone");
        assertThat(stage.text(card)).contains("the requester was done", "read back", session);
        assertThat(stage.world.boundary.alive(session)).isFalse();
        stage.assertNothingIsOpen();
    }

    @Test
    void an_approver_ends_it_now() {
        Message card = stage.opened("alice");
        stage.await("the button", () -> stage.buttons(card).contains("end_now"));
        stage.press("carol", card, "end_now");
        assertSurfacesEnd(card, "Closed, proved gone", "(Carol Clark), because it was revoked");
        assertThat(stage.dm("alice", card)).contains("by Carol Clark, because it was revoked");
        stage.assertNothingIsOpen();
    }

    @Test
    void its_time_is_over() {
        Message card = stage.opened("alice");
        stage.settle();
        stage.clock.advance(Duration.ofMinutes(26));
        stage.await("the warning", () -> stage.dm("alice", card).contains("Ending soon"));
        stage.settle();
        stage.clock.advance(Duration.ofMinutes(5));
        assertSurfacesEnd(card, "Closed, proved gone", "because its time was over");
        stage.assertNothingIsOpen();
    }

    @Test
    void opening_is_refused() {
        Message card = stage.asked("alice");
        String request = stage.requestOf(card);
        stage.world.boundary.failTimes(
                1,
                call -> call.path().endsWith(":set-principals"),
                new Fault.Answer(Reply.json(403, "{\"kind\":\"PermissionDenied\",\"message\":\"internal words\"}")));
        stage.press("bob", card, "approve");
        stage.await("the end", () -> stage.historyOf(request).contains("CLOSED"));
        assertSurfacesEnd(card, "Closed, proved gone", "Boundary refused to open this");
        assertThat(stage.dm("alice", card))
                .contains("Boundary refused to open this")
                .doesNotContain("internal words");
        stage.assertNothingIsOpen();
    }

    @Test
    void an_operator_revokes_it() {
        Message card = stage.opened("alice");
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        int code = Main.run(
                writer,
                writer,
                "revoke",
                stage.requestOf(card),
                "--config",
                stage.sandbox.config().toString());
        assertThat(code).as("revoke: %s", said).isZero();
        assertSurfacesEnd(card, "Closed, proved gone", "because it was revoked");
        assertThat(said.toString()).contains("is revoked");
        stage.assertNothingIsOpen();
    }

    @Test
    void the_incident_is_a_channels_id() {
        Message card = stage.asked("alice", Stage.REASON, Stage.INCIDENT);
        assertTrailIn(card, Stage.INCIDENT);
    }

    @Test
    void the_incident_is_a_mention_of_a_channel() {
        Message card = stage.asked("alice", Stage.REASON, "<#" + Stage.INCIDENT + "|incidents>");
        assertTrailIn(card, Stage.INCIDENT);
    }

    @Test
    void the_incident_is_a_link_to_a_message() {
        String ts = stage.world.slack.say(People.user("alice"), Stage.INCIDENT, "everything is on fire");
        String link = "https://acme.slack.com/archives/" + Stage.INCIDENT + "/p" + ts.replace(".", "");
        Message card = stage.asked("alice", Stage.REASON, link);
        stage.await(
                "the trail in the thread",
                () -> stage.thread(Stage.INCIDENT, ts).contains("Alice Adams asks for orders-db"));
        assertThat(stage.thread(Stage.CARDS, card.ts())).isEmpty();
    }

    @Test
    void no_incident_is_given() {
        Message card = stage.asked("alice", Stage.REASON, "");
        stage.await(
                "the trail under the card",
                () -> stage.thread(Stage.CARDS, card.ts()).contains("Alice Adams asks for orders-db"));
        stage.await("the message to say so", () -> stage.dm("alice", card).contains("trail under the approval card"));
    }

    private void assertTrailIn(Message card, String channel) {
        stage.await("the trail", () -> String.join("\n", stage.people.trail()).contains(stage.spoken(card)));
        assertThat(stage.thread(Stage.CARDS, card.ts())).isEmpty();
        assertThat(stage.text(card)).contains("incident in");
        assertThat(channel).isEqualTo(Stage.INCIDENT);
    }
}
