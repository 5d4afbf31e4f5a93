package dev.breakglass.boundary;

import dev.breakglass.access.Act;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Seen;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Keeper;
import java.time.Clock;
import java.util.function.UnaryOperator;

/** Fills and empties the slot of a grant: a role whose only principal is, for a time, the requester. */
public final class SlotKeeper implements Keeper {
    private final FillSlot fill;
    private final EmptySlot empty;

    public SlotKeeper(BoundaryClient client, Clock clock) {
        this.fill = new FillSlot(client, new AccountOwners(client, clock), clock);
        this.empty = new EmptySlot(client, clock);
    }

    @Override
    public Seen perform(Act act, Journal journal) {
        return switch (act.verb()) {
            // After a crash, filling begins by finding out how far it came; that is the look.
            case MAKE, LOOK -> fill.fill(journal);
            case END -> empty.empty(journal);
            case PROLONG -> new Seen.Failed("a slot has no end of its own that could be moved");
        };
    }

    static Handles.Slot handles(Journal journal) {
        return (Handles.Slot) journal.handles();
    }

    static UnaryOperator<Handles> noting(UnaryOperator<Handles.Slot> change) {
        return handles -> change.apply((Handles.Slot) handles);
    }
}
