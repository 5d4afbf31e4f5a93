package dev.breakglass.store;

import dev.breakglass.access.AuditEvent;
import dev.breakglass.flow.AuditLog;
import dev.breakglass.flow.Claim;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/** The record in the database, and its examination. */
final class StoredAudit implements AuditLog {
    private static final int PAGE = 1_000;

    private final Jdbi jdbi;

    StoredAudit(Database database) {
        this.jdbi = database.jdbi();
    }

    /** Gives an empty database its chain; of nodes that start together, one does. */
    void begin() {
        jdbi.useTransaction(handle -> {
            handle.execute("select one from granting where one = 1 for update");
            int there = handle.createQuery("select count(*) from audit_head")
                    .mapTo(Integer.class)
                    .one();
            if (there == 0) {
                handle.execute(
                        "insert into audit_head (chain, seq, hash) values (?, 0, ?)",
                        UUID.randomUUID().toString(),
                        AuditChain.GENESIS);
            }
        });
    }

    /** Makes a sink known; it begins with the first event that it has not taken. */
    void register(String sink) {
        jdbi.useHandle(handle ->
                handle.execute("insert into sink (name, next_seq) values (?, 1) on conflict do nothing", sink));
    }

    boolean knows(String sink) {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from sink where name = :name")
                        .bind("name", sink)
                        .mapTo(Integer.class)
                        .one()
                > 0);
    }

    @Override
    public List<Stored> read(long fromSeq, int limit) {
        return jdbi.withHandle(handle -> read(handle, fromSeq, limit));
    }

    @Override
    public long cursor(String sink) {
        return jdbi.withHandle(handle -> handle.createQuery("select next_seq from sink where name = :name")
                .bind("name", sink)
                .mapTo(Long.class)
                .one());
    }

    @Override
    public void moveCursor(Claim claim, long nextSeq) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("update sink set next_seq = :next where name = :name")
                    .bind("next", nextSeq)
                    .bind("name", claim.work().key())
                    .execute();
            Tables.checkFence(handle, claim);
        });
    }

    @Override
    public Verdict verify() {
        // One moment's view, however many events other nodes append meanwhile.
        return jdbi.inTransaction(TransactionIsolationLevel.REPEATABLE_READ, StoredAudit::verify);
    }

    private static Verdict verify(Handle handle) {
        List<String> faults = new ArrayList<>();
        Head head = handle.createQuery("select chain, seq, hash from audit_head")
                .map((row, context) -> new Head(row.getString("chain"), row.getLong("seq"), row.getString("hash")))
                .one();
        long expected = 1;
        String previous = AuditChain.GENESIS;
        List<Row> page = rows(handle, 1);
        while (!page.isEmpty()) {
            for (Row row : page) {
                expected = gap(expected, row, faults);
                check(head.chain(), previous, row, faults);
                previous = row.hash();
                expected++;
            }
            page = rows(handle, expected);
        }
        gap(expected, head, previous, faults);
        return new Verdict(expected - 1, previous, faults);
    }

    /** Names missing numbers, and answers the number at which the examination goes on. */
    private static long gap(long expected, Row row, List<String> faults) {
        for (long missing = expected; missing < row.seq(); missing++) {
            faults.add("event " + missing + " is missing");
        }
        return row.seq();
    }

    private static void gap(long expected, Head head, String last, List<String> faults) {
        for (long missing = expected; missing <= head.seq(); missing++) {
            faults.add("event " + missing + " is missing");
        }
        if (expected - 1 > head.seq()) {
            faults.add("the head says that event " + head.seq() + " is the last, but there are more");
        } else if (expected - 1 == head.seq() && !last.equals(head.hash())) {
            faults.add("the head does not carry the hash of event " + head.seq());
        }
    }

    private static void check(String chain, String previous, Row row, List<String> faults) {
        if (!row.previous().equals(previous)) {
            faults.add("event " + row.seq() + " does not follow the event before it");
        }
        if (!AuditChain.hash(chain, row.seq(), row.previous(), row.body()).equals(row.hash())) {
            faults.add("event " + row.seq() + " was changed");
            return;
        }
        AuditEvent event = AuditJson.read(new String(row.body(), StandardCharsets.UTF_8));
        boolean indexAgrees = event.type().name().equals(row.type())
                && event.request().map(Object::toString).equals(row.request());
        if (!indexAgrees) {
            faults.add("the columns of event " + row.seq() + " were changed; its body was not");
        }
    }

    private static List<Stored> read(Handle handle, long fromSeq, int limit) {
        return handle.createQuery("""
                        select seq, hash, previous, body from audit_event where seq >= :from order by seq limit :limit""")
                .bind("from", fromSeq)
                .bind("limit", limit)
                .map((row, context) -> new Stored(
                        row.getLong("seq"),
                        row.getString("hash"),
                        row.getString("previous"),
                        new String(row.getBytes("body"), StandardCharsets.UTF_8)))
                .list();
    }

    private static List<Row> rows(Handle handle, long fromSeq) {
        return handle.createQuery("""
                        select * from audit_event where seq >= :from order by seq limit :limit""")
                .bind("from", fromSeq)
                .bind("limit", PAGE)
                .map((row, context) -> new Row(
                        row.getLong("seq"),
                        row.getString("hash"),
                        row.getString("previous"),
                        Optional.ofNullable(row.getString("request_id")),
                        row.getString("type"),
                        row.getBytes("body")))
                .list();
    }

    private record Head(String chain, long seq, String hash) {}

    private record Row(long seq, String hash, String previous, Optional<String> request, String type, byte[] body) {}
}
