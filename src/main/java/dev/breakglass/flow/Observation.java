package dev.breakglass.flow;

import dev.breakglass.access.AuditEvent;
import java.time.Instant;
import java.util.Optional;

/**
 * Whether the program only observes, because its database may know less than the world outside: after a restore, a grant
 * that is open may look like a stray. Nothing is granted then, and strays are reported and left alone.
 */
public interface Observation {
    /** Since when, and why. */
    record Since(Instant at, String why) {}

    /** Empty if it does not only observe. */
    Optional<Since> current();

    /** Begins to observe; false if it does already. */
    boolean begin(String why, AuditEvent begun);

    /** Ends it; false if there was nothing to end. */
    boolean end(AuditEvent ended);
}
