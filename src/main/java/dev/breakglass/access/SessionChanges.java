package dev.breakglass.access;

import dev.breakglass.access.AuditEvent.Type;
import dev.breakglass.access.Holding.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is worth a line in the record between the sessions as they are stored and as they were seen now. */
record SessionChanges(AccessRequest request, Instant now) {
    Optional<Change> since(Handles.Sessions latest) {
        Optional<Holding> held =
                request.find(Kind.SESSIONS, AccessRequest.SESSIONS_NAME, 1).filter(holding -> !holding.gone());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        List<AuditEvent> events = events((Handles.Sessions) held.get().handles(), latest);
        if (events.isEmpty()) {
            return Optional.empty();
        }
        List<Holding> holdings =
                request.with(held.get(), held.get().with(latest)).holdings();
        return Optional.of(request.change(request.terms(), request.state(), holdings, events));
    }

    private List<AuditEvent> events(Handles.Sessions before, Handles.Sessions after) {
        List<AuditEvent> events = new ArrayList<>();
        for (Handles.Session session : after.known()) {
            Optional<Handles.Session> known = before.find(session.id());
            if (known.isEmpty()) {
                events.add(request.event(
                        Type.SESSION_OPENED, now, Actor.of(request.requester()), "session", session.id()));
            }
            if (session.over() && !known.map(Handles.Session::over).orElse(false)) {
                events.add(request.event(
                        Type.SESSION_CLOSED,
                        now,
                        Actor.BOT,
                        "session",
                        session.id(),
                        "bytes_up",
                        Long.toString(session.bytesUp()),
                        "bytes_down",
                        Long.toString(session.bytesDown()),
                        "ended_why",
                        session.endedWhy()));
            }
        }
        return events;
    }
}
