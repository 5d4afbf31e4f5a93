package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A lease: something that ends at an instant unless it is renewed, and that may refuse to be taken away. */
final class Lease {
    /** What a lease holds, in the system where it was made. */
    interface Thing {
        void prolong(Instant until);

        void revoke();
    }

    /** The outside system would not do what the end or renewal of a lease needs. */
    static final class Failed extends RuntimeException {
        Failed(String text) {
            super(text);
        }
    }

    /**
     * What a lease is registered with.
     *
     * @param ttl also what a renewal gives that asks for nothing
     * @param maxTtl counted from the issue
     */
    record Terms(String path, String mount, Token owner, Duration ttl, Duration maxTtl, boolean renewable) {}

    final String id;
    final Terms terms;
    final Thing thing;
    final Instant issued;
    private Instant end;
    private @Nullable Instant nextTry;
    private @Nullable Instant renewed;
    private int failures;
    private @Nullable String givenUp;

    Lease(Terms terms, Thing thing, Instant issued) {
        this.id = terms.path() + "/" + Ids.random(24);
        this.terms = terms;
        this.thing = thing;
        this.issued = issued;
        this.end = issued.plus(terms.ttl());
        this.nextTry = end;
    }

    Instant end() {
        return end;
    }

    @Nullable
    Instant nextTry() {
        return nextTry;
    }

    /** Why the server stopped trying to revoke it, if it did. */
    @Nullable
    String givenUp() {
        return givenUp;
    }

    boolean renewable(Instant now) {
        return terms.renewable() && end.isAfter(now);
    }

    void renewUntil(Instant newEnd, Instant now) {
        end = newEnd;
        nextTry = newEnd;
        renewed = now;
    }

    void endAt(Instant at, Instant firstTry) {
        end = end.isBefore(at) ? end : at;
        if (givenUp == null) {
            nextTry = firstTry;
        }
    }

    /** Counts a failed revocation and waits longer after each, until the server gives up. */
    void failed(String error, Instant at, Duration firstPause, int mostTries) {
        failures++;
        if (failures >= mostTries) {
            givenUp = "out of retries: " + error;
            nextTry = null;
        } else {
            nextTry = at.plus(firstPause.multipliedBy(1L << (failures - 1)));
        }
    }

    ObjectNode shown(Instant now) {
        ObjectNode data = Fields.object();
        data.put("expire_time", end.toString());
        data.put("id", id);
        data.put("issue_time", issued.toString());
        data.put("last_renewal", renewed == null ? null : renewed.toString());
        data.put("renewable", renewable(now));
        data.put("ttl", Ttl.rounded(Duration.between(now, end)));
        return data;
    }
}
