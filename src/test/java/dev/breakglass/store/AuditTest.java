package dev.breakglass.store;

import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.RequestId;
import dev.breakglass.flow.AuditLog;
import dev.breakglass.sandbox.SettableClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    @TempDir
    Path directory;

    private Database database;
    private Store store;

    @BeforeEach
    void five_events() {
        store = Store.open(new Settings(directory), SettableClock.stoppedAt(NOON), () -> {});
        database = Database.open(new Settings(directory));
        for (int i = 1; i <= 5; i++) {
            store.requests()
                    .record(AuditEvent.of(
                            AuditEvent.Type.STARTED, NOON.plusSeconds(i), Actor.BOT, Map.of("node", "n" + i)));
        }
    }

    @AfterEach
    void close() {
        database.close();
        store.close();
    }

    @Test
    void an_untouched_record_verifies() {
        AuditLog.Verdict verdict = store.audit().verify();
        assertThat(verdict.events()).isEqualTo(5);
        assertThat(verdict.faults()).isEmpty();
        assertThat(verdict.lastHash()).isEqualTo(store.audit().read(5, 1).get(0).hash());
    }

    @Test
    void a_changed_body_is_named() {
        tamper("update audit_event set body = cast('{\"v\":1}' as bytea) where seq = 3");
        assertThat(store.audit().verify().faults()).containsExactly("event 3 was changed");
    }

    @Test
    void changed_columns_are_named() {
        tamper("update audit_event set type = 'CLOSED' where seq = 4");
        assertThat(store.audit().verify().faults())
                .containsExactly("the columns of event 4 were changed; its body was not");
    }

    @Test
    void a_missing_event_is_named() {
        tamper("delete from audit_event where seq = 2");
        assertThat(store.audit().verify().faults())
                .containsExactly("event 2 is missing", "event 3 does not follow the event before it");
    }

    @Test
    void a_missing_end_is_named() {
        tamper("delete from audit_event where seq > 3");
        assertThat(store.audit().verify().faults()).containsExactly("event 4 is missing", "event 5 is missing");
    }

    @Test
    void swapped_events_are_named() {
        tamper("update audit_event set seq = 99 where seq = 2");
        tamper("update audit_event set seq = 2 where seq = 3");
        tamper("update audit_event set seq = 3 where seq = 99");
        assertThat(store.audit().verify().faults()).contains("event 2 was changed", "event 3 was changed");
    }

    @Test
    void a_rewritten_event_with_a_fitting_hash_breaks_the_chain_behind_it() {
        AuditLog.Stored third = store.audit().read(3, 1).get(0);
        String chain = database.jdbi()
                .withHandle(handle -> handle.createQuery("select chain from audit_head")
                        .mapTo(String.class)
                        .one());
        String body = third.body().replace("n3", "n9");
        String hash = AuditChain.hash(chain, 3, third.previous(), body.getBytes(StandardCharsets.UTF_8));
        database.jdbi()
                .useHandle(handle -> handle.execute(
                        "update audit_event set body = ?, hash = ? where seq = 3",
                        body.getBytes(StandardCharsets.UTF_8),
                        hash));
        assertThat(store.audit().verify().faults()).containsExactly("event 4 does not follow the event before it");
    }

    @Test
    void the_form_of_an_event_is_fixed() {
        AuditEvent event = AuditEvent.of(
                AuditEvent.Type.DENIED,
                NOON,
                new RequestId(UUID.fromString("6a2f41a3-c54c-4ce8-9f3c-0a3f5f3f8a11")),
                new Actor(Actor.Kind.PERSON, "bob@example.com", "Bob \"B\" Brown"),
                Map.of("reason", "line one\nline two <!channel>"));
        String body = "{\"v\":1,\"seq\":7,\"at\":\"2026-03-02T12:00:00Z\",\"type\":\"DENIED\","
                + "\"request\":\"6a2f41a3-c54c-4ce8-9f3c-0a3f5f3f8a11\","
                + "\"actor\":{\"kind\":\"PERSON\",\"id\":\"bob@example.com\",\"name\":\"Bob \\\"B\\\" Brown\"},"
                + "\"facts\":{\"reason\":\"line one\\nline two <!channel>\"}}";
        assertThat(AuditJson.write(7, event)).isEqualTo(body);
        assertThat(AuditJson.read(body)).isEqualTo(event);
    }

    private void tamper(String sql) {
        database.jdbi().useHandle(handle -> handle.execute(sql));
    }
}
