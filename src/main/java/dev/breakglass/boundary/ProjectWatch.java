package dev.breakglass.boundary;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Handles;
import dev.breakglass.flow.SessionWatch;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the sessions of projects: one list a look, which after the first only brings what changed. A session that
 * terminates between two looks vanishes without notice, so the open ones of our grants are read singly when a look does
 * not show them.
 */
public final class ProjectWatch implements SessionWatch {
    private static final Logger log = LoggerFactory.getLogger(ProjectWatch.class);

    /** What vanished is only forgotten by a whole list. */
    private static final Duration WHOLE_LIST_EVERY = Duration.ofMinutes(5);

    private final BoundaryClient client;
    private final Clock clock;
    private final Map<String, Known> projects = new ConcurrentHashMap<>();

    /** What is known of a project after a look. */
    private record Known(
            Map<String, Session> sessions, Set<String> shown, Optional<String> token, Instant wholeListAt) {}

    public ProjectWatch(BoundaryClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Look look(String project) {
        Known before = projects.get(project);
        try {
            Known now = before == null ? wholeList(project) : next(project, before);
            projects.put(project, now);
            return request -> sessionsOf(request, now);
        } catch (BoundaryException e) {
            throw new Unavailable(e.says(), e.retryAfter());
        }
    }

    private Known next(String project, Known before) {
        boolean old = !clock.instant().isBefore(before.wholeListAt().plus(WHOLE_LIST_EVERY));
        if (old || before.token().isEmpty()) {
            return wholeList(project);
        }
        try {
            return refreshed(
                    before, client.refreshSessions(project, before.token().get()));
        } catch (BoundaryException e) {
            // A change of the bot's own grants, or Boundary's age limit, makes a list token worthless.
            if (e.status() == 400 || e.status() == 500) {
                return wholeList(project);
            }
            throw e;
        }
    }

    private Known wholeList(String project) {
        SessionList list = client.listSessions(project);
        return new Known(list.sessions(), list.sessions().keySet(), list.token(), clock.instant());
    }

    /** A refresh looks back a little, so items repeat. */
    private static Known refreshed(Known before, SessionList changes) {
        Map<String, Session> sessions = new HashMap<>(before.sessions());
        sessions.putAll(changes.sessions());
        sessions.keySet().removeAll(changes.removed());
        return new Known(Map.copyOf(sessions), changes.sessions().keySet(), changes.token(), before.wholeListAt());
    }

    private Handles.Sessions sessionsOf(AccessRequest request, Known now) {
        Handles.Sessions known = request.sessions();
        Optional<GrantSessions> grant = GrantSessions.of(request);
        if (grant.isEmpty()) {
            return known;
        }
        Handles.Sessions latest = known;
        for (Session session : now.sessions().values()) {
            if (grant.get().has(session) && known.find(session.id()).isEmpty()) {
                latest = latest.with(session.kept(Optional.empty(), false));
            }
        }
        BoundaryClient boundary = client.about(request);
        for (Handles.Session session : latest.known()) {
            if (!session.over() && !isShownOpen(session.id(), now)) {
                latest = latest.with(read(session, boundary));
            }
        }
        return latest;
    }

    private static boolean isShownOpen(String id, Known now) {
        Session session = now.sessions().get(id);
        return session != null && now.shown().contains(id) && session.takesConnections();
    }

    private static Handles.Session read(Handles.Session known, BoundaryClient boundary) {
        try {
            return boundary.findSession(known.id())
                    .map(session -> session.kept(Optional.of(known), session.isOver()))
                    .orElseGet(() -> Session.vanished(known));
        } catch (BoundaryException e) {
            // It proves nothing, so the session stays as it was known; the next look reads it again.
            log.info("session {} could not be read: {}", known.id(), e.says());
            return known;
        }
    }
}
