package dev.breakglass.access;

import dev.breakglass.access.AuditEvent.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What the record says of the holdings of one request. */
final class HoldingEvents {
    private final AccessRequest request;
    private final Instant now;

    HoldingEvents(AccessRequest request, Instant now) {
        this.request = request;
        this.now = now;
    }

    AuditEvent made(Holding holding) {
        if (holding.handles() instanceof Handles.Slot slot) {
            return bot(Type.SLOT_FILLED, Map.of("role", String.valueOf(slot.role())));
        }
        if (holding.handles() instanceof Handles.Credential credential) {
            return bot(Type.CREDENTIAL_DELIVERED, facts(holding.name(), credential));
        }
        if (holding.handles() instanceof Handles.Account account) {
            return bot(Type.ACCOUNT_ENABLED, facts(account));
        }
        throw new IllegalStateException("sessions are not made: " + request.id());
    }

    /** A wrapping was seen spent, as the holding has it by now. */
    AuditEvent unwrapped(Holding holding) {
        Handles.Delivery delivery = ((Handles.Delivered) holding.handles()).delivery();
        Map<String, String> facts = new TreeMap<>(
                holding.handles() instanceof Handles.Account account
                        ? facts(account)
                        : facts(holding.name(), (Handles.Credential) holding.handles()));
        facts.put("how", delivery != null && delivery.wasOpened() ? "opened" : "opened or expired");
        return bot(Type.WRAPPING_SPENT, facts);
    }

    AuditEvent refused(Holding holding, Seen.Refused refused) {
        return bot(
                Type.REFUSED_OUTSIDE,
                Map.of(
                        "holding", AccessRequest.label(holding),
                        "refusal", refused.why().name(),
                        "says", refused.says()));
    }

    AuditEvent ended(Holding holding, Proof proof) {
        Type type = switch (holding.kind()) {
            case SLOT -> Type.SLOT_EMPTIED;
            case SESSIONS -> Type.SESSIONS_ENDED;
            case CREDENTIAL -> Type.CREDENTIAL_REVOKED;
            case ACCOUNT -> Type.ACCOUNT_DISABLED;
        };
        return bot(
                type,
                Map.of(
                        "holding", AccessRequest.label(holding),
                        "proof", proof.kind().name(),
                        "proved_at", proof.at().toString(),
                        "says", proof.says()));
    }

    AuditEvent trouble(Act act, Holding holding, String why) {
        return bot(
                Type.TROUBLE,
                Map.of(
                        "holding", AccessRequest.label(holding),
                        "verb", act.verb().name(),
                        "why", why));
    }

    /** What is new since then. */
    List<AuditEvent> sessions(Handles.Sessions before, Handles.Sessions after) {
        List<AuditEvent> events = new ArrayList<>();
        for (Handles.Session session : after.known()) {
            boolean known = before.find(session.id()).isPresent();
            if (!known) {
                Actor requester = Actor.of(request.requester());
                events.add(request.event(Type.SESSION_OPENED, now, requester, "session", session.id()));
            }
            boolean overBefore =
                    before.find(session.id()).map(Handles.Session::over).orElse(false);
            if (session.over() && !overBefore) {
                events.add(closed(session));
            }
        }
        return events;
    }

    private AuditEvent closed(Handles.Session session) {
        return bot(
                Type.SESSION_CLOSED,
                Map.of(
                        "session", session.id(),
                        "bytes_up", Long.toString(session.bytesUp()),
                        "bytes_down", Long.toString(session.bytesDown()),
                        "ended_why", session.endedWhy()));
    }

    private static Map<String, String> facts(String name, Handles.Credential credential) {
        Map<String, String> facts = new TreeMap<>(Map.of("credential", name));
        putIfKnown(facts, "lease", credential.lease());
        putIfKnown(facts, "accessor", credential.accessor());
        putIfKnown(facts, "end", credential.end());
        return facts;
    }

    private Map<String, String> facts(Handles.Account account) {
        return Optional.ofNullable(account.id())
                .map(request.terms()::account)
                .map(terms -> Map.of("account", terms.id().value(), "user", terms.user(), "login_name", terms.shown()))
                .orElse(Map.of());
    }

    private static void putIfKnown(Map<String, String> facts, String name, @Nullable Object value) {
        if (value != null) {
            facts.put(name, value.toString());
        }
    }

    private AuditEvent bot(Type type, Map<String, String> facts) {
        return request.event(type, now, Actor.BOT, facts);
    }
}
