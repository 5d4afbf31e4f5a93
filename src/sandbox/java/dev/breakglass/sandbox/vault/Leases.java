package dev.breakglass.sandbox.vault;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every lease that is not gone, with the server's own tries to end those that are over. */
final class Leases {
    /** How long a lease was seen to outlive the call that queued its end. */
    private static final Duration QUEUE = Duration.ofMillis(100);

    /** A real server waits 10 to 30 s after the first failure, then twice as long each time. */
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(20);

    private static final int MOST_TRIES = 6;

    private final Map<String, Lease> byId = new LinkedHashMap<>();

    Lease register(Lease.Terms terms, Lease.Thing thing, Instant now) {
        Lease lease = new Lease(terms, thing, now);
        byId.put(lease.id, lease);
        return lease;
    }

    Optional<Lease> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    List<Lease> all() {
        return List.copyOf(byId.values());
    }

    /** Takes the leased thing away now; a failure leaves the lease as it was. */
    void revoke(Lease lease) {
        try {
            lease.thing.revoke();
        } catch (Lease.Failed e) {
            throw Refusal.of(400, failure("revoke", e));
        }
        byId.remove(lease.id);
    }

    /** Ends the lease and leaves it to the server to take the leased thing away a moment later. */
    void queue(Lease lease, Instant at) {
        lease.endAt(at, at.plus(QUEUE));
    }

    void tokenEnded(Token owner, Instant at) {
        for (Lease lease : byId.values()) {
            if (lease.terms.owner() == owner) {
                queue(lease, at);
            }
        }
    }

    static String failure(String what, Lease.Failed e) {
        return "failed to " + what + " entry: resp: (*logical.Response)(nil) err: " + e.getMessage();
    }

    Optional<Lifetimes.Due> nextTry() {
        return byId.values().stream()
                .filter(lease -> lease.nextTry() != null)
                .min(Comparator.comparing(Leases::tryOf))
                .map(lease -> new Lifetimes.Due(tryOf(lease), at -> attempt(lease, at)));
    }

    private void attempt(Lease lease, Instant at) {
        try {
            lease.thing.revoke();
            byId.remove(lease.id);
        } catch (Lease.Failed e) {
            lease.failed(failure("revoke", e), at, FIRST_PAUSE, MOST_TRIES);
        }
    }

    private static Instant tryOf(Lease lease) {
        Instant next = lease.nextTry();
        return next == null ? Instant.MAX : next;
    }
}
