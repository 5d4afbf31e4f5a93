package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Act;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Next;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.State;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Steps 4 and 6: carries a request as far as it can go now, opening and ending alike. Safe to run again after a crash at
 * any line, because what comes next is read from the stored request alone.
 */
public final class AdvanceRequest {
    private static final Logger log = LoggerFactory.getLogger(AdvanceRequest.class);

    private final Requests requests;
    private final Worklist worklist;
    private final Gatekeeper gate;
    private final Map<Holding.Kind, Keeper> keepers;
    private final Clock clock;

    public AdvanceRequest(
            Requests requests, Worklist worklist, Gatekeeper gate, Map<Holding.Kind, Keeper> keepers, Clock clock) {
        this.requests = requests;
        this.worklist = worklist;
        this.gate = gate;
        this.keepers = Map.copyOf(keepers);
        this.clock = clock;
    }

    public void advance(Claim claim) {
        while (true) {
            AccessRequest request = requests.load(claim.request());
            Instant now = clock.instant();
            Next next = request.next(now, gate.now());
            if (next instanceof Next.Wait) {
                return;
            }
            if (next instanceof Next.Move move) {
                requests.commit(claim, move.change());
                continue;
            }
            Act act = ((Next.Do) next).act();
            if (act.verb() == Act.Verb.MAKE && !requests.commit(claim, request.intending(act, now))) {
                continue;
            }
            Seen seen = perform(act, new StoredJournal(claim, act));
            Seen told = withHolders(seen, request);
            requests.update(claim, latest -> latest.saw(act, told, clock.instant()));
        }
    }

    /** A keeper sees only that nothing is free; who has it is in the store. */
    private Seen withHolders(Seen seen, AccessRequest request) {
        if (!(seen instanceof Seen.Refused refused)) {
            return seen;
        }
        return switch (refused.why()) {
            case NO_FREE_SLOT -> new Seen.Refused(refused.why(), Holders.ofSlots(request, requests.open()));
            case NO_FREE_ACCOUNT -> new Seen.Refused(refused.why(), Holders.ofAccounts(request, requests.open()));
            default -> seen;
        };
    }

    private Seen perform(Act act, Journal journal) {
        Keeper keeper = keepers.get(act.kind());
        if (keeper == null) {
            return new Seen.Failed("nothing is configured that keeps a " + act.kind());
        }
        try {
            return keeper.perform(act, journal);
        } catch (Journal.StopMaking e) {
            return new Seen.Stopped();
        } catch (Overtaken e) {
            throw e;
        } catch (RuntimeException e) {
            // A keeper answers what it expects; this is the net under everything else, and its outcome is unknown.
            log.warn("{} failed", act, e);
            return new Seen.Failed(act.verb() + " failed unexpectedly; the log of the host says how");
        }
    }

    /** The journal of one act under one claim. */
    private final class StoredJournal implements Journal {
        private final Claim claim;
        private final Act act;

        StoredJournal(Claim claim, Act act) {
            this.claim = claim;
            this.act = act;
        }

        @Override
        public AccessRequest request() {
            return requests.load(claim.request());
        }

        @Override
        public Handles handles() {
            return request().holding(act).handles();
        }

        @Override
        public <T> T call(Supplier<T> outside) {
            worklist.renew(claim);
            if (act.verb() != Act.Verb.END && !mayBeOpen(request())) {
                throw new StopMaking();
            }
            return outside.get();
        }

        @Override
        public void note(UnaryOperator<Handles> handles) {
            requests.update(claim, latest -> latest.noting(act, handles));
        }

        @Override
        public Optional<SlotId> reserve(Set<SlotId> except) {
            return requests.reserveSlot(claim, claim.request(), except);
        }

        @Override
        public boolean ours(SlotId slot) {
            return requests.slotIsReservedFor(slot, claim.request());
        }

        @Override
        public Optional<AccountId> reserveAccount(Set<AccountId> except) {
            return requests.reserveAccount(claim, claim.request(), act, except);
        }

        @Override
        public boolean ours(AccountId account) {
            return requests.accountIsReservedFor(account, claim.request());
        }

        private boolean mayBeOpen(AccessRequest request) {
            State.Name state = request.state().name();
            return state == State.Name.APPROVED || state == State.Name.ACTIVE;
        }
    }
}
