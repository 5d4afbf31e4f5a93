package dev.breakglass.access;

import java.util.List;

/** A write that the record tells of: at least one audit event, and perhaps a move to another state. */
public record Change(AccessRequest before, AccessRequest after, List<AuditEvent> events) implements Write {
    public Change {
        events = List.copyOf(events);
        if (events.isEmpty()) {
            throw new IllegalArgumentException("nothing changes without a record: " + after.id());
        }
        if (after.version() != before.version() + 1) {
            throw new IllegalArgumentException("a change raises the version by one: " + after.id());
        }
    }

    /** The change that brings a request into being. */
    static Change born(AccessRequest request, AuditEvent event) {
        return new Change(request.atVersion(request.version() - 1), request, List.of(event));
    }
}
