package dev.breakglass.vault;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Act;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.State;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Keeper;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** One request in memory, on which acts are done as the loop does them. */
final class MemoryJournal implements Journal {
    private final Clock clock;
    private AccessRequest request;
    private Act act = Orders.MAKE;

    /** Done before every outside call. */
    Runnable beforeCall = () -> {};

    /** Thrown instead of storing a handle. */
    Optional<RuntimeException> refusesNotes = Optional.empty();

    MemoryJournal(AccessRequest request, Clock clock) {
        this.request = request;
        this.clock = clock;
    }

    Seen perform(Keeper keeper, Act next) {
        act = next;
        if (act.verb() == Act.Verb.MAKE) {
            request = request.intending(act, clock.instant()).after();
        }
        Seen seen;
        try {
            seen = keeper.perform(act, this);
        } catch (StopMaking e) {
            seen = new Seen.Stopped();
        }
        request = request.saw(act, seen, clock.instant()).after();
        return seen;
    }

    void become(AccessRequest other) {
        request = other;
    }

    @Override
    public AccessRequest request() {
        return request;
    }

    @Override
    public Handles handles() {
        return request.holding(act).handles();
    }

    @Override
    public <T> T call(Supplier<T> outside) {
        beforeCall.run();
        State.Name state = request.state().name();
        if (act.verb() != Act.Verb.END && state != State.Name.APPROVED && state != State.Name.ACTIVE) {
            throw new StopMaking();
        }
        return outside.get();
    }

    @Override
    public void note(UnaryOperator<Handles> handles) {
        if (refusesNotes.isPresent()) {
            throw refusesNotes.get();
        }
        request = request.noting(act, handles).after();
    }

    @Override
    public Optional<SlotId> reserve(Set<SlotId> except) {
        throw new UnsupportedOperationException("a credential needs no slot");
    }

    @Override
    public boolean ours(SlotId slot) {
        throw new UnsupportedOperationException("a credential needs no slot");
    }

    @Override
    public Optional<AccountId> reserveAccount(Set<AccountId> except) {
        throw new UnsupportedOperationException("a credential needs no account");
    }

    @Override
    public boolean ours(AccountId account) {
        throw new UnsupportedOperationException("a credential needs no account");
    }
}
