package dev.breakglass.store;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Act;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Change;
import dev.breakglass.access.Gate;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Next;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.State;
import dev.breakglass.access.Terms;
import dev.breakglass.access.Write;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Observation;
import dev.breakglass.flow.Requests;
import dev.breakglass.flow.Surface;
import dev.breakglass.flow.Work;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Requests in memory. Each public method is one transaction: it checks everything before it changes anything. */
final class MemoryRequests implements Requests {
    private final Map<RequestId, AccessRequest> requests = new HashMap<>();
    private final Map<LiveGrant, RequestId> live = new HashMap<>();
    private final Map<SlotId, RequestId> slots = new HashMap<>();
    private final Map<AccountId, RequestId> accounts = new HashMap<>();
    private boolean frozen;
    private Optional<Observation.Since> observing = Optional.empty();

    private final Object lock;
    private final MemoryWork work;
    private final MemorySurfaces surfaces;
    private final MemoryAudit audit;
    private final Clock clock;
    private final Runnable committed;

    private record LiveGrant(PersonId person, String boundaryTarget) {
        static LiveGrant of(AccessRequest request) {
            return new LiveGrant(request.requester().id(), request.terms().boundaryTarget());
        }
    }

    MemoryRequests(
            Object lock, MemoryWork work, MemorySurfaces surfaces, MemoryAudit audit, Clock clock, Runnable committed) {
        this.lock = lock;
        this.work = work;
        this.surfaces = surfaces;
        this.audit = audit;
        this.clock = clock;
        this.committed = committed;
    }

