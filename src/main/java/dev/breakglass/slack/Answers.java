package dev.breakglass.slack;

import com.google.gson.JsonParseException;
import com.slack.api.app_backend.interactive_components.payload.BlockActionPayload;
import com.slack.api.bolt.request.Request;
import com.slack.api.bolt.request.builtin.BlockActionRequest;
import com.slack.api.bolt.request.builtin.SlashCommandRequest;
import com.slack.api.bolt.request.builtin.ViewSubmissionRequest;
import com.slack.api.bolt.response.Response;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.request.chat.ChatPostEphemeralRequest;
import com.slack.api.methods.request.views.ViewsOpenRequest;
import com.slack.api.methods.response.chat.ChatPostEphemeralResponse;
import com.slack.api.methods.response.views.ViewsOpenResponse;
import com.slack.api.model.view.View;
import com.slack.api.util.json.GsonFactory;
import dev.breakglass.slack.view.Modals;
import dev.breakglass.slack.view.Text;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the person who typed or pressed something. Answers may be lost; what must appear is a surface. */
final class Answers {
    private static final Logger log = LoggerFactory.getLogger(Answers.class);
    private static final MediaType JSON = MediaType.get("application/json; charset=utf-8");
    private static final String SLACK_HOOKS = "hooks.slack.com";
    private static final int LONGEST = 2_000;

    private final SlackApi api;

    Answers(SlackApi api) {
        this.api = api;
    }

    /** Tells one sentence to the person who sent this, and to nobody else, and acknowledges it. */
    Response tell(Request<?> request, String sentence) {
        if (request instanceof SlashCommandRequest command) {
            return command.getContext()
                    .ack(answer -> answer.responseType("ephemeral").text(Text.mrkdwn(sentence, LONGEST)));
        }
        if (request instanceof ViewSubmissionRequest submission) {
            return submission.getContext().ackWithUpdate(Modals.notice("Not done", sentence));
        }
        if (request instanceof BlockActionRequest action) {
            whisper(action.getPayload(), Text.mrkdwn(sentence, LONGEST));
        }
        return Response.ok();
    }

    /** Opens a modal; false if Slack did not. */
    boolean open(@Nullable String trigger, View view) {
        if (trigger == null) {
            return false;
        }
        try {
            ViewsOpenResponse opened = api.answers()
                    .viewsOpen(ViewsOpenRequest.builder()
                            .triggerId(trigger)
                            .view(view)
                            .build());
            if (!opened.isOk()) {
                log.warn("views.open answered {} {}", opened.getError(), opened.getResponseMetadata());
            }
            return opened.isOk();
        } catch (SlackApiException | IOException | JsonParseException e) {
            log.warn("views.open failed: {}", e.toString());
            return false;
        }
    }

    private void whisper(BlockActionPayload payload, String mrkdwn) {
        try {
            if (isSlacks(payload.getResponseUrl())) {
                whisperThere(payload.getResponseUrl(), mrkdwn);
            } else {
                whisperInChannel(payload, mrkdwn);
            }
        } catch (SlackApiException | IOException | JsonParseException e) {
            log.warn("an answer was lost: {}", e.toString());
        }
    }

    private void whisperThere(String url, String mrkdwn) throws IOException {
        String body = GsonFactory.createSnakeCase()
                .toJson(Map.of(
                        "response_type",
                        "ephemeral",
                        "replace_original",
                        false,
                        "delete_original",
                        false,
                        "text",
                        mrkdwn));
        okhttp3.Request post = new okhttp3.Request.Builder()
                .url(url)
                .post(RequestBody.create(body, JSON))
                .build();
        try (okhttp3.Response response = api.http().newCall(post).execute()) {
            if (!response.isSuccessful()) {
                log.warn("an answer was lost: response_url answered {}", response.code());
            }
        }
    }

    private void whisperInChannel(BlockActionPayload payload, String mrkdwn) throws IOException, SlackApiException {
        if (payload.getContainer() == null || payload.getUser() == null) {
            return;
        }
        ChatPostEphemeralRequest post = ChatPostEphemeralRequest.builder()
                .channel(payload.getContainer().getChannelId())
                .user(payload.getUser().getId())
                .text(mrkdwn)
                .parse("none")
                .linkNames(false)
                .build();
        ChatPostEphemeralResponse posted = api.answers().chatPostEphemeral(post);
        if (!posted.isOk()) {
            log.warn("an answer was lost: chat.postEphemeral answered {}", posted.getError());
        }
    }

    /** The address comes with the payload, so it could else be used to make us call any server inside. */
    private boolean isSlacks(@Nullable String url) {
        if (url == null) {
            return false;
        }
        try {
            URI uri = URI.create(url);
            URI own = api.settings().api();
            boolean hooks = "https".equals(uri.getScheme()) && uri.getPort() == -1 && SLACK_HOOKS.equals(uri.getHost());
            boolean sameServer = String.valueOf(own.getScheme()).equals(uri.getScheme())
                    && String.valueOf(own.getAuthority()).equals(uri.getAuthority());
            return hooks || sameServer;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
