package dev.breakglass.story;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Ack;
import dev.breakglass.sandbox.slack.Message;
import dev.breakglass.sandbox.slack.OpenView;
import dev.breakglass.sandbox.slack.Workspace;
import dev.breakglass.story.Stage.Refused;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused to people who ask: each hears one sentence, and the record has it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class RefusalsTest {
    private static final String ALICE = People.user("alice");

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path directory) {
        stage = Stage.open(directory);
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

    // ---- the form ----

    private OpenView form(String name) {
        assertThat(stage.people.typesBreakglass(name).ok()).isTrue();
        return stage.world.slack.openView(People.user(name)).orElseThrow();
    }

    /** Sends the form as no client of Slack would. */
    private Ack forges(String name, OpenView form, String target, String duration, String reason, String incident) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        values.putObject("target")
                .putObject("target")
                .putObject("selected_option")
                .put("value", target);
        values.putObject("duration")
                .putObject("duration")
                .putObject("selected_option")
                .put("value", duration);
        values.putObject("reason").putObject("reason").put("value", reason);
        values.putObject("incident").putObject("incident").put("value", incident);
        return stage.world.slack.forgeSubmit(People.user(name), form.id(), values);
    }

    /** Sends a submission made by hand, for a view of any id. */
    private Ack sends(String name, String view) {
        return stage.world.slack.deliver(
                People.user(name), (ObjectNode) Stage.parse("""
                {"type": "view_submission", "api_app_id": "A0001", "team": {"id": "T0001", "domain": "acme"},
                 "user": {"id": "%s", "team_id": "T0001"},
                 "view": {"id": "%s", "type": "modal", "callback_id": "request", "blocks": [], "state": {"values": {
                   "target": {"target": {"selected_option": {"value": "orders-db"}}},
                   "duration": {"duration": {"selected_option": {"value": "PT30M"}}},
                   "reason": {"reason": {"value": "checkout is down, orders are stuck"}}}}}}
                """.formatted(People.user(name), view)));
    }

    @ParameterizedTest
    @CsvSource({
        "no-such-target, PT30M, checkout is down now, '', target, UNKNOWN_TARGET",
        "orders-db, PT25M, checkout is down now, '', duration, DURATION_NOT_OFFERED",
        "orders-db, PT100H, checkout is down now, '', duration, DURATION_NOT_OFFERED",
        "orders-db, PT-30M, checkout is down now, '', duration, DURATION_NOT_OFFERED",
        "orders-db, soon, checkout is down now, '', duration, DURATION_NOT_OFFERED",
        "orders-db, PT30M, short, '', reason, REASON_TOO_SHORT",
        "orders-db, PT30M, '                    ', '', reason, REASON_TOO_SHORT",
        "orders-db, PT30M, checkout is down now, rubbish, incident, INCIDENT_NOT_A_CHANNEL",
        "orders-db, PT30M, checkout is down now, https://evil.example/archives/C0INCIDENTS, incident,"
                + " INCIDENT_NOT_A_CHANNEL",
        "orders-db, PT30M, checkout is down now, https://other.slack.com/archives/C0INCIDENTS, incident,"
                + " INCIDENT_OF_ANOTHER_WORKSPACE",
    })
    void what_the_form_does_not_offer_is_refused_next_to_its_field(
            String target, String duration, String reason, String incident, String field, String why) {
        OpenView form = form("alice");
        int cards = stage.people.cards().size();
        Refused refused =
                stage.refusedInForm("alice", field, () -> forges("alice", form, target, duration, reason, incident));
        assertThat(refused.why()).isEqualTo(why);
        assertThat(refused.actor()).isEqualTo("PERSON alice@example.com");
        assertThat(refused.sentence()).endsWith(".").doesNotContain(why);
        assertThat(stage.people.asks("alice", Stage.REASON).ok()).isTrue();
        stage.await(
                "the card: what was typed is not lost",
                () -> stage.people.cards().size() == cards + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u200d", "\u200c\u200d", "\u2060", "\u202e"})
    void a_reason_that_cannot_be_seen_is_too_short(String invisible) {
        OpenView form = form("alice");
        Refused refused = stage.refusedInForm(
                "alice",
                "reason",
                () -> forges("alice", form, World.TARGET, "PT30M", "x" + invisible.repeat(30) + "y", ""));
        assertThat(refused.why()).isEqualTo("REASON_TOO_SHORT");
    }

    @Test
    void a_reason_of_ten_thousand_characters_is_too_long() {
        OpenView form = form("alice");
        Refused refused = stage.refusedInForm(
                "alice", "reason", () -> forges("alice", form, World.TARGET, "PT30M", "why ".repeat(2_500), ""));
        assertThat(refused.why()).isEqualTo("REASON_TOO_LONG");
    }

    @Test
    void unknown_and_forbidden_targets_read_the_same() {
        stage.policy(stage.world.policy(1).replace("ask: [oncall]", "ask: [dave@example.com]"));
        OpenView daves = form("dave");
        int recorded = stage.audit("REFUSED").size();
        Ack forbidden = forges("alice", daves, World.TARGET, "PT30M", Stage.REASON, "");
        Ack unknown = forges("alice", daves, "nonsense", "PT30M", Stage.REASON, "");
        assertThat(forbidden.body()).contains("There is no such target").isEqualTo(unknown.body());
        stage.await("both in the record", () -> stage.audit("REFUSED").size() == recorded + 2);
        assertThat(stage.audit("REFUSED").subList(recorded, recorded + 2))
                .extracting(event -> event.path("facts").path("refusal").asText())
                .containsExactly("TARGET_NOT_ALLOWED", "UNKNOWN_TARGET");
    }

    @Test
    void nobody_gets_another_persons_request_for_sending_their_form() {
        OpenView form = form("alice");
        int before = stage.people.cards().size();
        assertThat(sends("alice", form.id()).ok()).isTrue();
        stage.await("her card", () -> stage.people.cards().size() == before + 1);
        assertThat(sends("dave", form.id()).ok()).isTrue();
        stage.await("a card of his own", () -> stage.people.cards().size() == before + 2);
        assertThat(stage.text(stage.people.cards().get(before + 1))).contains("Dave Dunn");
    }

    @Test
    void a_form_sent_twice_gives_one_request() {
        OpenView form = form("alice");
        int asked = stage.audit("REQUESTED").size();
        Ack first = sends("alice", form.id());
        stage.clock.advance(Duration.ofSeconds(1));
        Ack second = sends("alice", form.id());
        assertThat(first.body()).contains("is waiting for approval").isEqualTo(second.body());
        stage.await("it in the record", () -> stage.audit("REQUESTED").size() > asked);
        stage.settle();
        assertThat(stage.audit("REQUESTED")).hasSize(asked + 1);
    }

    @Test
    void a_second_request_for_the_same_target_is_told_of_the_first() {
        Message card = stage.asked("alice");
        OpenView form = form("alice");
        Refused refused = stage.refusedInForm(
                "alice", "target", () -> forges("alice", form, World.TARGET, "PT15M", Stage.REASON, ""));
        assertThat(refused.why()).isEqualTo("ALREADY_ASKED");
        assertThat(refused.sentence()).contains(stage.spoken(card), "waiting for approval");
    }

    @Test
    void hostile_words_ping_nobody_and_are_shown_as_they_are() {
        String reason = "<!channel> <@U0BOB> @here *bold* <https://evil.example|click> &amp; `code` \u202egpj.exe";
        Message card = stage.asked("alice", reason, Stage.INCIDENT);
        String shown = "<!channel> <@U0BOB> @here *bold* <https://evil.example|click> &amp; `code` gpj.exe";
        stage.await("the direct message", () -> stage.dm("alice", card).contains(shown));
        stage.await("the trail", () -> String.join("\n", stage.people.trail()).contains(shown));
        assertThat(stage.text(card)).contains(shown);
        assertThat(stage.audit("REQUESTED"))
                .anySatisfy(event ->
                        assertThat(event.path("facts").path("reason").asText()).isEqualTo(shown));
        assertThat(stage.world.slack.notifications()).isEmpty();
    }

    // ---- incidents ----

    @ParameterizedTest
    @ValueSource(strings = {"random", "old", "partners", "nowhere"})
    void where_the_bot_cannot_write_the_trail_goes_under_the_card_and_the_person_is_told(String channel) {
        OpenView form = form("alice");
        int cards = stage.people.cards().size();
        forges("alice", form, World.TARGET, "PT30M", Stage.REASON, Workspace.channelId(channel));
        OpenView answer = stage.world.slack.openView(ALICE).orElseThrow();
        assertThat(stage.world.slack.plainText(answer)).contains("The trail cannot go to");
        stage.await("the card", () -> stage.people.cards().size() == cards + 1);
        Message card = stage.people.cards().get(cards);
        stage.await(
                "the trail under it",
                () -> stage.thread(Stage.CARDS, card.ts()).contains("Alice Adams asks for orders-db"));
    }

    @Test
    void a_channel_that_closes_later_sends_the_trail_under_the_card_and_the_person_is_told() {
        Message card = stage.asked("alice");
        stage.await("the trail", () -> String.join("\n", stage.people.trail()).contains(stage.spoken(card)));
        stage.world.slack.workspace().withoutBot(World.INCIDENT);
        stage.press("bob", card, "approve");
        stage.await(
                "the trail under the card",
                () -> stage.thread(Stage.CARDS, card.ts()).contains("Bob Brown approved"));
        assertThat(stage.thread(Stage.CARDS, card.ts())).contains("Alice Adams asks for orders-db");
        stage.await("the person is told", () -> stage.dm("alice", card).contains("does not take messages of the bot"));
        stage.world.slack.workspace().join(World.INCIDENT, "breakglass");
    }

    // ---- who asks ----

    @ParameterizedTest
    @CsvSource({
        "gil, GUEST, Guests",
        "robo, BOT_ACCOUNT, Bots",
        "erin, UNKNOWN_PERSON, bound to nobody",
        "uma, GUEST, Guests",
        "dora, DEACTIVATED, deactivated",
        "sam, STRANGER, other workspaces",
    })
    void who_may_do_nothing_here_is_told_so_and_recorded_by_account(String name, String why, String words) {
        if (name.equals("erin")) {
            stage.world.slack.workspace().members("erin");
        }
        stage.world.slack.workspace().join(World.INCIDENT, name);
        Refused refused = stage.refused(name, () -> stage.people.typesBreakglass(name));
        assertThat(refused.why()).isEqualTo(why);
        assertThat(refused.sentence()).contains(words);
        String team = name.equals("sam") ? Workspace.FOREIGN_TEAM : Workspace.TEAM;
        assertThat(refused.actor()).isEqualTo("SLACK_ACCOUNT " + team + "/" + People.user(name));
        assertThat(stage.world.slack.openView(People.user(name))).isEmpty();
    }

    @Test
    void whom_the_policy_offers_nothing_is_told_so() {
        Refused refused = stage.refused("bob", () -> stage.people.typesBreakglass("bob"));
        assertThat(refused.why()).isEqualTo("NOTHING_OFFERED");
        assertThat(refused.sentence()).contains("The policy offers you no target");
        assertThat(refused.actor()).isEqualTo("PERSON bob@example.com");
    }

    @Test
    void a_policy_that_lets_people_without_a_boundary_user_ask_does_not_come_into_force() {
        stage.policy(stage.world.policy(1).replace("ask: [oncall]", "ask: [bob@example.com]"));
        Refused refused = stage.refused("bob", () -> stage.people.typesBreakglass("bob"));
        assertThat(refused.why()).isEqualTo("NOTHING_OFFERED");
        assertThat(form("alice")).isNotNull();
    }

    // ---- what is not from Slack ----

    @Test
    void what_is_not_genuine_is_counted_and_never_enters_the_record() throws Exception {
        Message card = stage.asked("alice");
        stage.press("carol", card, "approve");
        stage.awaitEvent("OPENED", card);
        stage.settle();
        int recorded = stage.audit().size();
        assertThat(stage.world.slack.replayLast().status()).isEqualTo(401);
        Instant now = stage.clock.instant();
        assertThat(sent(now.minus(Duration.ofMinutes(6)), World.SIGNING_SECRET)).isEqualTo(401);
        assertThat(sent(now.plus(Duration.ofMinutes(6)), World.SIGNING_SECRET)).isEqualTo(401);
        assertThat(sent(now, "ffffffffffffffffffffffffffffffff")).isEqualTo(401);
        String metrics = get("/metrics");
        for (String why : new String[] {"REPLAY", "TIME", "SIGNATURE"}) {
            assertThat(metrics).containsPattern("breakglass_slack_rejected_total\\{why=\"" + why + "\"\\} [12]");
        }
        stage.settle();
        assertThat(stage.audit()).hasSize(recorded);
    }

    private int sent(Instant at, String secret) throws IOException, InterruptedException, GeneralSecurityException {
        String body = "payload=%7B%7D";
        String timestamp = Long.toString(at.getEpochSecond());
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] signature = mac.doFinal(("v0:" + timestamp + ":" + body).getBytes(StandardCharsets.UTF_8));
        URI events = URI.create("http://127.0.0.1:" + stage.sandbox.publicPort() + "/slack/events");
        HttpRequest request = HttpRequest.newBuilder(events)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("X-Slack-Request-Timestamp", timestamp)
                .header("X-Slack-Signature", "v0=" + HexFormat.of().formatHex(signature))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private String get(String path) throws IOException, InterruptedException {
        URI address = URI.create("http://127.0.0.1:" + stage.sandbox.adminPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    void slack_that_says_nothing_of_a_person_refuses_them() {
        stage.clock.advance(Duration.ofMinutes(2));
        stage.world.slack.fail(call -> call.path().endsWith("users.info"), new Fault.HangUp());
        Refused refused = stage.refused("alice", () -> stage.people.typesBreakglass("alice"));
        stage.world.slack.mend();
        assertThat(refused.why()).isEqualTo("DIRECTORY_UNAVAILABLE");
        assertThat(refused.sentence()).contains("try again");
    }
}
