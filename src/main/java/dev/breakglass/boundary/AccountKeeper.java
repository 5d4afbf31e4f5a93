package dev.breakglass.boundary;

import dev.breakglass.access.Act;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Seen;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Keeper;
import dev.breakglass.flow.Wrapping;
import java.time.Clock;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Gives an emergency account a password for the time of a grant, and takes it away again. */
public final class AccountKeeper implements Keeper {
    private final SetPassword set;
    private final WatchPassword watch;
    private final EmptyAccount empty;

    /**
     * Makes the keeper.
     *
     * @param wrapTtl how long a person has to open what was delivered
     */
    public AccountKeeper(BoundaryClient client, Wrapping wrapping, Courier courier, Duration wrapTtl, Clock clock) {
        this.set = new SetPassword(client, wrapping, courier, wrapTtl, clock);
        this.watch = new WatchPassword(wrapping, courier, clock);
        this.empty = new EmptyAccount(client, clock);
    }

    @Override
    public Seen perform(Act act, Journal journal) {
        return switch (act.verb()) {
            case MAKE -> set.set(journal);
            // One that is not held is looked at only while no password was sent, so it can simply be made.
            case LOOK ->
                journal.request().holding(act).phase() == Holding.Phase.HELD ? watch.look(journal) : set.set(journal);
            case END -> end(journal);
            case PROLONG -> new Seen.Failed("an account has no end of its own that could be moved");
        };
    }

    private Seen end(Journal journal) {
        Seen seen = empty.empty(journal);
        if (seen instanceof Seen.Ended) {
            watch.tidy(journal);
        }
        return seen;
    }

    /** Ends accounts where nothing can be wrapped or sent, so that none can be given out. */
    public static Keeper endingOnly(BoundaryClient client, Clock clock) {
        EmptyAccount empty = new EmptyAccount(client, clock);
        return (act, journal) -> act.verb() == Act.Verb.END
                ? empty.empty(journal)
                : new Seen.Failed("without Vault there is nothing that wraps a password");
    }

    static Handles.Account handles(Journal journal) {
        return (Handles.Account) journal.handles();
    }

    static UnaryOperator<Handles> noting(UnaryOperator<Handles.Account> change) {
        return handles -> change.apply((Handles.Account) handles);
    }
}
