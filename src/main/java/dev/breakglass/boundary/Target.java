package dev.breakglass.boundary;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * A target as Boundary shows it.
 *
 * @param sessionMax how long one session may last; empty if the bot may not see it
 * @param connections how many connections one session may carry in all; empty if any number
 * @param actions what the bot may do with it
 */
record Target(String id, String scope, Optional<Duration> sessionMax, Optional<Long> connections, Set<String> actions) {
    static Target of(Answer answer) {
        long seconds = answer.number("session_max_seconds");
        return new Target(
                answer.requiredText("id"),
                answer.text("scope_id"),
                seconds > 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty(),
                Optional.of(answer.number("session_connection_limit")).filter(limit -> limit > 0),
                Set.copyOf(answer.strings("authorized_actions")));
    }
}
