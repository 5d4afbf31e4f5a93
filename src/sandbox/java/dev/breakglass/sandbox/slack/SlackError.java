package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Duration;
import java.util.List;

/** Ends a call to Slack with one of Slack's error codes. */
final class SlackError extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Reply reply;

    private SlackError(String code, Reply reply) {
        super(code);
        this.reply = reply;
    }

    static SlackError of(String code) {
        return of(code, error(code));
    }

    static SlackError missingScope(String needed, String provided) {
        return of("missing_scope", error("missing_scope").put("needed", needed).put("provided", provided));
    }

    /** Says what is wrong with the arguments, as Slack does beside the code. */
    static SlackError explained(String code, List<String> messages) {
        ObjectNode body = error(code);
        ArrayNode list = body.putObject("response_metadata").putArray("messages");
        messages.forEach(list::add);
        return of(code, body);
    }

    static SlackError missing(String argument) {
        return explained("invalid_arguments", List.of("[ERROR] missing required field: " + argument));
    }

    static SlackError rateLimited(Duration wait) {
        long seconds = Math.max(1, wait.plusMillis(999).toSeconds());
        Reply reply = Reply.json(429, error("ratelimited").toString()).with("Retry-After", Long.toString(seconds));
        return new SlackError("ratelimited", reply);
    }

    private static SlackError of(String code, ObjectNode body) {
        return new SlackError(code, Reply.json(200, body.toString()));
    }

    private static ObjectNode error(String code) {
        return Json.object().put("ok", false).put("error", code);
    }

    String code() {
        return String.valueOf(getMessage());
    }

    Reply reply() {
        return reply;
    }
}
