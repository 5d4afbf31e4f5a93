package dev.breakglass.sandbox.slack;

import static dev.breakglass.sandbox.slack.TinyApp.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.sandbox.SettableClock;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The Web API and response addresses: what Slack refuses, and how. */
class FakeSlackTest {
    private static final String ALICE = Workspace.userId("alice");
    private static final String BOB = Workspace.userId("bob");
    private static final String CAROL = Workspace.userId("carol");
    private static final String INCIDENTS = Workspace.channelId("incidents");
    private static final String EMERGENCY = Workspace.channelId("emergency");

    private final SettableClock clock = SettableClock.stoppedAt(Instant.parse("2026-03-02T12:00:00Z"));
    private final FakeSlack slack = new FakeSlack(0, clock, Workspace.standard());
    private final TinyApp app = new TinyApp(slack);

    @AfterEach
    void stop() {
        app.close();
        slack.close();
    }

    @Test
    void auth_test_tells_who_the_bot_is() {
        JsonNode answer = app.api("auth.test");
        assertThat(answer.path("team_id").asText()).isEqualTo(Workspace.TEAM);
        assertThat(answer.path("user_id").asText()).isEqualTo(Workspace.BOT_USER);
    }

    @Test
    void tokens_are_checked() {
        assertThat(TinyApp.json(app.apiResponse("auth.test", "")).path("error").asText())
                .isEqualTo("not_authed");
        assertThat(TinyApp.json(app.apiResponse("auth.test", "xoxb-wrong"))
                        .path("error")
                        .asText())
                .isEqualTo("invalid_auth");
        assertThat(TinyApp.json(app.apiResponse("auth.test", "", "token", Workspace.TOKEN))
                        .path("ok")
                        .asBoolean())
                .isTrue();
        slack.revokeToken();
        assertThat(error(app.api("auth.test"))).isEqualTo("token_revoked");
    }

    @Test
    void a_missing_scope_is_named() {
        slack.workspace().withoutScope("chat:write").withoutScope("groups:read");
        JsonNode answer = app.api("chat.postMessage", "channel", INCIDENTS, "text", "hi");
        assertThat(error(answer)).isEqualTo("missing_scope");
        assertThat(answer.path("needed").asText()).isEqualTo("chat:write");
        assertThat(answer.path("provided").asText()).contains("commands").doesNotContain("chat:write");
        assertThat(app.api("conversations.info", "channel", EMERGENCY)
                        .path("needed")
                        .asText())
                .isEqualTo("groups:read");
    }

    @Test
    void unknown_methods_and_missing_arguments_are_refused() {
        assertThat(error(app.api("chat.shout"))).isEqualTo("unknown_method");
        JsonNode answer = app.api("chat.postMessage", "text", "hi");
        assertThat(error(answer)).isEqualTo("invalid_arguments");
        assertThat(answer.at("/response_metadata/messages/0").asText()).contains("channel");
        assertThat(error(app.api("chat.postMessage", "channel", INCIDENTS))).isEqualTo("no_text");
        assertThat(error(app.api("chat.postMessage", "channel", INCIDENTS, "blocks", "[{")))
                .isEqualTo("invalid_blocks_format");
    }

    @Test
    void bad_blocks_are_explained_and_nothing_is_posted() {
        JsonNode answer = app.apiJson(
                "chat.postMessage", "{\"channel\":\"" + INCIDENTS + "\",\"blocks\":[{\"type\":\"header\"}]}");
        assertThat(error(answer)).isEqualTo("invalid_blocks");
        assertThat(answer.at("/response_metadata/messages").toString()).contains("/blocks/0");
        String section =
                "{\"type\":\"section\",\"text\":{\"type\":\"plain_text\",\"text\":\"" + "x".repeat(2900) + "\"}}";
        String long5 = "[" + String.join(",", Collections.nCopies(5, section)) + "]";
        assertThat(error(app.api("chat.postMessage", "channel", INCIDENTS, "blocks", long5)))
                .isEqualTo("msg_blocks_too_long");
        assertThat(slack.messages(INCIDENTS)).isEmpty();
    }

