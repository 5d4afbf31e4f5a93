package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Change;
import dev.breakglass.access.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Step 5: tells the sessions that are opened and closed under the active grants of one Boundary project. */
public final class WatchSessions {
    private static final Logger log = LoggerFactory.getLogger(WatchSessions.class);
    private static final Duration EVERY = Duration.ofSeconds(4);

    /** Boundary allows 150 lists in 30 s and token. All projects share one token, and endings need lists more urgently. */
    private static final Duration PER_PROJECT = Duration.ofMillis(400);

    /** After a look that failed, so that a server in trouble is not asked more often than one that is well. */
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(10);

    private final Requests requests;
    private final Worklist worklist;
    private final SessionWatch watch;
    private final Clock clock;

    public WatchSessions(Requests requests, Worklist worklist, SessionWatch watch, Clock clock) {
        this.requests = requests;
        this.worklist = worklist;
        this.watch = watch;
        this.clock = clock;
    }

    public void watch(Claim claim) {
        String project = claim.work().key();
        List<AccessRequest> everywhere = requests.open().stream()
                .filter(request -> request.state().name() == State.Name.ACTIVE)
                .toList();
        List<AccessRequest> active = everywhere.stream()
                .filter(request -> request.terms().project().equals(project))
                .toList();
        if (active.isEmpty()) {
            worklist.finish(claim, Instant.MAX);
            return;
        }
        try {
            look(claim, project, active);
            worklist.finish(claim, clock.instant().plus(pace(everywhere)));
        } catch (SessionWatch.Unavailable e) {
            log.info("the sessions of {} cannot be watched: {}", project, e.getMessage());
            worklist.finish(claim, clock.instant().plus(e.retryAfter().orElse(AFTER_TROUBLE)));
        }
    }

    private void look(Claim claim, String project, List<AccessRequest> active) {
        worklist.renew(claim);
        SessionWatch.Look look = watch.look(project);
        for (AccessRequest request : active) {
            worklist.renew(claim);
            Optional<Change> change = request.watched(look.of(request), clock.instant());
            // Stale means that the request moved on; the next look tells what is left to tell.
            change.ifPresent(requests::commit);
        }
    }

    private static Duration pace(List<AccessRequest> active) {
        long projects = active.stream()
                .map(request -> request.terms().project())
                .distinct()
                .count();
        Duration shared = PER_PROJECT.multipliedBy(projects);
        return shared.compareTo(EVERY) > 0 ? shared : EVERY;
    }
}
