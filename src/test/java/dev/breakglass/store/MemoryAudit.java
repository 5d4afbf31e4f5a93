package dev.breakglass.store;

import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.RequestId;
import dev.breakglass.flow.AuditLog;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Surfaces.Numbered;
import dev.breakglass.flow.Work;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The record in memory, in the very bytes and hashes of the stored one. */
final class MemoryAudit implements AuditLog {
    private static final String CHAIN = "in memory";

    private final List<Stored> events = new ArrayList<>();
    private final List<Numbered> numbered = new ArrayList<>();
    private final Map<String, Long> cursors = new TreeMap<>();
    private final Object lock;
    private final MemoryWork work;

    MemoryAudit(Object lock, MemoryWork work) {
        this.lock = lock;
        this.work = work;
    }

    void register(String sink) {
        synchronized (lock) {
            cursors.putIfAbsent(sink, 1L);
        }
    }

    List<Work> sinks() {
        return cursors.keySet().stream()
                .map(name -> new Work(Work.Kind.SINK, name))
                .toList();
    }

    void append(List<AuditEvent> more) {
        for (AuditEvent event : more) {
            long seq = events.size() + 1L;
            String body = AuditJson.write(seq, event);
            String previous = lastHash();
            events.add(new Stored(seq, hash(seq, previous, body), previous, body));
            numbered.add(new Numbered(seq, event));
        }
    }

    List<Numbered> after(RequestId request, long cursor) {
        return numbered.stream()
                .filter(one -> one.seq() > cursor && one.event().request().equals(Optional.of(request)))
                .toList();
    }

    private String lastHash() {
        return events.isEmpty()
                ? AuditChain.GENESIS
                : events.get(events.size() - 1).hash();
    }

    private static String hash(long seq, String previous, String body) {
        return AuditChain.hash(CHAIN, seq, previous, body.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public List<Stored> read(long fromSeq, int limit) {
        synchronized (lock) {
            return events.stream()
                    .filter(event -> event.seq() >= fromSeq)
                    .limit(limit)
                    .toList();
        }
    }

    @Override
    public Verdict verify() {
        synchronized (lock) {
            List<String> faults = new ArrayList<>();
            String previous = AuditChain.GENESIS;
            for (Stored event : events) {
                if (!event.previous().equals(previous)) {
                    faults.add("event " + event.seq() + " does not follow the event before it");
                }
                if (!hash(event.seq(), event.previous(), event.body()).equals(event.hash())) {
                    faults.add("event " + event.seq() + " was changed");
                }
                previous = event.hash();
            }
            return new Verdict(events.size(), previous, faults);
        }
    }

    @Override
    public long cursor(String sink) {
        synchronized (lock) {
            return Optional.ofNullable(cursors.get(sink)).orElseThrow();
        }
    }

    @Override
    public void moveCursor(Claim claim, long nextSeq) {
        synchronized (lock) {
            work.checkFence(claim);
            cursors.replace(claim.work().key(), nextSeq);
        }
    }
}
