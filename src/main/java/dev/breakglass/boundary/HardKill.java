package dev.breakglass.boundary;

import dev.breakglass.access.Seen;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Ends sessions that go on although they were cancelled, by deleting the logins with which they were opened. That throws
 * the person out of Boundary altogether, sessions under other rights included, so the policy has to allow it.
 */
final class HardKill {
    /** Seen to take 1.1 s from the deletion to the end of the session. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private HardKill() {}

    /** What was done; empty if all these logins were deleted before. */
    static Optional<Seen> of(List<Session> open, BoundaryClient boundary, Clock clock) {
        List<String> logins = open.stream()
                .map(Session::authToken)
                .filter(login -> !login.isEmpty())
                .distinct()
                .sorted()
                .toList();
        logins.forEach(boundary::deleteAuthToken);
        return logins.isEmpty()
                ? Optional.empty()
                : Optional.of(new Seen.Escalated(
                        "ended the person's Boundary login " + String.join(", ", logins),
                        clock.instant().plus(LOOK_AGAIN)));
    }
}
