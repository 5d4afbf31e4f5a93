package dev.breakglass.boundary;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Handles;
import dev.breakglass.access.State;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells the sessions that were opened through one grant from the same person's others, which were opened under other
 * rights and are none of our business. All times are Boundary's.
 *
 * @param to null while the slot is filled
 */
record GrantSessions(
        String user, String target, Instant from, @Nullable Instant to) {
    /** A session whose authorisation was on its way when the slot was emptied may be born this much later. */

    /** By how much our clock and Boundary's may differ, where only ours is known. */
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(5);

    /** Empty if no claim was ever sent, so that nothing can have been opened. */
    static Optional<GrantSessions> of(AccessRequest request) {
        Handles.Slot slot = request.slot();
        Instant sentAt = slot.sentAt();
        if (sentAt == null) {
            return Optional.empty();
        }
        Instant claimedAt = slot.claimedAt();
        Instant emptiedAt = slot.emptiedAt();
        return Optional.of(new GrantSessions(
                request.slotUser(),
                request.terms().boundaryTarget(),
                claimedAt == null ? sentAt.minus(CLOCKS_DIFFER) : claimedAt,
                emptiedAt == null ? null : emptiedAt.plus(State.SETTLE)));
    }

    /** Whether a session was opened through the grant. */
    boolean has(Session session) {
        return session.user().equals(user) && session.target().equals(target) && isInTime(session);
    }

    /**
     * Whether a session was, or may have been, opened through the grant: one that ends because its user or target was
     * deleted no longer says whose it was, so every ending waits for it.
     */
    boolean mayHave(Session session) {
        boolean theirs = session.user().isEmpty() || session.user().equals(user);
        boolean there = session.target().isEmpty() || session.target().equals(target);
        return theirs && there && isInTime(session);
    }

    private boolean isInTime(Session session) {
        return !session.created().isBefore(from)
                && (to == null || !session.created().isAfter(to));
    }
}
