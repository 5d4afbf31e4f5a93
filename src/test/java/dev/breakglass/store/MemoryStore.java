package dev.breakglass.store;

import dev.breakglass.flow.AuditLog;
import dev.breakglass.flow.Observation;
import dev.breakglass.flow.Replays;
import dev.breakglass.flow.Requests;
import dev.breakglass.flow.Surfaces;
import dev.breakglass.flow.Work;
import dev.breakglass.flow.Worklist;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;

/** A store in memory that keeps the contract of the stored one: for tests that make many histories, and no disk. */
public final class MemoryStore {
    private final Set<String> signatures = new HashSet<>();
    private final MemoryWork work;
    private final MemoryAudit audit;
    private final MemorySurfaces surfaces;
    private final MemoryRequests requests;

    /**
     * An empty one.
     *
     * @param committed called after every commit, to wake whoever waits for work
     */
    public MemoryStore(Clock clock, Runnable committed) {
        Object lock = new Object();
        work = new MemoryWork(lock, clock, committed);
        audit = new MemoryAudit(lock, work);
        surfaces = new MemorySurfaces(lock, work, audit);
        requests = new MemoryRequests(lock, work, surfaces, audit, clock, committed);
    }

    /** Makes a sink known, so that each new event makes it due. */
    public void register(String sink) {
        audit.register(sink);
    }

    public Requests requests() {
        return requests;
    }

    public Worklist work() {
        return work;
    }

    public Surfaces surfaces() {
        return surfaces;
    }

    public AuditLog audit() {
        return audit;
    }

    public Observation observation() {
        return requests.new Observing();
    }

    public Replays replays() {
        return this::firstTime;
    }

    private synchronized boolean firstTime(String digest, Instant at) {
        return signatures.add(digest);
    }

    /** When an item is due by what was committed last, whoever has claimed it. */
    public Instant dueAt(Work item) {
        return work.dueAt(item);
    }
}
