package dev.breakglass.store;

import static dev.breakglass.store.Database.at;

import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Overtaken;
import dev.breakglass.flow.Work;
import dev.breakglass.flow.Worklist;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.EmptyHandling;
import org.jdbi.v3.core.statement.Query;
import org.jdbi.v3.core.statement.SqlStatement;

/** The work table. */
final class StoredWork implements Worklist {
    private static final String CLAIMABLE = """
            ((lease_until is null and due_at <= :now and (not_before is null or not_before <= :now))
              or lease_until <= :now)""";

    /** What this node can do; another node's sink is none of it. */
    private static final String OURS = "kind in (<kinds>) and (kind <> 'SINK' or item in (<sinks>))";

    private final Jdbi jdbi;
    private final String claiming;
    private final Clock clock;
    private final Runnable committed;
    private final Set<String> sinks = ConcurrentHashMap.newKeySet();

    StoredWork(Database database, Clock clock, Runnable committed) {
        this.jdbi = database.jdbi();
        this.claiming = database.claiming();
        this.clock = clock;
        this.committed = committed;
    }

    /** Lets this node take what belongs to a sink that only it may have. */
    void serve(String sink) {
        sinks.add(sink);
    }

    @Override
    public Optional<Claim> claim(Set<Work.Kind> kinds) {
        Instant now = clock.instant();
        return jdbi.inTransaction(handle -> candidates(handle, kinds, now).stream()
                .filter(claim -> take(handle, claim, now))
                .findFirst());
    }

    private List<Claim> candidates(Handle handle, Set<Work.Kind> kinds, Instant now) {
        return ours(
                        handle.createQuery("select kind, item, fence from work where " + OURS + " and " + CLAIMABLE
                                + " order by coalesce(due_at, lease_until)" + claiming),
                        kinds)
                .bind("now", at(now))
                .map((row, context) -> new Claim(
                        new Work(Work.Kind.valueOf(row.getString("kind")), row.getString("item")),
                        row.getLong("fence") + 1))
                .list();
    }

    /**
     * The due time of a request belongs to its commits. That of anything else is taken away with the claim, so that one who
     * asks for it again meanwhile is seen when it is given back; a lease that runs out makes it due without a due time.
     */
    private static boolean take(Handle handle, Claim claim, Instant now) {
        return bind(handle.createUpdate("""
                                update work
                                   set fence = :fence, lease_until = :lease,
                                       due_at = case when kind = 'REQUEST' then due_at else null end
                                 where kind = :kind and item = :item and fence = :fence - 1 and\s""" + CLAIMABLE), claim)
                        .bind("lease", at(now.plus(LEASE)))
                        .bind("now", at(now))
                        .execute()
                == 1;
    }

    @Override
    public void finish(Claim claim) {
        jdbi.useHandle(handle -> bind(handle.createUpdate("""
                                update work set lease_until = null
                                 where kind = :kind and item = :item and fence = :fence"""), claim).execute());
        committed.run();
    }

    @Override
    public void finish(Claim claim, Instant dueAt) {
        OffsetDateTime due = at(dueAt);
        jdbi.useHandle(
                handle -> bind(handle.createUpdate("""
                                update work set lease_until = null, due_at = least(coalesce(due_at, :due), coalesce(:due, due_at))
                                 where kind = :kind and item = :item and fence = :fence"""), claim).bind("due", due).execute());
        committed.run();
    }

    @Override
    public void defer(Claim claim, Instant notBefore) {
        jdbi.useHandle(handle -> bind(handle.createUpdate("""
                                update work
                                   set lease_until = null, not_before = :before, due_at = coalesce(due_at, :before)
                                 where kind = :kind and item = :item and fence = :fence"""), claim)
                .bind("before", at(notBefore))
                .execute());
    }

    @Override
    public void renew(Claim claim) {
        boolean current = jdbi.withHandle(handle -> bind(handle.createUpdate("""
                                update work set lease_until = :lease
                                 where kind = :kind and item = :item and fence = :fence"""), claim)
                        .bind("lease", at(clock.instant().plus(LEASE)))
                        .execute()
                == 1);
        if (!current) {
            throw new Overtaken(claim);
        }
    }

    @Override
    public Instant nextDue(Set<Work.Kind> kinds) {
        return Database.instant(jdbi.withHandle(handle -> ours(handle.createQuery("""
                        select min(case when lease_until is not null then lease_until
                                        else greatest(due_at, coalesce(not_before, due_at)) end)
                          from work where (due_at is not null or lease_until is not null) and\s""" + OURS), kinds)
                .mapTo(OffsetDateTime.class)
                .findOne()
                .orElse(null)));
    }

    @Override
    public void schedule(Work work, Instant dueAt) {
        jdbi.useTransaction(handle -> lower(handle, work, dueAt));
        committed.run();
    }

    private Query ours(Query query, Set<Work.Kind> kinds) {
        return query.bindList(
                        EmptyHandling.NULL_KEYWORD,
                        "kinds",
                        kinds.stream().map(Enum::name).toList())
                .bindList(EmptyHandling.NULL_KEYWORD, "sinks", List.copyOf(sinks));
    }

    private static void lower(Handle handle, Work work, Instant dueAt) {
        Tables.lower(handle, Map.of(work, dueAt));
    }

    private static <S extends SqlStatement<S>> S bind(S statement, Claim claim) {
        return statement
                .bind("kind", claim.work().kind().name())
                .bind("item", claim.work().key())
                .bind("fence", claim.fence());
    }
}
