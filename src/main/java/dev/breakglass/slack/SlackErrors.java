package dev.breakglass.slack;

import com.google.gson.JsonParseException;
import com.slack.api.methods.SlackApiException;
import com.slack.api.methods.SlackApiTextResponse;
import dev.breakglass.flow.Messenger.Undelivered;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;

/** Tells what a failed call means: one table of Slack's error codes. */
final class SlackErrors {
    private static final Duration SOON = Duration.ofSeconds(2);
    /** For what an administrator has to repair first. */
    private static final Duration WHEN_REPAIRED = Duration.ofSeconds(30);

    private static final Duration LONGEST = Duration.ofMinutes(2);

    private static final Set<String> GONE = Set.of(
            "message_not_found",
            "cant_update_message",
            "edit_window_closed",
            // A message of only rich text takes no other blocks, so it is written anew.
            "block_mismatch");
    private static final Set<String> CLOSED = Set.of(
            "channel_not_found",
            "not_in_channel",
            "is_archived",
            "is_inactive",
            "user_not_found",
            "user_disabled",
            "user_not_visible",
            "cannot_dm_bot",
            "messages_tab_disabled",
            "restricted_action",
            "restricted_action_read_only_channel",
            "restricted_action_thread_only_channel",
            "restricted_action_non_threadable_channel",
            "restricted_action_thread_locked",
            "thread_not_found",
            "cannot_reply_to_message",
            "team_access_not_granted");
    private static final Set<String> PASSING = Set.of(
            "ratelimited",
            "rate_limited",
            "message_limit_exceeded",
            "internal_error",
            "fatal_error",
            "service_unavailable",
            "request_timeout",
            "team_added_to_org",
            "accesslimited");
    private static final Set<String> REPAIRABLE = Set.of(
            "not_authed",
            "invalid_auth",
            "account_inactive",
            "token_revoked",
            "token_expired",
            "missing_scope",
            "no_permission",
            "access_denied",
            "org_login_required",
            "ekm_access_denied");

    private SlackErrors() {}

    /** A call to the Web API. */
    interface Call<T extends SlackApiTextResponse> {
        T send() throws IOException, SlackApiException;
    }

    /** Makes a call whose failure means that a message was not delivered, or not for certain. */
    static <T extends SlackApiTextResponse> T deliver(String method, Call<T> call) {
        T response;
        try {
            response = call.send();
        } catch (SlackApiException e) {
            throw later(method + " answered " + e.getResponse().code(), retryAfter(e));
        } catch (IOException | JsonParseException e) {
            throw later(method + " did not answer: " + e.getClass().getSimpleName(), SOON);
        }
        if (!response.isOk()) {
            throw undelivered(method, String.valueOf(response.getError()));
        }
        return response;
    }

    private static Undelivered undelivered(String method, String code) {
        String says = method + " answered " + code;
        if (PASSING.contains(code)) {
            return later(says, SOON);
        }
        if (REPAIRABLE.contains(code)) {
            return later(says, WHEN_REPAIRED);
        }
        if (GONE.contains(code)) {
            return new Undelivered(Undelivered.Kind.MESSAGE_GONE, Duration.ZERO, says);
        }
        return CLOSED.contains(code)
                ? new Undelivered(Undelivered.Kind.CHANNEL_CLOSED, Duration.ZERO, says)
                : new Undelivered(Undelivered.Kind.REFUSED, Duration.ZERO, says);
    }

    private static Duration retryAfter(SlackApiException e) {
        String seconds = e.getResponse().header("Retry-After");
        if (seconds == null || !seconds.matches("[0-9]{1,6}")) {
            return SOON;
        }
        Duration asked = Duration.ofSeconds(Math.max(1, Long.parseLong(seconds)));
        return asked.compareTo(LONGEST) > 0 ? LONGEST : asked;
    }

    static Undelivered later(String says, Duration wait) {
        return new Undelivered(Undelivered.Kind.LATER, wait, says);
    }
}