    @Test
    void one_message_per_second_and_channel() {
        assertThat(post(INCIDENTS, "one").path("ok").asBoolean()).isTrue();
        HttpResponse<String> second =
                app.apiResponse("chat.postMessage", Workspace.TOKEN, "channel", INCIDENTS, "text", "two");
        assertThat(second.statusCode()).isEqualTo(429);
        assertThat(second.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(error(TinyApp.json(second))).isEqualTo("ratelimited");
        assertThat(post(EMERGENCY, "elsewhere").path("ok").asBoolean()).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(post(INCIDENTS, "two").path("ok").asBoolean()).isTrue();
    }

    @Test
    void a_channel_can_be_held_back() {
        slack.rateLimit(INCIDENTS, 30);
        HttpResponse<String> refused =
                app.apiResponse("chat.postMessage", Workspace.TOKEN, "channel", INCIDENTS, "text", "x");
        assertThat(refused.headers().firstValue("Retry-After")).hasValue("30");
        slack.enforceRateLimits(false);
        assertThat(post(INCIDENTS, "x").path("ok").asBoolean()).isTrue();
    }

    @Test
    void each_method_has_a_budget_per_minute() {
        for (int i = 0; i < WebApi.TIER_3; i++) {
            assertThat(app.api("conversations.info", "channel", INCIDENTS)
                            .path("ok")
                            .asBoolean())
                    .isTrue();
        }
        assertThat(error(app.api("conversations.info", "channel", INCIDENTS))).isEqualTo("ratelimited");
        assertThat(app.api("users.info", "user", ALICE).path("ok").asBoolean()).isTrue();
        clock.advance(Duration.ofMinutes(1));
        assertThat(app.api("conversations.info", "channel", INCIDENTS)
                        .path("ok")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void where_the_bot_cannot_write_it_is_told_why() {
        slack.workspace().privateChannel("board", "alice").withoutBot("board");
        assertThat(error(post(Workspace.channelId("random"), "x"))).isEqualTo("not_in_channel");
        assertThat(error(post(Workspace.channelId("board"), "x"))).isEqualTo("channel_not_found");
        assertThat(error(post(Workspace.channelId("old"), "x"))).isEqualTo("is_archived");
        assertThat(error(post("C0NOWHERE", "x"))).isEqualTo("channel_not_found");
        assertThat(error(post(Workspace.userId("dora"), "x"))).isEqualTo("channel_not_found");
    }

    @Test
    void a_message_to_a_person_opens_the_direct_message() {
        JsonNode answer = post(BOB, "psst");
        assertThat(answer.path("channel").asText()).isEqualTo(slack.dmChannel(BOB));
        assertThat(slack.dm(BOB)).singleElement().extracting(Message::text).isEqualTo("psst");
        assertThat(app.api("conversations.open", "users", BOB).at("/channel/id").asText())
                .isEqualTo(slack.dmChannel(BOB));
        assertThat(error(app.api("conversations.open", "users", Workspace.userId("dora"))))
                .isEqualTo("user_disabled");
    }

    @Test
    void timestamps_come_from_the_clock_and_never_repeat() {
        String first = slack.say(ALICE, INCIDENTS, "a");
        String second = slack.say(ALICE, INCIDENTS, "b");
        assertThat(first).isEqualTo("1772452800.000000");
        assertThat(second).isGreaterThan(first);
    }

    @Test
    void replies_stand_in_their_thread() {
        String parent = slack.say(ALICE, INCIDENTS, "db is down");
        app.api("chat.postMessage", "channel", INCIDENTS, "thread_ts", parent, "text", "on it");
        assertThat(slack.thread(INCIDENTS, parent)).extracting(Message::text).containsExactly("db is down", "on it");
    }

    @Test
    void only_own_messages_can_be_changed() {
        String theirs = slack.say(ALICE, INCIDENTS, "mine");
        String ours = post(INCIDENTS, "ours").path("ts").asText();
        assertThat(error(update(theirs, "x"))).isEqualTo("cant_update_message");
        assertThat(error(update("1.000001", "x"))).isEqualTo("message_not_found");
        assertThat(error(update(ours, "x".repeat(4001)))).isEqualTo("msg_too_long");
        assertThat(update(ours, "new").path("text").asText()).isEqualTo("new");
        assertThat(error(app.api("chat.delete", "channel", INCIDENTS, "ts", theirs)))
                .isEqualTo("cant_delete_message");
        assertThat(app.api("chat.delete", "channel", INCIDENTS, "ts", ours)
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(error(update(ours, "again"))).isEqualTo("message_not_found");
    }

    @Test
    void an_update_with_text_alone_takes_the_blocks_away() {
        String ts = app.api("chat.postMessage", "channel", INCIDENTS, "blocks", "[{\"type\":\"divider\"}]", "text", "x")
                .path("ts")
                .asText();
        update(ts, "plain");
        Message message = slack.messages(INCIDENTS).get(0);
        assertThat(message.blocks()).isEmpty();
        assertThat(message.edited()).isTrue();
    }

    @Test
    void an_ephemeral_reaches_members_only() {
        assertThat(app.api("chat.postEphemeral", "channel", EMERGENCY, "user", ALICE, "text", "just you")
                        .path("ok")
                        .asBoolean())
                .isTrue();
        assertThat(slack.ephemerals(ALICE))
                .singleElement()
                .extracting(Ephemeral::text)
                .isEqualTo("just you");
        assertThat(slack.messages(EMERGENCY)).isEmpty();
        assertThat(error(app.api(
                        "chat.postEphemeral", "channel", EMERGENCY, "user", Workspace.userId("dave"), "text", "x")))
                .isEqualTo("user_not_in_channel");
        String ts = slack.ephemerals(ALICE).get(0).ts();
        assertThat(error(app.api("chat.update", "channel", EMERGENCY, "ts", ts, "text", "x")))
                .isEqualTo("message_not_found");
    }

    @Test
    void people_and_channels_carry_their_flags() {
        assertThat(user("uma").path("is_ultra_restricted").asBoolean()).isTrue();
        assertThat(user("gil").path("is_restricted").asBoolean()).isTrue();
        assertThat(user("dora").path("deleted").asBoolean()).isTrue();
        assertThat(user("robo").path("is_bot").asBoolean()).isTrue();
        assertThat(user("sam").path("is_stranger").asBoolean()).isTrue();
        assertThat(user("sam").path("team_id").asText()).isEqualTo(Workspace.FOREIGN_TEAM);
        assertThat(user("alice").at("/profile/email").asText()).isEqualTo("alice@example.com");
        slack.workspace().withoutScope("users:read.email");
        assertThat(user("alice").at("/profile/email").isMissingNode()).isTrue();
        assertThat(app.api("conversations.info", "channel", Workspace.channelId("partners"))
                        .at("/channel/is_ext_shared")
                        .asBoolean())
                .isTrue();
        assertThat(error(app.api("users.info", "user", "U0NOBODY"))).isEqualTo("user_not_found");
    }

    @Test
    void members_come_in_pages() {
        JsonNode first = app.api("conversations.members", "channel", EMERGENCY, "limit", "3");
        assertThat(first.path("members")).hasSize(3);
        String cursor = first.at("/response_metadata/next_cursor").asText();
        JsonNode rest = app.api("conversations.members", "channel", EMERGENCY, "limit", "3", "cursor", cursor);
        assertThat(rest.path("members").get(0).asText()).isEqualTo(CAROL);
        assertThat(rest.at("/response_metadata/next_cursor").asText()).isEmpty();
    }

    @Test
    void a_permalink_names_channel_and_time() {
        String ts = slack.say(ALICE, INCIDENTS, "x");
        assertThat(app.api("chat.getPermalink", "channel", INCIDENTS, "message_ts", ts)
                        .path("permalink")
                        .asText())
                .isEqualTo("https://acme.slack.com/archives/C0INCIDENTS/p1772452800000000");
    }

    @Test
    void mentions_that_would_ring_are_noticed() {
        post(INCIDENTS, "harmless &lt;!channel&gt; and @here");
        assertThat(slack.notifications()).isEmpty();
        post(EMERGENCY, "wake <!channel> and <@U0BOB>, at <!date^1^{time}|noon>");
        assertThat(slack.notifications())
                .singleElement()
                .extracting(Notification::pings)
                .isEqualTo(Set.of("<!channel>", "<@U0BOB>"));
        String ts = slack.messages(INCIDENTS).get(0).ts();
        update(ts, "@channel rings in an update, whose parsing is lax unless told");
        assertThat(slack.notifications()).hasSize(2);
        app.api("chat.update", "channel", INCIDENTS, "ts", ts, "text", "@channel", "parse", "none");
        assertThat(slack.notifications()).hasSize(2);
    }

    @Test
    void a_message_reads_as_text() {
        String blocks = """
                [{"type":"section","text":{"type":"mrkdwn","text":"<@U0BOB> &amp; <https://x|this>"}},
                 {"type":"rich_text","elements":[{"type":"rich_text_quote","elements":[{"type":"text","text":"<!here>"}]}]},
                 {"type":"actions","elements":[
                   {"type":"button","action_id":"a","value":"7","text":{"type":"plain_text","text":"Approve"}}]}]""";
        app.api("chat.postMessage", "channel", INCIDENTS, "blocks", blocks);
        Message message = slack.messages(INCIDENTS).get(0);
        assertThat(slack.plainText(message)).isEqualTo("@bob & this\n> <!here>\n[Approve]");
        assertThat(slack.visibleButtons(message)).containsExactly(new VisibleButton("a", "Approve", "7"));
    }

    @Test
    void a_response_address_works_five_times() {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        String url = app.lastPayload().path("response_url").asText();
        for (int i = 0; i < 5; i++) {
            assertThat(app.postJson(url, "{\"text\":\"hello\"}").statusCode()).isEqualTo(200);
        }
        HttpResponse<String> sixth = app.postJson(url, "{\"text\":\"hello\"}");
        assertThat(sixth.statusCode()).isEqualTo(404);
        assertThat(error(TinyApp.json(sixth))).isEqualTo("used_url");
        assertThat(slack.ephemerals(ALICE)).hasSize(5);
        assertThat(slack.messages(INCIDENTS)).isEmpty();
    }

    @Test
    void a_response_address_ends_after_half_an_hour() {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        String url = app.lastPayload().path("response_url").asText();
        clock.advance(Duration.ofMinutes(30));
        assertThat(app.postJson(url, "{\"text\":\"x\",\"response_type\":\"in_channel\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(slack.messages(INCIDENTS)).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(error(TinyApp.json(app.postJson(url, "{\"text\":\"x\"}")))).isEqualTo("expired_url");
    }

    @Test
    void nobody_speaks_in_a_channel_they_are_not_in() {
        assertThatThrownBy(() -> slack.say(Workspace.userId("dave"), EMERGENCY, "x"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private JsonNode post(String channel, String text) {
        return app.api("chat.postMessage", "channel", channel, "text", text);
    }

    private JsonNode update(String ts, String text) {
        return app.api("chat.update", "channel", INCIDENTS, "ts", ts, "text", text);
    }

    private JsonNode user(String name) {
        return app.api("users.info", "user", Workspace.userId(name)).path("user");
    }
}
