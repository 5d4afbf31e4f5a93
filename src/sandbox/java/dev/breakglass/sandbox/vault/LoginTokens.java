package dev.breakglass.sandbox.vault;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Makes the token that a login gives, as the role that was logged in to says. */
final class LoginTokens {
    private final Tokens tokens;
    private final Present present;

    LoginTokens(Tokens tokens, Present present) {
        this.tokens = tokens;
        this.present = present;
    }

    /**
     * The answer to a login.
     *
     * @param method appears in the token's name
     * @param role asked again at each renewal, because roles change
     */
    Outcome grant(Ask ask, String method, LoginRole role, Map<String, String> meta, String entity) {
        Fields fields = role.fields();
        Duration asked = fields.ttl("token_ttl");
        Duration longest = fields.ttl("token_max_ttl");
        Duration ttl = asked.isZero() ? Ttl.SYSTEM_MAX : asked;
        Token.Terms terms = new Token.Terms(
                tokens.displayName(method),
                ask.fullPath(),
                TokenCreation.sanitized(fields.texts("token_policies"), !fields.flag("token_no_default_policy", false)),
                meta,
                true,
                entity,
                !longest.isZero() && ttl.compareTo(longest) > 0 ? longest : ttl,
                Duration.ZERO,
                true,
                fields.number("token_num_uses"),
                "",
                () -> role.fields().ttl("token_max_ttl"));
        return Outcome.auth(tokens.create(terms, null, present.now()).auth(terms.ttl()), List.of());
    }

    /** A role as it is now. */
    interface LoginRole {
        Fields fields();
    }
}
