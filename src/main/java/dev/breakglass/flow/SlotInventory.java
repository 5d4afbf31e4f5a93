package dev.breakglass.flow;

import dev.breakglass.access.SlotId;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The slots as they are outside, to be compared with the requests. */
public interface SlotInventory {
    /**
     * What a slot reads.
     *
     * @param version counts its changes
     * @param changedAt the outside system's time of the last of them
     * @param principals who is in it
     */
    record Found(int version, Instant changedAt, Set<String> principals) {
        public Found {
            principals = Set.copyOf(principals);
        }
    }

    /**
     * Where a slot is and what it opens.
     *
     * @param targets the targets that the policy, or a live request, opens through it
     */
    record Spot(SlotId slot, String project, Set<String> targets) {
        public Spot {
            targets = Set.copyOf(targets);
        }
    }

    /**
     * The same slots, where something is done before each single call.
     *
     * @param beforeEachCall may throw, which holds the call back
     */
    SlotInventory with(Runnable beforeEachCall);

    /** A slot as it is now; empty if there is no such slot. */
    Optional<Found> look(SlotId slot);

    /**
     * Empties a slot at exactly the version that was read, and cancels the sessions that were opened since it was filled.
     *
     * @return how many sessions were cancelled
     */
    int takeBack(Spot spot, Found found);
}
