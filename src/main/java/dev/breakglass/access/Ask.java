package dev.breakglass.access;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the requester said.
 *
 * @param reason as typed, after control characters were taken out; shown as plain text only
 * @param origin what makes a repeated submission recognisable, such as the id of the Slack view
 * @param emergencyLogin whether their own login to Boundary does not work, so that they need an emergency account
 */
public record Ask(
        Instant at, Duration duration, String reason, Incident incident, String origin, boolean emergencyLogin) {
    /** By somebody whose own login works. */
    public Ask(Instant at, Duration duration, String reason, Incident incident, String origin) {
        this(at, duration, reason, incident, origin, false);
    }

    /** Where the trail of the request goes. */
    public sealed interface Incident {
        /** Under the approval card, because no usable incident channel was given. */
        record UnderCard() implements Incident {}

        /** A channel; without {@code thread} the bot starts one there. */
        record InChannel(String channel, Optional<String> thread) implements Incident {}
    }
}
