package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** A login's token: ends after seven days, or after one day without use. */
final class AuthToken extends Resource {
    private static final Duration TIME_TO_LIVE = Duration.ofDays(7);
    private static final Duration TIME_TO_STALE = Duration.ofHours(24);
    private static final Duration LAST_USE_PRECISION = Duration.ofMinutes(10);

    final String userId;
    final String accountId;
    final Instant expiration;
    private final String secret;
    private Instant lastUsed;

    AuthToken(String id, String secret, User user, Account account, Instant created) {
        super(Kind.AUTH_TOKEN, id, Scope.GLOBAL, created);
        this.secret = secret;
        this.userId = user.id;
        this.accountId = account.id;
        this.expiration = created.plus(TIME_TO_LIVE).truncatedTo(ChronoUnit.SECONDS);
        this.lastUsed = created;
    }

    String bearer() {
        return id + "_" + secret;
    }

    boolean isSpent(Instant now) {
        return !now.isBefore(expiration) || now.isAfter(lastUsed.plus(TIME_TO_STALE));
    }

    void used(Instant now) {
        if (now.isAfter(lastUsed.plus(LAST_USE_PRECISION))) {
            lastUsed = now;
            updated = now;
        }
    }

    @Override
    String ownerId() {
        return userId;
    }

    @Override
    void describe(ObjectNode json, boolean inList) {
        json.remove("version");
        json.put("user_id", userId);
        json.put("auth_method_id", AuthMethod.ID);
        json.put("account_id", accountId);
        json.put("approximate_last_used_time", lastUsed.toString());
        json.put("expiration_time", expiration.toString());
    }

    /** The token as a login hands it out, the only time at which its secret part is shown. */
    ObjectNode loginJson() {
        ObjectNode json = json(false);
        json.remove("scope_id");
        json.putObject("scope").put("id", scope.id()).put("type", scope.type());
        return json.put("token", bearer());
    }
}