    @Override
    public AccessRequest load(RequestId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("no such request: " + id));
    }

    @Override
    public Optional<AccessRequest> find(RequestId id) {
        synchronized (lock) {
            return Optional.ofNullable(requests.get(id));
        }
    }

    @Override
    public List<AccessRequest> open() {
        synchronized (lock) {
            return requests.values().stream()
                    .filter(request -> !request.state().name().isFinal())
                    .sorted(Comparator.comparing(
                                    (AccessRequest request) -> request.ask().at())
                            .thenComparing(request -> request.id().toString()))
                    .toList();
        }
    }

    @Override
    public List<AccessRequest> closedSince(Instant askedAt, int limit) {
        synchronized (lock) {
            return requests.values().stream()
                    .filter(request -> request.state().name() == State.Name.CLOSED)
                    .filter(request -> !request.ask().at().isBefore(askedAt))
                    .sorted(Comparator.comparing(
                                    (AccessRequest request) -> request.ask().at())
                            .reversed())
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public Created create(Change asked, Set<Surface> shownAs) {
        AccessRequest request = asked.after();
        synchronized (lock) {
            Optional<AccessRequest> same = requests.values().stream()
                    .filter(stored -> stored.ask().origin().equals(request.ask().origin()))
                    .findFirst();
            if (same.isPresent()) {
                return new Created.Stored(same.get());
            }
            RequestId blocking = live.putIfAbsent(LiveGrant.of(request), request.id());
            if (blocking != null) {
                return new Created.Blocked(load(blocking));
            }
            shownAs.forEach(surface -> surfaces.insert(request, surface));
            store(List.of(asked), asked.events());
        }
        committed.run();
        return new Created.Stored(request);
    }

    @Override
    public boolean commit(Claim claim, Write write) {
        boolean done;
        synchronized (lock) {
            done = isCurrent(write);
            if (done) {
                work.checkFence(claim);
                store(List.of(write), events(write));
            }
        }
        committed.run();
        return done;
    }

    @Override
    public AccessRequest update(Claim claim, Function<AccessRequest, Write> write) {
        while (true) {
            Write next = write.apply(load(claim.request()));
            if (commit(claim, next)) {
                return next.after();
            }
        }
    }

    @Override
    public boolean commit(Change change) {
        boolean done;
        synchronized (lock) {
            done = isCurrent(change);
            if (done) {
                store(List.of(change), change.events());
            }
        }
        committed.run();
        return done;
    }

    @Override
    public Approving commitUnlessFrozen(Change change) {
        synchronized (lock) {
            if (frozen || observing.isPresent()) {
                return Approving.FROZEN;
            }
            return commit(change) ? Approving.COMMITTED : Approving.STALE;
        }
    }

    @Override
    public void record(AuditEvent event) {
        synchronized (lock) {
            event.request()
                    .ifPresent(id -> surfaces.want(id, kind -> kind == Surface.Kind.THREAD)
                            .forEach(channel -> work.lower(channel, clock.instant())));
            store(List.of(), List.of(event));
        }
        committed.run();
    }

    @Override
    public int revokeAll(AuditEvent freeze, Function<AccessRequest, Optional<Change>> end) {
        List<Write> ended = new ArrayList<>();
        List<AuditEvent> events = new ArrayList<>();
        synchronized (lock) {
            for (AccessRequest request : open()) {
                end.apply(request).ifPresent(change -> {
                    ended.add(change);
                    events.addAll(change.events());
                });
            }
            frozen = true;
            events.add(freeze);
            store(ended, events);
        }
        committed.run();
        return ended.size();
    }

    @Override
    public boolean liftFreeze(AuditEvent lifted) {
        synchronized (lock) {
            if (!frozen) {
                return false;
            }
            frozen = false;
            store(List.of(), List.of(lifted));
            return true;
        }
    }

    @Override
    public boolean frozen() {
        synchronized (lock) {
            return frozen;
        }
    }

    @Override
    public Optional<SlotId> reserveSlot(Claim claim, RequestId id, Set<SlotId> except) {
        Optional<SlotId> free;
        synchronized (lock) {
            AccessRequest request = load(id);
            free = request.terms().slots().stream()
                    .filter(slot -> slots.getOrDefault(slot, id).equals(id) && !except.contains(slot))
                    .findFirst();
            if (free.isPresent()) {
                work.checkFence(claim);
                reserve(request, free.get());
            }
        }
        committed.run();
        return free;
    }

    private void reserve(AccessRequest request, SlotId slot) {
        Holding holding =
                request.find(Holding.Kind.SLOT, AccessRequest.SLOT_NAME, 1).orElseThrow();
        Act act = new Act(Act.Verb.MAKE, holding.kind(), holding.name(), holding.attempt());
        slots.values().removeIf(request.id()::equals);
        slots.put(slot, request.id());
        store(List.of(request.noting(act, handles -> Handles.Slot.NONE.reserved(slot))), List.of());
    }

    @Override
    public boolean slotIsReservedFor(SlotId slot, RequestId id) {
        synchronized (lock) {
            return id.equals(slots.get(slot));
        }
    }

    @Override
    public Optional<AccountId> reserveAccount(Claim claim, RequestId id, Act act, Set<AccountId> except) {
        Optional<AccountId> free;
        synchronized (lock) {
            AccessRequest request = load(id);
            free = request.terms().accounts().stream()
                    .map(Terms.AccountTerms::id)
                    .filter(account -> accounts.getOrDefault(account, id).equals(id) && !except.contains(account))
                    .findFirst();
            if (free.isPresent()) {
                work.checkFence(claim);
                accounts.values().removeIf(id::equals);
                accounts.put(free.get(), id);
                store(List.of(request.noting(act, handles -> Handles.Account.NONE.reserved(free.get()))), List.of());
            }
        }
        committed.run();
        return free;
    }

    @Override
    public boolean accountIsReservedFor(AccountId account, RequestId id) {
        synchronized (lock) {
            return id.equals(accounts.get(account));
        }
    }

    @Override
    public Optional<RequestId> holderOf(SlotId slot) {
        synchronized (lock) {
            return Optional.ofNullable(slots.get(slot));
        }
    }

    /** Whether the program only observes; kept beside the freeze, as it is stored. */
    final class Observing implements Observation {
        @Override
        public Optional<Since> current() {
            synchronized (lock) {
                return observing;
            }
        }

        @Override
        public boolean begin(String why, AuditEvent begun) {
            synchronized (lock) {
                if (observing.isPresent()) {
                    return false;
                }
                observing = Optional.of(new Since(begun.at(), why));
                store(List.of(), List.of(begun));
                return true;
            }
        }

        @Override
        public boolean end(AuditEvent ended) {
            synchronized (lock) {
                if (observing.isEmpty()) {
                    return false;
                }
                observing = Optional.empty();
                store(List.of(), List.of(ended));
                return true;
            }
        }
    }

    // ---- inside one transaction ----

    private boolean isCurrent(Write write) {
        return load(write.after().id()).version() == write.before().version();
    }

    private static List<AuditEvent> events(Write write) {
        return write instanceof Change change ? change.events() : List.of();
    }

    private void store(List<Write> writes, List<AuditEvent> events) {
        Instant now = clock.instant();
        writes.forEach(MemoryRequests::refuseIllegal);
        for (Write write : writes) {
            AccessRequest after = write.after();
            requests.put(after.id(), after);
            releaseWhatIsGone(write);
            if (write instanceof Change) {
                surfaces.want(after.id(), kind -> true).forEach(channel -> work.lower(channel, now));
            }
            if (becameActive(write)) {
                work.lower(new Work(Work.Kind.SCOPE, after.terms().project()), now);
            }
            pageAt(write, now)
                    .ifPresent(
                            at -> work.lower(new Work(Work.Kind.PAGE, after.id().toString()), at));
            work.setDue(new Work(Work.Kind.REQUEST, after.id().toString()), dueAt(after, now));
        }
        if (!events.isEmpty()) {
            audit.sinks().forEach(sink -> work.lower(sink, now));
            audit.append(events);
        }
    }

    /** What the table of legal moves does in a database. */
    private static void refuseIllegal(Write write) {
        State.Name from = write.before().state().name();
        State.Name to = write.after().state().name();
        boolean legal = from == to ? !from.isFinal() : State.LEGAL_MOVES.contains(new State.Move(from, to));
        if (!legal) {
            throw new IllegalStateException("no move from " + from + " to " + to);
        }
    }

    private void releaseWhatIsGone(Write write) {
        AccessRequest after = write.after();
        if (write.before().reservedSlot().isPresent() && after.reservedSlot().isEmpty()) {
            slots.values().removeIf(after.id()::equals);
        }
        if (write.before().reservedAccount().isPresent()
                && after.reservedAccount().isEmpty()) {
            accounts.values().removeIf(after.id()::equals);
        }
        if (write.before().blocksAnother() && !after.blocksAnother()) {
            live.values().removeIf(after.id()::equals);
        }
    }

    /** When the pagers have to look, now that an ending has become late, or is over after all. */
    private static Optional<Instant> pageAt(Write write, Instant now) {
        if (write.after().state() instanceof State.Closed closed) {
            return closed.ending().late() ? Optional.of(now) : Optional.empty();
        }
        boolean wasLate = write.before().state() instanceof State.Closing before && before.late();
        return write.after().state() instanceof State.Closing closing && closing.late() && !wasLate
                ? Optional.of(closing.pagedAt())
                : Optional.empty();
    }

    private static boolean becameActive(Write write) {
        return write.after().state().name() == State.Name.ACTIVE
                && write.before().state().name() != State.Name.ACTIVE;
    }

    private static Instant dueAt(AccessRequest request, Instant now) {
        return request.next(now, Gate.OPEN) instanceof Next.Wait wait ? wait.at() : now;
    }
}
