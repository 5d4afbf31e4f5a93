package dev.breakglass.flow;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Step 7: sends the record to one sink, in order and without gaps. */
public final class ShipAudit {
    private static final int BATCH = 500;

    private final AuditLog audit;
    private final Worklist worklist;
    private final Map<String, Sink> sinks;

    public ShipAudit(AuditLog audit, Worklist worklist, List<Sink> sinks) {
        this.audit = audit;
        this.worklist = worklist;
        this.sinks = sinks.stream().collect(Collectors.toMap(Sink::name, Function.identity()));
    }

    public void ship(Claim claim) {
        Sink sink = sinks.get(claim.work().key());
        if (sink == null) {
            // A sink that is no longer configured keeps its cursor, in case it comes back.
            worklist.finish(claim, Instant.MAX);
            return;
        }
        List<AuditLog.Stored> batch = audit.read(audit.cursor(sink.name()), BATCH);
        while (!batch.isEmpty()) {
            worklist.renew(claim);
            sink.take(batch);
            long next = batch.get(batch.size() - 1).seq() + 1;
            audit.moveCursor(claim, next);
            batch = audit.read(next, BATCH);
        }
        worklist.finish(claim, Instant.MAX);
    }
}
