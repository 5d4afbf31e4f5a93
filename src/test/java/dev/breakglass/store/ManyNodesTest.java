package dev.breakglass.store;

import static dev.breakglass.access.Samples.BOB;
import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Act;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Gate;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Next;
import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.Samples;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.SlotId;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Overtaken;
import dev.breakglass.flow.Requests.Approving;
import dev.breakglass.flow.Requests.Created;
import dev.breakglass.flow.Surface;
import dev.breakglass.flow.Surfaces.Stale;
import dev.breakglass.flow.Work;
import dev.breakglass.sandbox.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jdbi.v3.core.CloseException;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several nodes on one PostgreSQL, all busy at once: nobody waits in a circle, nothing is done twice, nothing is lost. */
class ManyNodesTest {
    private static final int PEOPLE = 60;
    private static final int WORKERS_OF_A_NODE = 6;
    private static final Set<Work.Kind> ALL = Set.of(Work.Kind.values());
    private static final Surface CARD = new Surface(Surface.Kind.CARD, "C0SEC", Optional.empty());

    private final SettableClock clock = SettableClock.stoppedAt(NOON);
    private final Settings.PostgreSql settings = Postgres.fresh();
    private final List<Store> nodes = List.of(node(), node());
    private final Queue<String> twice = new ConcurrentLinkedQueue<>();
    private final Set<Claim> claims = ConcurrentHashMap.newKeySet();
    private final AtomicInteger approved = new AtomicInteger();
    private final AtomicInteger slotsTaken = new AtomicInteger();

    private Store node() {
        return Store.open(settings, clock, () -> {});
    }

    @AfterEach
    void close() {
        nodes.forEach(Store::close);
    }

    @Test
    void all_that_people_and_workers_do_at_once_is_done_once() throws Exception {
        nodes.forEach(node -> node.register("file"));
        List<Callable<Void>> everybody = new ArrayList<>();
        for (int i = 0; i < PEOPLE; i++) {
            Store node = nodes.get(i % nodes.size());
            Store other = nodes.get((i + 1) % nodes.size());
            Person person = person(i);
            everybody.add(() -> asksAndIsApproved(node, other, person));
        }
        for (Store node : nodes) {
            for (int i = 0; i < WORKERS_OF_A_NODE; i++) {
                everybody.add(() -> worksUntilAllIsOver(node));
            }
        }
        everybody.add(() -> revokesAllNowAndThen(nodes.get(0)));
        run(everybody);

        assertThat(twice).isEmpty();
        assertThat(slotsTaken.get()).as("slots taken").isPositive();
        assertAllIsOver();
    }

