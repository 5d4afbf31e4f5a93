package dev.breakglass.access;

import dev.breakglass.access.AuditEvent.Type;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is known of static secrets that were handed over: whether they wait to be changed, and who says that they were. */
record Rotation(AccessRequest request) {
    boolean isAwaitedBy(Holding holding) {
        return holding.phase() == Holding.Phase.ENDING
                && holding.handles() instanceof Handles.Credential credential
                && credential.mayHaveBeenSeen()
                && credential.rotatedBy() == null
                && request.credentialTerms(holding.name()).kind() instanceof CredentialKind.StaticSecret;
    }

    /** While access is open the secret may still be needed, so it is confirmed only once the end has begun. */
    Optional<Change> confirmed(Person by, Instant now) {
        if (request.state().name() != State.Name.CLOSING
                || request.holdings().stream().noneMatch(this::isAwaitedBy)) {
            return Optional.empty();
        }
        List<Holding> confirmed = request.holdings().stream()
                .map(holding -> isAwaitedBy(holding) ? holding.rotated(by.name(), now) : holding)
                .toList();
        AuditEvent event = request.event(Type.ROTATION_CONFIRMED, now, Actor.of(by));
        return Optional.of(request.change(request.terms(), request.state(), confirmed, List.of(event)));
    }
}
