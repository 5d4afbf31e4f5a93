package dev.breakglass.flow;

import java.util.List;

/** A place outside that keeps a copy of the record. It may be given an event twice; the hash tells. */
public interface Sink {
    String name();

    /** Takes the events for good, or throws. */
    void take(List<AuditLog.Stored> events);
}
