package dev.breakglass.sandbox.vault;

import java.time.Duration;
import java.time.Instant;

/** Keeps a login shut after too many wrong secrets, also to whoever brings the right one. */
final class Lockout {
    private static final int MOST_FAILURES = 5;
    private static final Duration SHUT = Duration.ofMinutes(15);

    private int failures;
    private Instant lastFailure = Instant.MIN;

    /** Refuses while it is shut; such a try does not count as another failure. */
    void mustBeOpen(Instant now) {
        if (!lastFailure.equals(Instant.MIN) && !now.isBefore(lastFailure.plus(SHUT))) {
            succeeded();
        }
        if (failures >= MOST_FAILURES) {
            throw Refusal.badToken();
        }
    }

    void failed(Instant now) {
        failures++;
        lastFailure = now;
    }

    void succeeded() {
        failures = 0;
        lastFailure = Instant.MIN;
    }
}
