package dev.breakglass.boundary;

import java.time.Duration;
import java.util.Optional;

/**
 * A target as Boundary shows it.
 *
 * @param sessionMax how long one session may last; empty if the bot may not see it
 */
record Target(String id, String scope, Optional<Duration> sessionMax) {
    static Target of(Answer answer) {
        long seconds = answer.number("session_max_seconds");
        return new Target(
                answer.requiredText("id"),
                answer.text("scope_id"),
                seconds > 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty());
    }
}
