package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Refusal;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Puts every refusal on the record before it is answered. */
final class Refusals {
    private final Requests requests;
    private final Clock clock;

    Refusals(Requests requests, Clock clock) {
        this.requests = requests;
        this.clock = clock;
    }

    /**
     * Records a refusal and answers it.
     *
     * @param verb what was wanted, such as {@code approve}
     */
    Outcome refuse(String verb, Actor actor, Refusal why, Optional<AccessRequest> request, Map<String, String> more) {
        Map<String, String> facts = new TreeMap<>(more);
        facts.put("verb", verb);
        facts.put("refusal", why.name());
        requests.record(new AuditEvent(
                AuditEvent.Type.REFUSED, clock.instant(), request.map(AccessRequest::id), actor, new TreeMap<>(facts)));
        return new Outcome.Refused(why, request);
    }
}
