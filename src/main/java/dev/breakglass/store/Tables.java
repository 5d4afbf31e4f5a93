package dev.breakglass.store;

import static dev.breakglass.store.Database.at;

import dev.breakglass.access.AuditEvent;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Overtaken;
import dev.breakglass.flow.Work;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;

/** The statements that several transactions share. Each works inside the transaction of the handle it is given. */
final class Tables {
    private static final Comparator<Work> KEY_ORDER =
            Comparator.comparing((Work work) -> work.kind().name()).thenComparing(Work::key);

    private Tables() {}

    // ---- work ----

    /** Lowers due times, in key order, so that two transactions never wait for each other. */
    static void lower(Handle handle, Map<Work, Instant> due) {
        TreeMap<Work, Instant> ordered = new TreeMap<>(KEY_ORDER);
        ordered.putAll(due);
        ordered.forEach((work, instant) -> lower(handle, work, instant));
    }

    private static void lower(Handle handle, Work work, Instant due) {
        int there = handle.createUpdate("""
                        update work set due_at = least(coalesce(due_at, :due), :due), not_before = null
                         where kind = :kind and item = :item""")
                .bind("due", at(due))
                .bind("kind", work.kind().name())
                .bind("item", work.key())
                .execute();
        if (there == 0) {
            insertWork(handle, work, due);
        }
    }

    private static void insertWork(Handle handle, Work work, Instant due) {
        int inserted = handle.createUpdate("""
                        insert into work (kind, item, due_at, fence) values (:kind, :item, :due, 0)
                        on conflict do nothing""")
                .bind("due", at(due))
                .bind("kind", work.kind().name())
                .bind("item", work.key())
                .execute();
        if (inserted == 0) {
            lower(handle, work, due);
        }
    }

    /** Sets the due time that follows from a request's new state. */
    static void setDue(Handle handle, Work work, Instant due) {
        int there = handle.createUpdate("""
                        update work set due_at = :due, not_before = null where kind = :kind and item = :item""")
                .bind("due", at(due))
                .bind("kind", work.kind().name())
                .bind("item", work.key())
                .execute();
        if (there == 0) {
            insertWork(handle, work, due);
        }
    }

    /** Refuses a claim whose fence was raised; locks the item until the end of the transaction. */
    static void checkFence(Handle handle, Claim claim) {
        boolean current = handle.createQuery("select fence from work where kind = :kind and item = :item for update")
                .bind("kind", claim.work().kind().name())
                .bind("item", claim.work().key())
                .mapTo(Long.class)
                .findOne()
                .filter(fence -> fence == claim.fence())
                .isPresent();
        if (!current) {
            throw new Overtaken(claim);
        }
    }

    // ---- audit ----

    /** The sinks that must hear of new events. */
    static List<Work> sinks(Handle handle) {
        return handle.createQuery("select name from sink").mapTo(String.class).stream()
                .map(name -> new Work(Work.Kind.SINK, name))
                .collect(Collectors.toList());
    }

    /** Appends events to the chain; the head stays locked until the end of the transaction, so this comes last. */
    static void append(Handle handle, List<AuditEvent> events) {
        Head head = handle.createQuery("select chain, seq, hash from audit_head for update")
                .map((row, context) -> new Head(row.getString("chain"), row.getLong("seq"), row.getString("hash")))
                .one();
        long seq = head.seq();
        String hash = head.hash();
        for (AuditEvent event : events) {
            seq++;
            byte[] body = AuditJson.write(seq, event).getBytes(StandardCharsets.UTF_8);
            String previous = hash;
            hash = AuditChain.hash(head.chain(), seq, previous, body);
            handle.createUpdate("""
                            insert into audit_event (seq, hash, previous, request_id, type, at, body)
                            values (:seq, :hash, :previous, :request, :type, :at, :body)""")
                    .bind("seq", seq)
                    .bind("hash", hash)
                    .bind("previous", previous)
                    .bind("request", event.request().map(Object::toString).orElse(null))
                    .bind("type", event.type().name())
                    .bind("at", at(event.at()))
                    .bind("body", body)
                    .execute();
        }
        handle.createUpdate("update audit_head set seq = :seq, hash = :hash where chain = :chain")
                .bind("seq", seq)
                .bind("hash", hash)
                .bind("chain", head.chain())
                .execute();
    }

    private record Head(String chain, long seq, String hash) {}
}
