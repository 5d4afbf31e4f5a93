package dev.breakglass.flow;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The work table: the only scheduler. */
public interface Worklist {
    /** How long a claim holds without being renewed. */
    Duration LEASE = Duration.ofSeconds(5);

    /** Takes the item of these kinds that has been due longest; empty if nothing is due. */
    Optional<Claim> claim(Set<Work.Kind> kinds);

    /** Gives an item back; what its due time is was decided by the last commit. */
    void finish(Claim claim);

    /** Gives an item back after an error of our own, not to be tried before then. */
    void defer(Claim claim, Instant notBefore);

    /** Gives an item back with a new due time, unless somebody has asked for an earlier one since it was claimed. */
    void finish(Claim claim, Instant dueAt);

    /** Holds an item for another {@link #LEASE}. */
    void renew(Claim claim) throws Overtaken;

    /** When the next item of these kinds is due; {@link Instant#MAX} if none. */
    Instant nextDue(Set<Work.Kind> kinds);

    /** Makes sure that an item exists and is due by then. */
    void schedule(Work work, Instant dueAt);
}