    @Test
    void nodes_that_start_together_on_an_empty_database_share_one_chain() throws Exception {
        Settings.PostgreSql empty = Postgres.fresh();
        List<Callable<Void>> starts = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            starts.add(() -> {
                try (Store node = Store.open(empty, clock, () -> {})) {
                    node.requests()
                            .record(AuditEvent.of(AuditEvent.Type.STARTED, clock.instant(), Actor.BOT, Map.of()));
                }
                return null;
            });
        }
        run(starts);
        try (Store node = Store.open(empty, clock, () -> {})) {
            assertThat(node.audit().verify().events()).isEqualTo(4);
            assertThat(node.audit().verify().faults()).isEmpty();
        }
    }

    @Test
    void a_node_that_is_frozen_in_the_middle_of_a_commit_holds_up_nobody_for_long() {
        try (Database frozen = Database.open(settings);
                Handle handle = frozen.jdbi().open()) {
            handle.begin();
            handle.execute("select * from audit_head for update");
            long before = System.nanoTime();
            tell(nodes.get(0), AuditEvent.Type.STARTED);
            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(8));
            assertThatThrownBy(() -> handle.execute("select 1")).hasMessageContaining("idle-in-transaction");
        } catch (CloseException e) {
            // Its connection is no more.
        }
    }

    @Test
    void a_node_goes_on_when_the_database_has_ended_all_its_connections() {
        Store node = nodes.get(0);
        tell(node, AuditEvent.Type.STARTED);
        Postgres.ask(
                "postgres",
                "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = '"
                        + Postgres.name(settings) + "'");
        int failures = 0;
        boolean told = false;
        while (!told) {
            try {
                tell(node, AuditEvent.Type.STOPPED);
                told = true;
            } catch (RuntimeException e) {
                failures++;
                assertThat(failures).as("failures before it goes on").isLessThan(15);
            }
        }
        assertThat(node.audit().verify().faults()).isEmpty();
    }

    private void tell(Store node, AuditEvent.Type type) {
        node.requests().record(AuditEvent.of(type, clock.instant(), Actor.BOT, Map.of()));
    }

    // ---- people ----

    private Void asksAndIsApproved(Store node, Store other, Person person) {
        Created created = node.requests()
                .create(
                        Samples.asked(1, person, "view-" + person.id()),
                        Set.of(CARD, Surface.threadUnderCard("C0SEC"), status(person)));
        RequestId id = ((Created.Stored) created).request().id();
        Approving approving = Approving.STALE;
        while (approving != Approving.COMMITTED) {
            AccessRequest request = other.requests().load(id);
            approving = other.requests()
                    .commitUnlessFrozen(request.approve(BOB, Duration.ofMinutes(30), clock.instant())
                            .orElseThrow());
            if (approving == Approving.FROZEN) {
                other.requests()
                        .liftFreeze(AuditEvent.of(
                                AuditEvent.Type.FREEZE_LIFTED, clock.instant(), Actor.operator("root"), Map.of()));
            }
        }
        approved.incrementAndGet();
        other.replays().firstTime("signature of " + person.id(), clock.instant().minus(Duration.ofMinutes(30)));
        return null;
    }

    private static Surface status(Person person) {
        return new Surface(Surface.Kind.STATUS, person.slack().iterator().next().user(), Optional.empty());
    }

    private Void revokesAllNowAndThen(Store node) {
        while (!allIsOver(node)) {
            if (slotsTaken.get() == 0) {
                // Else a fast revoker could end everything before anything was opened.
                Thread.onSpinWait();
                continue;
            }
            clock.advance(Duration.ofMillis(20));
            Instant now = clock.instant();
            node.requests()
                    .revokeAll(
                            AuditEvent.of(AuditEvent.Type.FREEZE_SET, now, Actor.operator("root"), Map.of()),
                            request -> request.end(EndReason.REVOKED_ALL, Actor.operator("root"), now));
            node.requests()
                    .liftFreeze(AuditEvent.of(AuditEvent.Type.FREEZE_LIFTED, now, Actor.operator("root"), Map.of()));
        }
        return null;
    }

    // ---- workers ----

    private Void worksUntilAllIsOver(Store node) {
        while (!allIsOver(node)) {
            node.work().claim(ALL).ifPresent(claim -> {
                if (!claims.add(claim)) {
                    twice.add(claim + " was given to two workers");
                }
                work(node, claim);
            });
        }
        return null;
    }

    private void work(Store node, Claim claim) {
        try {
            switch (claim.work().kind()) {
                case REQUEST -> {
                    advance(node, claim);
                    node.work().finish(claim);
                }
                case CHANNEL -> {
                    show(node, claim);
                    node.work().finish(claim, Instant.MAX);
                }
                case SINK -> {
                    ship(node, claim);
                    node.work().finish(claim, Instant.MAX);
                }
                default -> node.work().finish(claim, Instant.MAX);
            }
        } catch (Overtaken e) {
            // A slow machine; the next worker goes on.
            assertThat(e.getMessage()).contains(claim.work().key());
        }
    }

    private void advance(Store node, Claim claim) {
        while (true) {
            AccessRequest request = node.requests().load(claim.request());
            Next next = request.next(clock.instant(), Gate.OPEN);
            if (next instanceof Next.Wait) {
                return;
            }
            if (next instanceof Next.Move move) {
                node.requests().commit(claim, move.change());
                continue;
            }
            act(node, claim, request, ((Next.Do) next).act());
        }
    }

    /** Slots are really taken; everything else is taken away at once, as after a refusal. */
    private void act(Store node, Claim claim, AccessRequest request, Act act) {
        Instant now = clock.instant();
        if (act.verb() == Act.Verb.MAKE && !node.requests().commit(claim, request.intending(act, now))) {
            return;
        }
        Seen seen = new Seen.Failed("not in this test");
        if (act.verb() == Act.Verb.END) {
            seen = new Seen.Ended(new Proof(Proof.Kind.READ_BACK, now, "read back empty"));
        } else if (act.kind() == Holding.Kind.SLOT) {
            Optional<SlotId> slot = node.requests().reserveSlot(claim, request.id(), Set.of());
            slot.ifPresent(taken -> slotsTaken.incrementAndGet());
            seen = new Seen.Refused(Refusal.NO_FREE_SLOT, "");
        }
        Seen told = seen;
        node.requests().update(claim, latest -> latest.saw(act, told, now));
    }

    private void show(Store node, Claim claim) {
        String channel = claim.work().key();
        Optional<Stale> stale = node.surfaces().firstStale(channel);
        while (stale.isPresent()) {
            Stale now = stale.get();
            node.work().renew(claim);
            if (now.surface().kind() == Surface.Kind.THREAD && !now.fallenBack()) {
                node.surfaces().fallBack(claim, now, Surface.threadUnderCard("C0OTHER"));
            } else {
                node.surfaces().shown(claim, now, Optional.of(new Posted(channel, "1.1")), "digest", now.cursor());
            }
            stale = node.surfaces().firstStale(channel);
        }
        node.surfaces().takeTurn(channel, clock.instant());
    }

    private void ship(Store node, Claim claim) {
        long cursor = node.audit().cursor("file");
        int events = node.audit().read(cursor, 500).size();
        node.audit().moveCursor(claim, cursor + events);
    }

    // ---- what must hold ----

    private static boolean allIsOver(Store node) {
        return node.audit().read(1, PEOPLE).size() == PEOPLE
                && node.requests().open().isEmpty();
    }

    private void assertAllIsOver() {
        Store node = nodes.get(0);
        AuditLogOf record = new AuditLogOf(node);
        assertThat(record.faults()).isEmpty();
        assertThat(record.requests("CLOSED")).hasSize(PEOPLE);
        assertThat(record.requests("APPROVED")).hasSize(PEOPLE);
        String database = Postgres.name(settings);
        assertThat(Postgres.ask(database, "select count(*) from request where state <> 'CLOSED'"))
                .isEqualTo("0");
        assertThat(Postgres.ask(database, "select count(*) from reserved_slot")).isEqualTo("0");
        assertThat(Postgres.ask(database, "select count(*) from live_grant")).isEqualTo("0");
        assertThat(Postgres.ask(database, "select deadlocks from pg_stat_database where datname = '" + database + "'"))
                .isEqualTo("0");
    }

    /** The record, as these tests ask about it. */
    private record AuditLogOf(Store node) {
        List<String> faults() {
            return node.audit().verify().faults();
        }

        Set<RequestId> requests(String type) {
            Set<RequestId> found = new HashSet<>();
            node.audit().read(1, 100_000).stream()
                    .map(stored -> AuditJson.read(stored.body()))
                    .filter(event -> event.type().name().equals(type))
                    .forEach(event -> assertThat(found.add(event.request().orElseThrow()))
                            .as(type + " is told twice")
                            .isTrue());
            return found;
        }
    }

    private static Person person(int i) {
        return new Person(
                new PersonId("person-" + i + "@example.com"),
                "Person " + i,
                Set.of(new SlackUser("T0001", "U0PERSON" + i)),
                Optional.of("u_person" + (1_000 + i)));
    }

    private static void run(List<Callable<Void>> everybody) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(everybody.size());
        try {
            for (Future<Void> one : pool.invokeAll(everybody, 60, TimeUnit.SECONDS)) {
                one.get();
            }
        } finally {
            pool.shutdownNow();
        }
    }
}
