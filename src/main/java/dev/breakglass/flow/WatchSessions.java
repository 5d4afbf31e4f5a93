package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Change;
import dev.breakglass.access.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Step 5: tells the sessions that are opened and closed under the active grants of one Boundary project. */
public final class WatchSessions {
    /** Boundary allows 150 lists in 30 s and token; several projects share one token. */
    private static final Duration EVERY = Duration.ofSeconds(4);

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
        List<AccessRequest> active = requests.open().stream()
                .filter(request -> request.terms().project().equals(project))
                .filter(request -> request.state().name() == State.Name.ACTIVE)
                .toList();
        if (active.isEmpty()) {
            worklist.finish(claim, Instant.MAX);
            return;
        }
        worklist.renew(claim);
        SessionWatch.Look look = watch.look(project);
        for (AccessRequest request : active) {
            worklist.renew(claim);
            Optional<Change> change = request.watched(look.of(request), clock.instant());
            // Stale means that the request moved on; the next look tells what is left to tell.
            change.ifPresent(requests::commit);
        }
        worklist.finish(claim, clock.instant().plus(EVERY));
    }
}
