package dev.breakglass.store;

import static dev.breakglass.store.Database.at;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Act;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Change;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.Terms;
import dev.breakglass.access.Write;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Requests;
import dev.breakglass.flow.Surface;
import dev.breakglass.flow.Work;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.result.ResultBearing;

/** Requests in the database. */
final class StoredRequests implements Requests {
    private static final String SELECT = "select id, version, body from request ";
    private static final Act MAKE_SLOT = new Act(Act.Verb.MAKE, Holding.Kind.SLOT, AccessRequest.SLOT_NAME, 1);

    private final Jdbi jdbi;
    private final Clock clock;
    private final Runnable committed;

    /**
     * Over an open database.
     *
     * @param committed called after every commit, to wake whoever waits for work
     */
    StoredRequests(Database database, Clock clock, Runnable committed) {
        this.jdbi = database.jdbi();
        this.clock = clock;
        this.committed = committed;
    }

    @Override
    public AccessRequest load(RequestId id) {
        return find(id).orElseThrow(() -> new IllegalStateException("no such request: " + id));
    }

    @Override
    public Optional<AccessRequest> find(RequestId id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    @Override
    public List<AccessRequest> open() {
        return jdbi.withHandle(handle -> open(handle, ""));
    }

    @Override
    public List<AccessRequest> closedSince(Instant askedAt, int limit) {
        return jdbi.withHandle(handle -> requests(handle.createQuery(
                        SELECT + "where state = 'CLOSED' and asked_at >= :since order by asked_at desc limit :limit")
                .bind("since", at(askedAt))
                .bind("limit", limit)));
    }

    @Override
    public Created create(Change asked, Set<Surface> surfaces) {
        try {
            jdbi.useTransaction(handle -> insert(handle, asked, surfaces));
        } catch (RuntimeException e) {
            if (!Database.isDuplicate(e)) {
                throw e;
            }
            return jdbi.withHandle(handle -> alreadyThere(handle, asked.after()));
        }
        committed.run();
        return new Created.Stored(asked.after());
    }

    @Override
    public boolean commit(Claim claim, Write write) {
        boolean done = jdbi.inTransaction(handle -> {
            WriteBatch batch = new WriteBatch(handle, clock.instant());
            if (!batch.add(write)) {
                return false;
            }
            Tables.checkFence(handle, claim);
            batch.finish();
            return true;
        });
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
        boolean done = jdbi.inTransaction(handle -> commit(handle, change));
        committed.run();
        return done;
    }

    @Override
    public Approving commitUnlessFrozen(Change change) {
        Approving done = jdbi.inTransaction(handle -> {
            if (lockFreeze(handle) || StoredObservation.observing(handle)) {
                return Approving.FROZEN;
            }
            return commit(handle, change) ? Approving.COMMITTED : Approving.STALE;
        });
        committed.run();
        return done;
    }

    @Override
    public void record(AuditEvent event) {
        jdbi.useTransaction(handle -> {
            WriteBatch batch = new WriteBatch(handle, clock.instant());
            batch.add(event);
            event.request().ifPresent(id -> tellThread(handle, id));
            batch.finish();
        });
        committed.run();
    }

    @Override
    public int revokeAll(AuditEvent freeze, Function<AccessRequest, Optional<Change>> end) {
        int ended = jdbi.inTransaction(handle -> {
            boolean frozenBefore = lockFreeze(handle);
            WriteBatch batch = new WriteBatch(handle, clock.instant());
            int count = 0;
            for (AccessRequest request : open(handle, "for update")) {
                Optional<Change> change = end.apply(request);
                if (change.isPresent() && batch.add(change.get())) {
                    count++;
                }
            }
            if (!frozenBefore) {
                setFreeze(handle, freeze);
            }
            batch.add(freeze);
            batch.finish();
            return count;
        });
        committed.run();
        return ended;
    }

    @Override
    public boolean liftFreeze(AuditEvent lifted) {
        return jdbi.inTransaction(handle -> {
            if (!lockFreeze(handle)) {
                return false;
            }
            handle.execute("update granting set frozen_at = null, by_whom = null where one = 1");
            WriteBatch batch = new WriteBatch(handle, clock.instant());
            batch.add(lifted);
            batch.finish();
            return true;
        });
    }

    @Override
    public boolean frozen() {
        return jdbi.withHandle(handle -> handle.createQuery("select frozen_at is not null from granting where one = 1")
                .mapTo(Boolean.class)
                .one());
    }

    @Override
    public Optional<SlotId> reserveSlot(Claim claim, RequestId id, Set<SlotId> except) {
        return reserve(
                Reservations.SLOTS,
                claim,
                id,
                request -> request.terms().slots().stream().filter(slot -> !except.contains(slot)),
                (request, slot) -> request.noting(MAKE_SLOT, handles -> Handles.Slot.NONE.reserved(slot)));
    }

    @Override
    public boolean slotIsReservedFor(SlotId slot, RequestId id) {
        return jdbi.withHandle(handle -> Reservations.SLOTS.has(handle, slot.value(), id));
    }

    @Override
    public Optional<AccountId> reserveAccount(Claim claim, RequestId id, Act act, Set<AccountId> except) {
        return reserve(
                Reservations.ACCOUNTS,
                claim,
                id,
                request -> request.terms().accounts().stream()
                        .map(Terms.AccountTerms::id)
                        .filter(account -> !except.contains(account)),
                (request, account) -> request.noting(act, handles -> Handles.Account.NONE.reserved(account)));
    }

    @Override
    public boolean accountIsReservedFor(AccountId account, RequestId id) {
        return jdbi.withHandle(handle -> Reservations.ACCOUNTS.has(handle, account.value(), id));
    }

    private <T> Optional<T> reserve(
            Reservations rows,
            Claim claim,
            RequestId id,
            Function<AccessRequest, Stream<T>> wanted,
            BiFunction<AccessRequest, T, Write> note) {
        while (true) {
            AccessRequest request = load(id);
            List<String> taken = jdbi.withHandle(handle -> rows.ofOthers(handle, id));
            Optional<T> free = wanted.apply(request)
                    .filter(one -> !taken.contains(one.toString()))
                    .findFirst();
            if (free.isEmpty()) {
                return free;
            }
            try {
                Write noted = note.apply(request, free.get());
                if (jdbi.inTransaction(handle -> reserve(
                        handle, claim, noted, () -> rows.take(handle, free.get().toString(), id)))) {
                    return free;
                }
            } catch (RuntimeException e) {
                // Another request took it between the look and the insert; the next look sees that.
                if (!Database.isDuplicate(e)) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Optional<RequestId> holderOf(SlotId slot) {
        return jdbi.withHandle(handle -> handle.createQuery("select request_id from reserved_slot where role = :role")
                        .bind("role", slot.value())
                        .mapTo(String.class)
                        .findOne())
                .flatMap(RequestId::parse);
    }

    // ---- inside one transaction ----

    private boolean commit(Handle handle, Change change) {
        WriteBatch batch = new WriteBatch(handle, clock.instant());
        if (!batch.add(change)) {
            return false;
        }
        batch.finish();
        return true;
    }

    private void insert(Handle handle, Change asked, Set<Surface> surfaces) {
        AccessRequest request = asked.after();
        handle.createUpdate("""
                        insert into request
                            (id, version, previous_state, state, requester, target, project, asked_at, origin, body)
                        values (:id, :version, :state, :state, :requester, :target, :project, :asked, :origin, :body)""")
                .bind("id", request.id().toString())
                .bind("version", request.version() - 1)
                .bind("state", request.state().name().name())
                .bind("requester", request.requester().id().value())
                .bind("target", request.terms().target().value())
                .bind("project", request.terms().project())
                .bind("asked", at(request.ask().at()))
                .bind("origin", request.ask().origin())
                .bind("body", RequestJson.write(request))
                .execute();
        handle.createUpdate("""
                        insert into live_grant (person, boundary_target, request_id) values (:person, :target, :id)""")
                .bind("person", request.requester().id().value())
                .bind("target", request.terms().boundaryTarget())
                .bind("id", request.id().toString())
                .execute();
        surfaces.forEach(surface -> insertSurface(handle, request, surface));
        if (!commit(handle, asked)) {
            throw new IllegalStateException("a request that was just inserted has another version: " + request.id());
        }
    }

    private static void insertSurface(Handle handle, AccessRequest request, Surface surface) {
        handle.createUpdate("""
                        insert into surface
                            (request_id, kind, rank, channel, thread, digest, told_seq, wanted, shown, fallen_back, asked_at)
                        values (:id, :kind, :rank, :channel, :thread, '', 0, 0, 0, false, :asked)""")
                .bind("id", request.id().toString())
                .bind("kind", surface.kind().name())
                .bind("rank", surface.kind().rank())
                .bind("channel", surface.channel())
                .bind("thread", surface.thread().orElse(null))
                .bind("asked", at(request.ask().at()))
                .execute();
    }

    /** Which of the two unique rows was there: the same submission once more, or a live grant. */
    private Created alreadyThere(Handle handle, AccessRequest asked) {
        Optional<AccessRequest> same =
                requests(handle.createQuery(SELECT + "where origin = :origin")
                                .bind("origin", asked.ask().origin()))
                        .stream()
                        .findFirst();
        if (same.isPresent()) {
            return new Created.Stored(same.get());
        }
        return requests(handle.createQuery(SELECT + """
                                where id in (select request_id from live_grant
                                              where person = :person and boundary_target = :target)""")
                        .bind("person", asked.requester().id().value())
                        .bind("target", asked.terms().boundaryTarget()))
                .stream()
                .findFirst()
                .<Created>map(Created.Blocked::new)
                // It ended between the two looks; the person may simply ask again.
                .orElseThrow(() -> new IllegalStateException("the live grant ended just now; ask again"));
    }

    /** An event without a change still has to reach the thread of its request. */
    private void tellThread(Handle handle, RequestId id) {
        List<String> channels = handle.createQuery(
                        "select channel from surface where request_id = :id and kind = 'THREAD'")
                .bind("id", id.toString())
                .mapTo(String.class)
                .list();
        handle.createUpdate("""
                        update surface set wanted = wanted + 1 where request_id = :id and kind = 'THREAD'""").bind("id", id.toString()).execute();
        Map<Work, Instant> due = new HashMap<>();
        channels.forEach(channel -> due.put(new Work(Work.Kind.CHANNEL, channel), clock.instant()));
        Tables.lower(handle, due);
    }

    private boolean reserve(Handle handle, Claim claim, Write note, Runnable take) {
        WriteBatch batch = new WriteBatch(handle, clock.instant());
        if (!batch.add(note)) {
            return false;
        }
        Tables.checkFence(handle, claim);
        take.run();
        batch.finish();
        return true;
    }

    private static boolean lockFreeze(Handle handle) {
        return handle.createQuery("select frozen_at is not null from granting where one = 1 for update")
                .mapTo(Boolean.class)
                .one();
    }

    private static void setFreeze(Handle handle, AuditEvent freeze) {
        handle.createUpdate("update granting set frozen_at = :at, by_whom = :by where one = 1")
                .bind("at", at(freeze.at()))
                .bind("by", freeze.actor().name())
                .execute();
    }

    private static Optional<AccessRequest> find(Handle handle, RequestId id) {
        return requests(handle.createQuery(SELECT + "where id = :id").bind("id", id.toString())).stream()
                .findFirst();
    }

    private static List<AccessRequest> open(Handle handle, String lock) {
        return requests(handle.createQuery(SELECT + """
                where state in ('PENDING', 'APPROVED', 'ACTIVE', 'CLOSING') order by asked_at, id\s""" + lock));
    }

    private static List<AccessRequest> requests(ResultBearing query) {
        return query.map((row, context) -> RequestJson.read(
                        RequestId.parse(row.getString("id")).orElseThrow(),
                        row.getLong("version"),
                        row.getString("body")))
                .list();
    }
}
