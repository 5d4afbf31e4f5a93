package dev.breakglass.boundary;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Complete lists of sessions that may serve as proof, one for all endings of a project that wait at the same time. */
final class SessionLists {
    private static final Duration FRESH = Duration.ofSeconds(1);

    private final Clock clock;
    private final Map<String, Listing> latest = new ConcurrentHashMap<>();

    /** All sessions of a project that had not terminated when the list began. */
    record Listing(Instant begun, Collection<Session> sessions) {}

    SessionLists(Clock clock) {
        this.clock = clock;
    }

    /** A list begun at or after that instant, and not older than a second. */
    Listing begunSince(Instant needed, String project, BoundaryClient boundary) {
        Listing known = latest.get(project);
        Instant now = clock.instant();
        if (known != null
                && !known.begun().isBefore(needed)
                && known.begun().plus(FRESH).isAfter(now)) {
            return known;
        }
        Listing listing = proven(project, boundary);
        latest.put(project, listing);
        return listing;
    }

    /** A list counts only if the token was still good after it: with a spent one, the caller was nobody. */
    private Listing proven(String project, BoundaryClient boundary) {
        String token = boundary.tokenId();
        Listing listing = list(project, boundary);
        if (boundary.isGood(token)) {
            return listing;
        }
        String renewed = boundary.renewedTokenId(token);
        Listing again = list(project, boundary);
        if (!boundary.isGood(renewed)) {
            throw BoundaryException.answered("read its own token", 403, "", null);
        }
        return again;
    }

    private Listing list(String project, BoundaryClient boundary) {
        Instant begun = clock.instant();
        return new Listing(begun, boundary.listSessions(project).sessions().values());
    }
}
