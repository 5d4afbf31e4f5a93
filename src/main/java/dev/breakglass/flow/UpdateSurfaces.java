package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Messenger.Undelivered;
import dev.breakglass.flow.Surfaces.Numbered;
import dev.breakglass.flow.Surfaces.Stale;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Steps 2, 5 and 6: brings one Slack channel up to date with the requests that it shows, one message at a time. */
public final class UpdateSurfaces {
    private static final Logger log = LoggerFactory.getLogger(UpdateSurfaces.class);

    private final Surfaces surfaces;
    private final Requests requests;
    private final Worklist worklist;
    private final Messenger messenger;
    private final Clock clock;

    public UpdateSurfaces(Surfaces surfaces, Requests requests, Worklist worklist, Messenger messenger, Clock clock) {
        this.surfaces = surfaces;
        this.requests = requests;
        this.worklist = worklist;
        this.messenger = messenger;
        this.clock = clock;
    }

    /** Works until the channel is up to date or has to wait, and gives the claim back with the time to go on. */
    public void update(Claim claim) {
        String channel = claim.work().key();
        Instant again = Instant.MAX;
        Optional<Stale> stale = surfaces.firstStale(channel);
        while (stale.isPresent() && again.equals(Instant.MAX)) {
            again = show(claim, stale.get());
            stale = surfaces.firstStale(channel);
        }
        worklist.finish(claim, again);
    }

    /** Brings one surface up to date; answers when to go on if the channel must rest, else {@link Instant#MAX}. */
    private Instant show(Claim claim, Stale stale) {
        AccessRequest request = requests.load(stale.request());
        MDC.put("request", stale.request().toString());
        try {
            return stale.surface().kind() == Surface.Kind.THREAD
                    ? continueThread(claim, stale, request)
                    : showMessage(claim, stale, request);
        } catch (Undelivered e) {
            return undelivered(claim, stale, request, e);
        } finally {
            MDC.remove("request");
        }
    }

    private Instant showMessage(Claim claim, Stale stale, AccessRequest request) {
        Optional<Message> message = messenger.render(stale.surface().kind(), request, stale.fallenBack());
        if (message.isEmpty() || message.get().digest().equals(stale.digest())) {
            surfaces.shown(claim, stale, stale.posted(), stale.digest(), stale.cursor());
            return Instant.MAX;
        }
        Instant turn = surfaces.takeTurn(stale.surface().channel(), clock.instant());
        if (turn.isAfter(clock.instant())) {
            return turn;
        }
        worklist.renew(claim);
        Posted posted = send(stale, message.get());
        surfaces.shown(claim, stale, Optional.of(posted), message.get().digest(), stale.cursor());
        return Instant.MAX;
    }

    private Posted send(Stale stale, Message message) {
        if (stale.posted().isEmpty()) {
            return messenger.post(stale.surface().channel(), stale.surface().thread(), message);
        }
        try {
            messenger.update(stale.posted().get(), message);
            return stale.posted().get();
        } catch (Undelivered e) {
            if (e.kind() != Undelivered.Kind.MESSAGE_GONE) {
                throw e;
            }
            return messenger.post(stale.surface().channel(), stale.surface().thread(), message);
        }
    }

    /** Sends every line that the thread does not have yet as one message, so that an outage is not followed by a flood. */
    private Instant continueThread(Claim claim, Stale stale, AccessRequest request) {
        List<Numbered> news = surfaces.eventsAfter(stale.request(), stale.cursor());
        long cursor =
                news.isEmpty() ? stale.cursor() : news.get(news.size() - 1).seq();
        List<String> lines = news.stream()
                .flatMap(numbered -> messenger.line(numbered.event(), request).stream())
                .toList();
        if (lines.isEmpty()) {
            surfaces.shown(claim, stale, stale.posted(), stale.digest(), cursor);
            return Instant.MAX;
        }
        Instant turn = surfaces.takeTurn(stale.surface().channel(), clock.instant());
        if (turn.isAfter(clock.instant())) {
            return turn;
        }
        worklist.renew(claim);
        Optional<String> root = root(stale);
        Posted posted = messenger.post(stale.surface().channel(), root, messenger.lines(lines));
        Posted first = root.map(ts -> new Posted(posted.channel(), ts)).orElse(posted);
        surfaces.shown(claim, stale, Optional.of(first), stale.digest(), cursor);
        return Instant.MAX;
    }

    /** Where the thread hangs: where the requester said, under its own first message, or under the card. */
    private Optional<String> root(Stale stale) {
        if (stale.surface().thread().isPresent()) {
            return stale.surface().thread();
        }
        if (stale.posted().isPresent()) {
            return stale.posted().map(Posted::ts);
        }
        return surfaces.posted(stale.request(), Surface.Kind.CARD)
                .filter(card -> card.channel().equals(stale.surface().channel()))
                .map(Posted::ts);
    }

    private Instant undelivered(Claim claim, Stale stale, AccessRequest request, Undelivered why) {
        if (why.kind() == Undelivered.Kind.LATER || why.kind() == Undelivered.Kind.RESTING) {
            return clock.instant().plus(why.retryAfter());
        }
        log.warn(
                "{} of {} cannot be shown in {}: {}",
                stale.surface().kind(),
                request.id(),
                stale.surface().channel(),
                why.getMessage());
        boolean canFallBack = stale.surface().kind() == Surface.Kind.THREAD
                && !stale.surface().channel().equals(request.terms().channel());
        if (canFallBack) {
            surfaces.fallBack(
                    claim, stale, Surface.threadUnderCard(request.terms().channel()));
            return Instant.MAX;
        }
        // Nothing can be shown there now; the next change of the request tries again, and the record says so.
        requests.record(AuditEvent.of(
                AuditEvent.Type.TROUBLE,
                clock.instant(),
                request.id(),
                Actor.BOT,
                Map.of(
                        "surface", stale.surface().kind().name(),
                        "channel", stale.surface().channel(),
                        "why", "Slack refuses it: " + why.kind())));
        surfaces.shown(claim, stale, stale.posted(), stale.digest(), stale.cursor());
        return Instant.MAX;
    }
}
