package dev.breakglass.sandbox.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.slack.api.Slack;
import com.slack.api.SlackConfig;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.app_backend.interactive_components.payload.BlockSuggestionPayload;
import com.slack.api.app_backend.slash_commands.SlashCommandPayloadParser;
import com.slack.api.app_backend.views.payload.ViewClosedPayload;
import com.slack.api.app_backend.views.payload.ViewSubmissionPayload;
import com.slack.api.methods.MethodsClient;
import com.slack.api.methods.SlackApiException;
import com.slack.api.util.json.GsonFactory;
import dev.breakglass.sandbox.SettableClock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Slack's own Java classes read what the fake answers and sends. */
class VendorClientTest {
    private static final String ALICE = Workspace.userId("alice");
    private static final String INCIDENTS = Workspace.channelId("incidents");
    private static final String MODAL = """
            {"type":"modal","callback_id":"ask","notify_on_close":true,"title":{"type":"plain_text","text":"Ask"},
             "submit":{"type":"plain_text","text":"Send"},"blocks":[
              {"type":"input","block_id":"what","label":{"type":"plain_text","text":"What"},
               "element":{"type":"external_select","action_id":"target"}}]}""";

    private final SettableClock clock = SettableClock.stoppedAt(Instant.parse("2026-03-02T12:00:00Z"));
    private final FakeSlack slack = new FakeSlack(0, clock, Workspace.standard());
    private final TinyApp app = new TinyApp(slack);
    private final Slack vendor = Slack.getInstance(config());
    private final MethodsClient client = vendor.methods(Workspace.TOKEN);

    private SlackConfig config() {
        SlackConfig config = new SlackConfig();
        config.setMethodsEndpointUrlPrefix(slack.apiUrl().toString());
        config.setStatsEnabled(false);
        return config;
    }

    @AfterEach
    void stop() throws Exception {
        vendor.close();
        app.close();
        slack.close();
    }

    @Test
    void answers_are_understood() throws Exception {
        assertThat(client.authTest(r -> r).getBotId()).isEqualTo(Workspace.BOT_ID);
        var posted = client.chatPostMessage(r -> r.channel(INCIDENTS)
                .text("card")
                .blocksAsString("[{\"type\":\"header\",\"text\":{\"type\":\"plain_text\",\"text\":\"Hi\"}}]"));
        assertThat(posted.getMessage().getBlocks()).hasSize(1);
        var updated =
                client.chatUpdate(r -> r.channel(INCIDENTS).ts(posted.getTs()).text("new"));
        assertThat(updated.getText()).isEqualTo("new");
        assertThat(client.conversationsInfo(r -> r.channel(INCIDENTS))
                        .getChannel()
                        .isMember())
                .isTrue();
        assertThat(client.conversationsMembers(r -> r.channel(INCIDENTS)).getMembers())
                .contains(ALICE);
        assertThat(client.conversationsOpen(r -> r.users(List.of(ALICE)).returnIm(true))
                        .getChannel()
                        .getId())
                .isEqualTo(slack.dmChannel(ALICE));
        var user = client.usersInfo(r -> r.user(Workspace.userId("sam"))).getUser();
        assertThat(user.isStranger()).isTrue();
        assertThat(user.getProfile().getEmail()).isEqualTo("sam@example.com");
        assertThat(client.chatPostEphemeral(
                                r -> r.channel(INCIDENTS).user(ALICE).text("psst"))
                        .isOk())
                .isTrue();
    }

    @Test
    void refusals_are_understood() throws Exception {
        var refused = client.chatPostMessage(r -> r.channel(INCIDENTS).blocksAsString("[{\"type\":\"table\"}]"));
        assertThat(refused.getError()).isEqualTo("invalid_blocks");
        assertThat(refused.getResponseMetadata().getMessages()).hasSize(1);
        slack.rateLimit(INCIDENTS, 7);
        assertThatThrownBy(
                        () -> client.chatPostMessage(r -> r.channel(INCIDENTS).text("x")))
                .isInstanceOfSatisfying(SlackApiException.class, e -> {
                    assertThat(e.getResponse().code()).isEqualTo(429);
                    assertThat(e.getResponse().header("Retry-After")).isEqualTo("7");
                });
    }

    @Test
    void views_and_their_payloads_are_understood() throws Exception {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "now");
        var command = new SlashCommandPayloadParser().parse(app.lastCall().body());
        assertThat(command.getText()).isEqualTo("now");
        var opened = client.viewsOpen(r -> r.triggerId(command.getTriggerId()).viewAsString(MODAL));
        assertThat(opened.isOk()).isTrue();
        String view = opened.getView().getId();

        app.answers(200, "{\"options\":[{\"text\":{\"type\":\"plain_text\",\"text\":\"Database\"},\"value\":\"db\"}]}");
        slack.suggest(ALICE, view, "target", "dat");
        assertThat(read(BlockSuggestionPayload.class).getValue()).isEqualTo("dat");
        app.answers(200, "{\"response_action\":\"errors\",\"errors\":{\"what\":\"no\"}}");
        slack.submit(ALICE, view, Map.of("what.target", "db"));
        ViewSubmissionPayload submission = read(ViewSubmissionPayload.class);
        var values = submission.getView().getState().getValues();
        assertThat(values.getOrDefault("what", Map.of()).values())
                .singleElement()
                .satisfies(value ->
                        assertThat(value.getSelectedOption().getValue()).isEqualTo("db"));
        assertThat(submission.getView().getHash()).isEqualTo(opened.getView().getHash());
        slack.closeView(ALICE, view);
        assertThat(read(ViewClosedPayload.class).isCleared()).isFalse();
    }

    @Test
    void a_press_is_understood() throws Exception {
        var posted = client.chatPostMessage(
                r -> r.channel(INCIDENTS)
                        .text("card")
                        .blocksAsString(
                                "[{\"type\":\"actions\",\"block_id\":\"b\",\"elements\":[{\"type\":\"button\","
                                        + "\"action_id\":\"go\",\"value\":\"7\",\"text\":{\"type\":\"plain_text\",\"text\":\"Go\"}}]}]"));
        slack.press(ALICE, INCIDENTS, posted.getTs(), "go");
        BlockActionPayload press = read(BlockActionPayload.class);
        assertThat(press.getActions().get(0).getValue()).isEqualTo("7");
        assertThat(press.getMessage().getBlocks()).hasSize(1);
        assertThat(press.getContainer().getChannelId()).isEqualTo(INCIDENTS);
        assertThat(press.getUser().getTeamId()).isEqualTo(Workspace.TEAM);
    }

    private <T> T read(Class<T> type) {
        return GsonFactory.createSnakeCase(config()).fromJson(app.lastPayload().toString(), type);
    }
}
