package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The addresses through which the app may answer one interaction: five times, within thirty minutes. */
final class ResponseUrls {
    private static final int USES = 5;
    private static final Duration LIFE = Duration.ofMinutes(30);

    private static final class Hook {
        final Channel channel;
        final String user;
        /** Timestamp of what was acted on; a slash command has none. */
        final @Nullable String original;

        final Instant until;
        int uses;

        Hook(Channel channel, String user, @Nullable String original, Instant until) {
            this.channel = channel;
            this.user = user;
            this.original = original;
            this.until = until;
        }
    }

    private final SlackState state;
    private final Map<String, Hook> hooks = new HashMap<>();

    ResponseUrls(SlackState state) {
        this.state = state;
    }

    /** A new path below the server's address. */
    String issue(String family, Channel channel, String user, @Nullable String original) {
        String path = "/hooks/" + family + "/" + Workspace.TEAM + "/" + state.nextId("") + "/"
                + Integer.toHexString(hooks.size() + 0x5eed);
        hooks.put(path, new Hook(channel, user, original, state.now().plus(LIFE)));
        return path;
    }

    Reply answer(Call call) {
        Hook hook = hooks.get(call.path());
        if (hook == null) {
            return refusal(404, "invalid_url");
        }
        if (state.now().isAfter(hook.until)) {
            return refusal(404, "expired_url");
        }
        if (hook.uses >= USES) {
            return refusal(404, "used_url");
        }
        Optional<JsonNode> body = Json.parse(call.body()).filter(JsonNode::isObject);
        if (body.isEmpty()) {
            return refusal(400, "invalid_payload");
        }
        try {
            apply(hook, body.get());
        } catch (SlackError e) {
            return new Reply(400, e.reply().headers(), e.reply().body());
        }
        hook.uses++;
        return Reply.json(200, Json.ok().toString());
    }

    private void apply(Hook hook, JsonNode body) {
        if (body.path("delete_original").asBoolean(false)) {
            deleteOriginal(hook);
            return;
        }
        SlackState.Content content = content(body);
        if (body.path("replace_original").asBoolean(false) && hook.original != null) {
            replaceOriginal(hook, hook.original, content);
        } else {
            respond(hook.channel, hook.user, body, content);
        }
    }

    private SlackState.Content content(JsonNode body) {
        String text = body.path("text").asText("");
        if (text.isEmpty() && body.path("blocks").isEmpty()) {
            throw SlackError.of("no_text");
        }
        return state.content(text, body.path("blocks"), false);
    }

    /** Shows an answer to an interaction: to its person only, unless {@code in_channel} is asked for. */
    private void respond(Channel channel, String user, JsonNode body, SlackState.Content content) {
        if (body.path("response_type").asText().equals("in_channel")) {
            String thread = body.path("thread_ts").asText("");
            state.post(channel, thread.isEmpty() ? null : thread, Workspace.BOT_USER, content);
        } else {
            state.whisper(channel, user, content);
        }
    }

    /** Shows what the app put into its acknowledgement of a slash command. */
    void respondToCommand(Channel channel, String user, JsonNode body) {
        respond(channel, user, body, content(body));
    }

    private void replaceOriginal(Hook hook, String original, SlackState.Content content) {
        Optional<Message> message = hook.channel.message(original);
        Optional<Ephemeral> ephemeral = state.ephemeral(original);
        if (message.isPresent()) {
            state.rewrite(hook.channel, message.get(), content, content.blocks().isEmpty());
        } else if (ephemeral.isPresent()) {
            state.ephemerals.set(
                    state.ephemerals.indexOf(ephemeral.get()),
                    new Ephemeral(hook.channel.id, original, hook.user, content.text(), content.blocks()));
            state.changed();
        } else {
            throw SlackError.of("message_not_found");
        }
    }

    private void deleteOriginal(Hook hook) {
        if (hook.original == null) {
            return;
        }
        hook.channel.message(hook.original).ifPresent(message -> state.delete(hook.channel, message));
        state.ephemeral(hook.original).ifPresent(state.ephemerals::remove);
        state.changed();
    }

    private static Reply refusal(int status, String code) {
        return Reply.json(
                status, Json.object().put("ok", false).put("error", code).toString());
    }
}
