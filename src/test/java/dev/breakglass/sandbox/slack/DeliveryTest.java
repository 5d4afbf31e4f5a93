package dev.breakglass.sandbox.slack;

import static dev.breakglass.sandbox.slack.TinyApp.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.SettableClock;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people do, how it reaches the app, and what becomes of the app's answer. */
class DeliveryTest {
    private static final String ALICE = Workspace.userId("alice");
    private static final String BOB = Workspace.userId("bob");
    private static final String SAM = Workspace.userId("sam");
    private static final String INCIDENTS = Workspace.channelId("incidents");
    private static final String PARTNERS = Workspace.channelId("partners");
    private static final String MODAL = """
            {"type":"modal","callback_id":"ask","private_metadata":"m","notify_on_close":true,
             "title":{"type":"plain_text","text":"Ask"},"submit":{"type":"plain_text","text":"Send"},
             "blocks":[
              {"type":"input","block_id":"why","label":{"type":"plain_text","text":"Why"},
               "element":{"type":"plain_text_input","action_id":"text"}},
              {"type":"input","block_id":"what","dispatch_action":true,"label":{"type":"plain_text","text":"What"},
               "element":{"type":"static_select","action_id":"target","options":[
                 {"text":{"type":"plain_text","text":"Database"},"value":"db"}]}}]}""";

    private final SettableClock clock = SettableClock.stoppedAt(Instant.parse("2026-03-02T12:00:00Z"));
    private final FakeSlack slack = new FakeSlack(0, clock, Workspace.standard());
    private final TinyApp app = new TinyApp(slack);

    @AfterEach
    void stop() {
        app.close();
        slack.close();
    }

    @Test
    void a_slash_command_is_signed_and_has_all_its_fields() throws Exception {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "prod & more");
        Call call = app.lastCall();
        assertThat(call.path()).isEqualTo("/slack/events");
        assertThat(call.header("x-slack-request-timestamp")).isEqualTo("1772452800");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(TinyApp.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        byte[] hash = mac.doFinal(("v0:1772452800:" + call.body()).getBytes(StandardCharsets.UTF_8));
        assertThat(call.header("x-slack-signature")).isEqualTo("v0=%064x".formatted(new BigInteger(1, hash)));

        JsonNode fields = app.lastPayload();
        assertThat(fields.path("text").asText()).isEqualTo("prod & more");
        assertThat(fields.path("command").asText()).isEqualTo("/breakglass");
        assertThat(fields.path("team_id").asText()).isEqualTo(Workspace.TEAM);
        assertThat(fields.path("channel_name").asText()).isEqualTo("incidents");
        assertThat(fields.path("user_id").asText()).isEqualTo(ALICE);
        assertThat(fields.path("api_app_id").asText()).isEqualTo(Workspace.APP);
    }

    @Test
    void the_acknowledgement_of_a_command_is_shown_to_its_person_only() {
        app.answers(200, "{\"text\":\"hello *you*\"}");
        assertThat(slack.slash(ALICE, INCIDENTS, "/breakglass", "").ok()).isTrue();
        app.answers(200, "just words");
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        assertThat(slack.ephemerals(ALICE)).extracting(Ephemeral::text).containsExactly("hello *you*", "just words");
        assertThat(slack.ephemerals(BOB)).isEmpty();
    }

    @Test
    void an_app_that_fails_is_reported_and_not_asked_again() {
        app.answers(500, "");
        assertThat(slack.slash(ALICE, INCIDENTS, "/breakglass", "").ok()).isFalse();
        assertThat(slack.failures(ALICE))
                .singleElement()
                .extracting(Failure::notice)
                .isEqualTo("/breakglass failed with the error \"dispatch_failed\"");
        assertThat(app.calls()).hasSize(1);
    }

    @Test
    void an_app_slower_than_three_seconds_has_not_answered() {
        app.fail(call -> true, new Fault.Delay(Duration.ofMillis(3500)));
        Ack ack = slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        assertThat(ack.outcome()).isEqualTo(Ack.Outcome.TIMED_OUT);
        assertThat(slack.failures(ALICE))
                .singleElement()
                .extracting(Failure::notice)
                .asString()
                .contains("operation_timeout");
    }

    @Test
    void a_press_sends_what_the_stored_button_holds() {
        String ts = card(INCIDENTS);
        assertThat(slack.press(BOB, INCIDENTS, ts, "approve").ok()).isTrue();
        JsonNode payload = app.lastPayload();
        assertThat(payload.path("type").asText()).isEqualTo("block_actions");
        assertThat(payload.at("/user/id").asText()).isEqualTo(BOB);
        assertThat(payload.at("/container/message_ts").asText()).isEqualTo(ts);
        assertThat(payload.at("/message/app_id").asText()).isEqualTo(Workspace.APP);
        assertThat(payload.at("/actions/0/value").asText()).isEqualTo("req-1");
        assertThat(payload.at("/actions/0/block_id").asText()).isEqualTo("decide");
        assertThat(payload.path("trigger_id").asText()).isNotEmpty();
    }

