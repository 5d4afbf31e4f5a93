package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A live service token: what it was created with, and what has changed since. */
final class Token {
    /**
     * What a token is created with.
     *
     * @param uses calls it is good for; 0 is no limit
     * @param role the token role behind it, or an empty text
     * @param longest what bounds a renewal, counted from the creation; asked at each renewal, because roles change
     */
    record Terms(
            String displayName,
            String path,
            List<String> policies,
            Map<String, String> meta,
            boolean orphan,
            String entity,
            Duration ttl,
            Duration explicitMaxTtl,
            boolean renewable,
            int uses,
            String role,
            Supplier<Duration> longest) {}

    final String id;
    final String accessor;
    final String namespace;
    final Terms terms;
    final @Nullable Token parent;
    final Instant issued;
    private Instant end;
    private @Nullable Instant renewed;
    private int usesLeft;

    Token(String id, String accessor, String namespace, Terms terms, @Nullable Token parent, Instant issued) {
        this.id = id;
        this.accessor = accessor;
        this.namespace = namespace;
        this.terms = terms;
        this.parent = parent;
        this.issued = issued;
        this.end = terms.ttl().isZero() ? Instant.MAX : issued.plus(terms.ttl());
        this.usesLeft = terms.uses();
    }

    Instant end() {
        return end;
    }

    boolean isRoot() {
        return terms.policies().contains("root");
    }

    boolean isChildOf(Token other) {
        return parent == other && !terms.orphan();
    }

    /** Counts a call; true if it was the last one. */
    boolean usedUp() {
        return terms.uses() > 0 && --usesLeft == 0;
    }

    void renewUntil(Instant newEnd, Instant now) {
        end = newEnd;
        renewed = now;
    }

    /** As a login or a creation shows it. */
    ObjectNode auth(Duration ttl) {
        ObjectNode auth = Fields.object();
        auth.put("client_token", id);
        auth.put("accessor", accessor);
        auth.set("policies", Fields.array(terms.policies()));
        auth.set("token_policies", Fields.array(terms.policies()));
        auth.set("metadata", meta());
        auth.put("lease_duration", ttl.toSeconds());
        auth.put("renewable", terms.renewable());
        auth.put("entity_id", terms.entity());
        auth.put("token_type", "service");
        auth.put("orphan", terms.orphan());
        auth.putNull("mfa_requirement");
        auth.put("num_uses", terms.uses());
        return auth;
    }

    /** As a lookup shows it; by accessor the token itself is left out. */
    ObjectNode shown(Instant now, boolean withId) {
        ObjectNode data = Fields.object();
        data.put("accessor", accessor);
        data.put("creation_time", issued.getEpochSecond());
        data.put("creation_ttl", terms.ttl().toSeconds());
        data.put("display_name", terms.displayName());
        data.put("entity_id", terms.entity());
        data.put("expire_time", end.equals(Instant.MAX) ? null : end.toString());
        data.put("explicit_max_ttl", terms.explicitMaxTtl().toSeconds());
        data.put("id", withId ? id : "");
        data.set("meta", meta());
        if (!namespace.isEmpty()) {
            data.put("namespace_path", namespace);
        }
        data.put("num_uses", usesLeft);
        data.put("orphan", terms.orphan());
        data.put("path", terms.path());
        data.set("policies", Fields.array(terms.policies()));
        data.put("ttl", ttlLeft(now));
        data.put("type", "service");
        if (!end.equals(Instant.MAX)) {
            data.put("issue_time", issued.toString());
            data.put("renewable", terms.renewable());
        }
        if (!terms.role().isEmpty()) {
            data.put("role", terms.role());
        }
        if (renewed != null) {
            data.put("last_renewal", renewed.toString());
            data.put("last_renewal_time", renewed.getEpochSecond());
        }
        return data;
    }

    // Vault rounds the present and cuts the rest, so a fresh token may show a second less than it has.
    private long ttlLeft(Instant now) {
        if (end.equals(Instant.MAX)) {
            return 0;
        }
        Instant rounded = now.plusMillis(500).truncatedTo(ChronoUnit.SECONDS);
        return Duration.between(rounded, end).toMillis() / 1000;
    }

    private @Nullable ObjectNode meta() {
        if (terms.meta().isEmpty()) {
            return null;
        }
        ObjectNode meta = Fields.object();
        terms.meta().forEach(meta::put);
        return meta;
    }
}
