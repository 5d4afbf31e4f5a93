package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Holding;
import dev.breakglass.access.State;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Step 6, when it takes too long: wakes people until the end is proved, and calls them off then. */
public final class PageLateEnding {
    /** An alarm that somebody closed by hand comes back, for as long as access may be open. */
    private static final Duration AGAIN = Duration.ofMinutes(15);

    private static final Duration RETRY = Duration.ofSeconds(20);

    private static final Logger log = LoggerFactory.getLogger(PageLateEnding.class);

    private final Requests requests;
    private final Worklist worklist;
    private final List<Pager> pagers;
    private final Clock clock;

    public PageLateEnding(Requests requests, Worklist worklist, List<Pager> pagers, Clock clock) {
        this.requests = requests;
        this.worklist = worklist;
        this.pagers = List.copyOf(pagers);
        this.clock = clock;
    }

    public void page(Claim claim) {
        AccessRequest request = requests.load(claim.request());
        if (request.state() instanceof State.Closing closing) {
            worklist.finish(claim, whileLate(claim, request, closing));
        } else if (request.state() instanceof State.Closed closed
                && !closed.at().isBefore(closed.ending().pagedAt())) {
            boolean all = tellAll(claim, pager -> pager.resolve(request.id().toString()));
            worklist.finish(claim, all ? Instant.MAX : clock.instant().plus(RETRY));
        } else {
            worklist.finish(claim, Instant.MAX);
        }
    }

    private Instant whileLate(Claim claim, AccessRequest request, State.Closing closing) {
        Instant now = clock.instant();
        if (now.isBefore(closing.pagedAt())) {
            return closing.pagedAt();
        }
        Pager.Alarm alarm = alarm(request, closing);
        boolean all = tellAll(claim, pager -> raise(pager, alarm, request));
        return now.plus(all ? AGAIN : RETRY);
    }

    private void raise(Pager pager, Pager.Alarm alarm, AccessRequest request) {
        pager.raise(alarm);
        requests.record(AuditEvent.of(
                AuditEvent.Type.PAGED, clock.instant(), request.id(), Actor.BOT, Map.of("pager", pager.name())));
    }

    private interface Deed {
        void with(Pager pager);
    }

    /** One that is not to be reached must not keep the others from being told. */
    private boolean tellAll(Claim claim, Deed deed) {
        boolean all = true;
        for (Pager pager : pagers) {
            worklist.renew(claim);
            try {
                deed.with(pager);
            } catch (Pager.Unreachable e) {
                log.warn(
                        "{} was not told about {}: {}",
                        pager.name(),
                        claim.work().key(),
                        e.getMessage());
                all = false;
            }
        }
        return all;
    }

    private static Pager.Alarm alarm(AccessRequest request, State.Closing closing) {
        String target = request.terms().target().value();
        Map<String, String> details = new TreeMap<>(Map.of(
                "request", request.id().toString(),
                "target", target,
                "person", request.requester().id().value(),
                "should have ended", closing.wanted().toString(),
                "what to do",
                        "the channel " + request.terms().channel()
                                + " has the commands that end it by hand; the command 'requests' shows what is left"));
        String left = request.holdings().stream()
                .filter(holding -> !holding.gone())
                .map(Holding::name)
                .collect(Collectors.joining(", "));
        details.put("not proved gone", left);
        return new Pager.Alarm(
                request.id().toString(),
                "Emergency access to " + target + " could not be ended ("
                        + request.id().spoken() + ")",
                details,
                closing.wanted());
    }
}