    @Test
    void a_button_that_is_gone_cannot_be_pressed_but_can_be_forged() {
        String ts = card(INCIDENTS);
        app.api("chat.update", "channel", INCIDENTS, "ts", ts, "text", "done");
        assertThatThrownBy(() -> slack.press(BOB, INCIDENTS, ts, "approve"))
                .isInstanceOf(IllegalArgumentException.class);
        slack.forge(BOB, INCIDENTS, ts, "approve", "decide", "req-2");
        assertThat(app.lastPayload().at("/actions/0/value").asText()).isEqualTo("req-2");
        slack.forge(BOB, INCIDENTS, "1.000001", "anything", "any", "");
        assertThat(app.lastPayload().has("message")).isFalse();
    }

    @Test
    void even_a_forger_must_be_in_the_channel() {
        String ts = card(Workspace.channelId("emergency"));
        assertThatThrownBy(() -> slack.forge(
                        Workspace.userId("dave"), Workspace.channelId("emergency"), ts, "approve", "decide", "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_stranger_shows_another_team() {
        String ts = card(PARTNERS);
        slack.press(SAM, PARTNERS, ts, "approve");
        assertThat(app.lastPayload().at("/user/team_id").asText()).isEqualTo(Workspace.FOREIGN_TEAM);
        assertThat(app.lastPayload().at("/team/id").asText()).isEqualTo(Workspace.FOREIGN_TEAM);
    }

    @Test
    void the_last_request_can_be_replayed_bit_for_bit() {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        clock.advance(Duration.ofSeconds(1));
        slack.replayLast();
        assertThat(app.calls()).hasSize(2);
        assertThat(app.calls().get(1).body()).isEqualTo(app.calls().get(0).body());
        assertThat(app.calls().get(1).header("x-slack-signature"))
                .isEqualTo(app.calls().get(0).header("x-slack-signature"));
    }

    @Test
    void a_trigger_opens_one_view_within_three_seconds() {
        String trigger = trigger();
        clock.advance(Duration.ofSeconds(3));
        assertThat(open(trigger).path("ok").asBoolean()).isTrue();
        assertThat(error(open(trigger))).isEqualTo("exchanged_trigger_id");
        String late = trigger();
        clock.advance(Duration.ofSeconds(3).plusMillis(1));
        assertThat(error(open(late))).isEqualTo("expired_trigger_id");
        assertThat(error(open("1.2.3"))).isEqualTo("invalid_trigger_id");
    }

    @Test
    void a_view_that_is_too_large_or_ill_formed_is_not_opened() {
        assertThat(error(app.api("views.open", "trigger_id", trigger(), "view", "{\"type\":\"modal\"}")))
                .isEqualTo("invalid_arguments");
        String section =
                "{\"type\":\"section\",\"text\":{\"type\":\"plain_text\",\"text\":\"" + "x".repeat(2990) + "\"}}";
        String large = "{\"type\":\"modal\",\"title\":{\"type\":\"plain_text\",\"text\":\"x\"},\"blocks\":["
                + String.join(",", Collections.nCopies(90, section)) + "]}";
        String trigger = trigger();
        assertThat(error(app.api("views.open", "trigger_id", trigger, "view", large)))
                .isEqualTo("view_too_large");
        assertThat(slack.openView(ALICE)).isEmpty();
        assertThat(open(trigger).path("ok").asBoolean()).isTrue();
    }

    @Test
    void an_app_may_open_a_view_while_the_command_waits() {
        app.answers(fields -> {
            open(fields.path("trigger_id").asText());
            return Reply.empty(200);
        });
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        assertThat(slack.openView(ALICE)).isPresent();
    }

    @Test
    void a_submission_carries_what_was_filled_in_and_closes_the_view() {
        String view = opened();
        Ack ack = slack.submit(ALICE, view, Map.of("why.text", "db down", "what.target", "db"));
        assertThat(ack.ok()).isTrue();
        JsonNode payload = app.lastPayload();
        assertThat(payload.path("type").asText()).isEqualTo("view_submission");
        assertThat(payload.at("/view/callback_id").asText()).isEqualTo("ask");
        assertThat(payload.at("/view/private_metadata").asText()).isEqualTo("m");
        assertThat(payload.at("/view/state/values/why/text/value").asText()).isEqualTo("db down");
        assertThat(payload.at("/view/state/values/what/target/selected_option/value")
                        .asText())
                .isEqualTo("db");
        assertThat(slack.openView(ALICE)).isEmpty();
    }

    @Test
    void what_the_client_would_hold_back_is_not_sent() {
        String view = opened();
        int calls = app.calls().size();
        assertThat(slack.submit(ALICE, view, Map.of("why.text", "x")).outcome()).isEqualTo(Ack.Outcome.NOT_SENT);
        assertThat(slack.openView(ALICE).orElseThrow().errors()).containsOnlyKeys("what");
        assertThatThrownBy(() -> slack.submit(ALICE, view, Map.of("what.target", "other")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(app.calls()).hasSize(calls);
    }

    @Test
    void a_script_submits_anything_and_more_than_once() {
        String view = opened();
        JsonNode values = Json.parse("{\"what\":{\"target\":{\"selected_option\":{\"value\":\"other\"}}}}")
                .orElseThrow();
        slack.forgeSubmit(ALICE, view, values);
        assertThat(slack.openView(ALICE)).isEmpty();
        assertThat(slack.forgeSubmit(ALICE, view, values).ok()).isTrue();
        assertThat(app.lastPayload().at("/view/state/values")).isEqualTo(values);
    }

    @Test
    void errors_are_shown_next_to_inputs_and_the_view_stays() {
        String view = opened();
        app.answers(200, "{\"response_action\":\"errors\",\"errors\":{\"why\":\"too short\"}}");
        slack.submit(ALICE, view, Map.of("why.text", "x", "what.target", "db"));
        assertThat(slack.openView(ALICE).orElseThrow().errors()).isEqualTo(Map.of("why", "too short"));
        app.answers(200, "{\"response_action\":\"errors\",\"errors\":{\"nowhere\":\"lost\"}}");
        slack.submit(ALICE, view, Map.of());
        assertThat(slack.failures(ALICE)).hasSize(1);
    }

    @Test
    void an_answer_can_update_push_and_clear() {
        String view = opened();
        app.answers(200, "{\"response_action\":\"update\",\"view\":" + MODAL.replace("Ask", "Changed") + "}");
        slack.submit(ALICE, view, Map.of("why.text", "x", "what.target", "db"));
        assertThat(title()).isEqualTo("Changed");
        app.answers(200, "{\"response_action\":\"push\",\"view\":" + MODAL.replace("Ask", "Pushed") + "}");
        slack.submit(ALICE, view, Map.of());
        assertThat(title()).isEqualTo("Pushed");
        String top = slack.openView(ALICE).orElseThrow().id();
        assertThat(slack.openView(ALICE)
                        .orElseThrow()
                        .view()
                        .path("previous_view_id")
                        .asText())
                .isEqualTo(view);
        app.answers(200, "{\"response_action\":\"clear\"}");
        slack.submit(ALICE, top, Map.of("why.text", "x", "what.target", "db"));
        assertThat(slack.openView(ALICE)).isEmpty();
    }

    @Test
    void three_views_are_the_most_on_one_another() {
        opened();
        for (int i = 0; i < 2; i++) {
            assertThat(app.api("views.push", "trigger_id", trigger(), "view", MODAL)
                            .path("ok")
                            .asBoolean())
                    .isTrue();
        }
        assertThat(error(app.api("views.push", "trigger_id", trigger(), "view", MODAL)))
                .isEqualTo("push_limit_reached");
    }

    @Test
    void an_update_with_an_old_hash_conflicts_and_keeps_what_was_typed() {
        String view = opened();
        String hash = slack.openView(ALICE).orElseThrow().view().path("hash").asText();
        slack.fillIn(ALICE, view, Map.of("why.text", "half a sen"));
        assertThat(app.api("views.update", "view_id", view, "hash", hash, "view", MODAL)
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(slack.openView(ALICE)
                        .orElseThrow()
                        .view()
                        .at("/state/values/why/text/value")
                        .asText())
                .isEqualTo("half a sen");
        assertThat(error(app.api("views.update", "view_id", view, "hash", hash, "view", MODAL)))
                .isEqualTo("hash_conflict");
        assertThat(error(app.api("views.update", "view_id", "V0NONE", "view", MODAL)))
                .isEqualTo("not_found");
    }

    @Test
    void a_dispatching_select_tells_the_app_at_once() {
        String view = opened();
        assertThat(slack.selectInView(ALICE, view, "what", "target", "db").ok()).isTrue();
        assertThat(app.lastPayload().at("/actions/0/selected_option/value").asText())
                .isEqualTo("db");
        assertThat(app.lastPayload().at("/container/view_id").asText()).isEqualTo(view);
        assertThat(slack.selectInView(ALICE, view, "why", "text", "x").outcome())
                .isEqualTo(Ack.Outcome.NOT_SENT);
    }

    @Test
    void closing_is_told_where_asked_for() {
        slack.closeView(ALICE, opened());
        assertThat(app.lastPayload().path("type").asText()).isEqualTo("view_closed");
        assertThat(app.lastPayload().has("trigger_id")).isFalse();
        assertThat(slack.openView(ALICE)).isEmpty();
    }

    @Test
    void events_come_in_their_envelope() {
        slack.openHome(ALICE);
        assertThat(app.lastPayload().at("/event/type").asText()).isEqualTo("app_home_opened");
        assertThat(app.lastPayload().path("type").asText()).isEqualTo("event_callback");
        slack.leave(BOB, INCIDENTS);
        assertThat(app.lastPayload().at("/event/type").asText()).isEqualTo("member_left_channel");
        slack.verifyUrl("c-1");
        assertThat(app.lastPayload().path("challenge").asText()).isEqualTo("c-1");
    }

    @Test
    void a_home_tab_is_published_and_pressed() {
        String home = "{\"type\":\"home\",\"blocks\":" + buttons() + "}";
        assertThat(app.api("views.publish", "user_id", ALICE, "view", home)
                        .path("ok")
                        .asBoolean())
                .isTrue();
        String id = slack.home(ALICE).orElseThrow().id();
        slack.pressInView(ALICE, id, "approve");
        assertThat(app.lastPayload().at("/view/type").asText()).isEqualTo("home");
        assertThat(error(app.api("views.publish", "user_id", ALICE, "view", home, "hash", "0.0")))
                .isEqualTo("hash_conflict");
    }

    @Test
    void a_response_address_replaces_what_was_pressed() {
        String ts = card(INCIDENTS);
        slack.press(BOB, INCIDENTS, ts, "approve");
        String url = app.lastPayload().path("response_url").asText();
        app.postJson(url, "{\"replace_original\":true,\"text\":\"decided\"}");
        assertThat(slack.messages(INCIDENTS).get(0).text()).isEqualTo("decided");
        app.postJson(url, "{\"delete_original\":true}");
        assertThat(slack.messages(INCIDENTS).get(0).deleted()).isTrue();
    }

    @Test
    void an_ephemeral_button_comes_without_its_message() {
        app.api("chat.postEphemeral", "channel", INCIDENTS, "user", ALICE, "text", "x", "blocks", buttons());
        slack.press(ALICE, INCIDENTS, slack.ephemerals(ALICE).get(0).ts(), "approve");
        assertThat(app.lastPayload().at("/container/is_ephemeral").asBoolean()).isTrue();
        assertThat(app.lastPayload().has("message")).isFalse();
    }

    @Test
    void a_choice_in_a_message_sends_the_option() {
        String menu =
                "[{\"type\":\"actions\",\"block_id\":\"b\",\"elements\":[{\"type\":\"overflow\",\"action_id\":\"more\","
                        + "\"options\":[{\"text\":{\"type\":\"plain_text\",\"text\":\"End\"},\"value\":\"end\"}]}]}]";
        String ts = app.api("chat.postMessage", "channel", INCIDENTS, "text", "x", "blocks", menu)
                .path("ts")
                .asText();
        slack.choose(BOB, INCIDENTS, ts, "more", "end");
        assertThat(app.lastPayload().at("/actions/0/selected_option/value").asText())
                .isEqualTo("end");
        assertThatThrownBy(() -> slack.choose(BOB, INCIDENTS, ts, "more", "other"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void any_payload_can_be_delivered_signed() {
        slack.deliver(BOB, Json.object().put("type", "block_actions").putNull("team"));
        assertThat(app.lastPayload().path("team").isNull()).isTrue();
    }

    @Test
    void shortcuts_name_their_callback() {
        String ts = slack.say(BOB, INCIDENTS, "db is down");
        slack.messageShortcut(ALICE, INCIDENTS, ts, "ask_here");
        assertThat(app.lastPayload().at("/message/text").asText()).isEqualTo("db is down");
        slack.globalShortcut(ALICE, "ask");
        assertThat(app.lastPayload().path("type").asText()).isEqualTo("shortcut");
    }

    private String card(String channel) {
        return app.api("chat.postMessage", "channel", channel, "text", "card", "blocks", buttons())
                .path("ts")
                .asText();
    }

    private static String buttons() {
        return "[{\"type\":\"actions\",\"block_id\":\"decide\",\"elements\":[{\"type\":\"button\","
                + "\"action_id\":\"approve\",\"value\":\"req-1\",\"text\":{\"type\":\"plain_text\",\"text\":\"Approve\"}}]}]";
    }

    private String trigger() {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        return app.lastPayload().path("trigger_id").asText();
    }

    private JsonNode open(String trigger) {
        return app.api("views.open", "trigger_id", trigger, "view", MODAL);
    }

    private String opened() {
        return open(trigger()).at("/view/id").asText();
    }

    private String title() {
        return slack.openView(ALICE).orElseThrow().view().at("/title/text").asText();
    }
}
