package dev.breakglass.store;

import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Samples;
import dev.breakglass.access.State;
import dev.breakglass.flow.AuditLog;
import dev.breakglass.flow.Work;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What both databases do beyond the contract: what they refuse by themselves, and what an examination of the record finds. */
abstract class DatabaseContract extends StoreContract {
    private static final Set<Work.Kind> SINKS = Set.of(Work.Kind.SINK);

    @SuppressWarnings("NullAway.Init")
    private Store store;

    @SuppressWarnings("NullAway.Init")
    private Database database;

    /** Where this test's database is. */
    abstract Settings settings();

    /** What only the owner of a database can do, so that it can be tampered with. */
    abstract List<String> triggers();

    @Override
    final Ports open() {
        store = Store.open(settings(), clock, () -> {});
        database = Database.open(settings());
        return Ports.of(store);
    }

    @Override
    final void close() {
        database.close();
        store.close();
    }

    final Jdbi database() {
        return database.jdbi();
    }

    // ---- what the database refuses ----

    @Test
    void the_database_refuses_an_illegal_move() {
        AccessRequest request = ((dev.breakglass.flow.Requests.Created.Stored)
                        store.requests().create(Samples.asked(1), Set.of()))
                .request();
        assertThatThrownBy(() -> database()
                        .useHandle(handle -> handle.execute(
                                "update request set previous_state = state, state = 'ACTIVE' where id = ?",
                                request.id().toString())))
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isIn("23503", "23506"));
    }

    @Test
    void the_database_knows_exactly_the_legal_moves_of_the_states() {
        List<State.Move> moves = database()
                .withHandle(handle -> handle.createQuery(
                                "select from_state, to_state from legal_move where from_state <> to_state")
                        .map((row, context) -> new State.Move(
                                State.Name.valueOf(row.getString(1)), State.Name.valueOf(row.getString(2))))
                        .list());
        assertThat(moves).containsExactlyInAnyOrderElementsOf(State.LEGAL_MOVES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "update audit_event set type = 'CLOSED' where seq = 3",
                "update audit_event set seq = 6 where seq = 5",
                "delete from audit_event where seq = 5",
                "delete from audit_event",
                "update audit_head set seq = 4",
                "update audit_head set hash = '0'",
                "update audit_head set chain = 'other', seq = 6",
                "delete from audit_head",
            })
    void the_database_refuses_to_change_the_record(String sql) {
        fiveEvents();
        assertThatThrownBy(() -> execute(sql))
                .rootCause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23001"));
        assertThat(audit().verify().faults()).isEmpty();
        assertThat(audit().verify().events()).isEqualTo(5);
    }

    // ---- many nodes ----

    @Test
    void a_sink_is_served_by_the_node_that_has_it() {
        try (Store other = Store.open(settings(), clock, () -> {})) {
            store.register("file here");
            other.register("file there");
            fiveEvents();
            assertThat(store.work().claim(SINKS).orElseThrow().work().key()).isEqualTo("file here");
            assertThat(store.work().claim(SINKS)).isEmpty();
            assertThat(other.work().claim(SINKS).orElseThrow().work().key()).isEqualTo("file there");
        }
    }

    // ---- what an examination finds ----

    @Test
    void an_untouched_record_verifies() {
        fiveEvents();
        AuditLog.Verdict verdict = audit().verify();
        assertThat(verdict.events()).isEqualTo(5);
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.lastHash()).isEqualTo(audit().read(5, 1).get(0).hash());
    }

    @Test
    void a_changed_body_is_named() {
        fiveEvents();
        tamper("update audit_event set body = cast('{\"v\":1}' as bytea) where seq = 3");
        assertThat(audit().verify().faults()).containsExactly("event 3 was changed");
    }

    @Test
    void changed_columns_are_named() {
        fiveEvents();
        tamper("update audit_event set type = 'CLOSED' where seq = 4");
        assertThat(audit().verify().faults()).containsExactly("the columns of event 4 were changed; its body was not");
    }

    @Test
    void a_missing_event_is_named() {
        fiveEvents();
        tamper("delete from audit_event where seq = 2");
        assertThat(audit().verify().faults())
                .containsExactly("event 2 is missing", "event 3 does not follow the event before it");
    }

    @Test
    void a_missing_end_is_named() {
        fiveEvents();
        tamper("delete from audit_event where seq > 3");
        assertThat(audit().verify().faults()).containsExactly("event 4 is missing", "event 5 is missing");
    }

    @Test
    void swapped_events_are_named() {
        fiveEvents();
        tamper("update audit_event set seq = 99 where seq = 2");
        tamper("update audit_event set seq = 2 where seq = 3");
        tamper("update audit_event set seq = 3 where seq = 99");
        assertThat(audit().verify().faults()).contains("event 2 was changed", "event 3 was changed");
    }

    @Test
    void a_rewritten_event_with_a_fitting_hash_breaks_the_chain_behind_it() {
        fiveEvents();
        AuditLog.Stored third = audit().read(3, 1).get(0);
        String chain = one("select chain from audit_head");
        String body = third.body().replace("n3", "n9");
        String hash = AuditChain.hash(chain, 3, third.previous(), body.getBytes(StandardCharsets.UTF_8));
        dropTriggers();
        database()
                .useHandle(handle -> handle.execute(
                        "update audit_event set body = ?, hash = ? where seq = 3",
                        body.getBytes(StandardCharsets.UTF_8),
                        hash));
        assertThat(audit().verify().faults()).containsExactly("event 4 does not follow the event before it");
    }

    // ---- speaking ----

    private AuditLog audit() {
        return store.audit();
    }

    private void fiveEvents() {
        for (int i = 1; i <= 5; i++) {
            store.requests()
                    .record(AuditEvent.of(
                            AuditEvent.Type.STARTED, NOON.plusSeconds(i), Actor.BOT, Map.of("node", "n" + i)));
        }
    }

    private void tamper(String sql) {
        dropTriggers();
        execute(sql);
    }

    private void dropTriggers() {
        triggers().forEach(trigger -> execute("drop trigger if exists " + trigger));
    }

    private void execute(String sql) {
        database().useHandle(handle -> handle.execute(sql));
    }

    private String one(String query) {
        return database()
                .withHandle(
                        handle -> handle.createQuery(query).mapTo(String.class).one());
    }
}
