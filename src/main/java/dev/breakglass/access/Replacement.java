package dev.breakglass.access;

import dev.breakglass.access.AuditEvent.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The decision what a wish for new credentials means: the old ones go first, and an opening by a stranger is an alarm. */
final class Replacement {
    private final AccessRequest request;
    private final State.Active active;
    private final Person by;
    private final Instant now;
    private final List<AuditEvent> events = new ArrayList<>();

    Replacement(AccessRequest request, State.Active active, Person by, Instant now) {
        this.request = request;
        this.active = active;
        this.by = by;
        this.now = now;
    }

    Optional<Change> of(boolean opened, Set<String> unopened) {
        AccessRequest after = request;
        for (Terms.CredentialTerms credential : request.terms().credentials()) {
            Optional<Holding> latest = request.latestAttempt(credential.name()).filter(Replacement::isReplaceable);
            if (latest.isPresent()) {
                Holding judged = judged(latest.get(), opened, unopened.contains(credential.name()));
                after = after.with(latest.get(), judged.withoutRefusal().ending(now));
            }
        }
        if (events.isEmpty()) {
            return Optional.empty();
        }
        boolean alarm = events.stream().anyMatch(event -> event.type() == Type.INTERCEPTION_SUSPECTED);
        if (!alarm || !request.terms().measures().endIfIntercepted()) {
            return Optional.of(request.change(request.terms(), active, after.holdings(), events));
        }
        State.Closing closing = active.closing(now, EndReason.INTERCEPTED, Actor.BOT);
        List<Holding> ending =
                after.holdings().stream().map(holding -> holding.ending(now)).toList();
        events.add(request.event(
                Type.CLOSING, now, Actor.BOT, Map.of("why", closing.why().name())));
        return Optional.of(request.change(request.terms(), closing, ending, events));
    }

    /** One that is being made or taken away is on its way already. */
    private static boolean isReplaceable(Holding latest) {
        return latest.phase() == Holding.Phase.HELD || latest.refusal() != null;
    }

    private Holding judged(Holding latest, boolean opened, boolean unopened) {
        String name = latest.name();
        events.add(request.event(
                Type.CREDENTIAL_REPLACED,
                now,
                Actor.of(by),
                "credential",
                name,
                "requester_opened_it",
                Boolean.toString(opened)));
        if (!(latest.handles() instanceof Handles.Credential credential) || credential.delivery() == null) {
            return latest;
        }
        Handles.Delivery delivery = credential.delivery();
        // The watch, which also takes the token out of its message, may be seconds behind what Vault says now.
        Handles.Delivery asOfNow = unopened ? delivery : delivery.spent(now);
        if (opened || !asOfNow.wasOpened()) {
            return latest;
        }
        events.add(request.event(
                Type.INTERCEPTION_SUSPECTED,
                now,
                Actor.of(by),
                "credential",
                name,
                "seen_opened_at",
                String.valueOf(asOfNow.spentAt())));
        return latest.with(credential.delivered(delivery.byStranger()));
    }
}
