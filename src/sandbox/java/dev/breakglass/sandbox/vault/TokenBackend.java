package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** The calls under {@code auth/token/}. */
final class TokenBackend implements Backend {
    private final Tokens tokens;
    private final TokenRoles roles;
    private final TokenCreation creation;
    private final Present present;

    TokenBackend(Tokens tokens, Policies policies, Present present) {
        this.tokens = tokens;
        this.roles = new TokenRoles();
        this.creation = new TokenCreation(tokens, roles, policies, present);
        this.present = present;
    }

    @Override
    public boolean exists(String path) {
        return !path.startsWith("roles/") || roles.exists(path.substring("roles/".length()));
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.path().equals("roles") || ask.path().startsWith("roles/")) {
            return roles.answer(ask);
        }
        if (ask.is(Ask.Verb.LIST, "accessors")) {
            return Optional.of(Outcome.keys(
                    tokens.live().stream().map(token -> token.accessor).toList()));
        }
        if (ask.is(Ask.Verb.READ, "lookup-self")) {
            return Optional.of(Outcome.data(ask.knownCaller().shown(present.now(), true)));
        }
        return ask.verb() == Ask.Verb.WRITE ? write(ask) : Optional.empty();
    }

    private Optional<Outcome> write(Ask ask) {
        if (ask.path().equals("create") || ask.path().equals("create-orphan")) {
            return Optional.of(creation.plain(ask, ask.path().equals("create-orphan")));
        }
        Optional<String> role = ask.after("create/");
        if (role.isPresent()) {
            return Optional.of(creation.byRole(ask, role.get()));
        }
        Instant now = present.now();
        return switch (ask.path()) {
            case "lookup-self" -> Optional.of(Outcome.data(ask.knownCaller().shown(now, true)));
            case "lookup" -> byToken(ask, (token, body) -> Outcome.data(token.shown(now, true)));
            case "lookup-accessor" -> byAccessor(ask, (token, body) -> Outcome.data(token.shown(now, false)));
            case "renew-self" -> Optional.of(renewByToken(ask.knownCaller(), ask.body()));
            case "renew" -> byToken(ask, this::renewByToken);
            case "renew-accessor" -> byAccessor(ask, this::renewByAccessor);
            case "revoke-self" -> Optional.of(end(ask.knownCaller()));
            case "revoke" -> byToken(ask, (token, body) -> end(token));
            case "revoke-accessor" ->
                Optional.of(tokens.byAccessor(accessor(ask))
                        .map(this::end)
                        .orElseGet(() -> Outcome.warning("No token found with this accessor")));
            default -> Optional.empty();
        };
    }

    private Optional<Outcome> byToken(Ask ask, BiFunction<Token, Fields, Outcome> what) {
        Token token = tokens.byId(ask.body().text("token")).orElseThrow(() -> Refusal.of(403, "bad token"));
        return Optional.of(what.apply(token, ask.body()));
    }

    private Optional<Outcome> byAccessor(Ask ask, BiFunction<Token, Fields, Outcome> what) {
        Token token = tokens.byAccessor(accessor(ask)).orElseThrow(() -> Refusal.collected(400, "invalid accessor"));
        return Optional.of(what.apply(token, ask.body()));
    }

    private static String accessor(Ask ask) {
        if (!ask.body().has("accessor")) {
            throw Refusal.of(400, "missing accessor");
        }
        return ask.body().text("accessor");
    }

    private Outcome end(Token token) {
        tokens.end(token, present.now());
        return Outcome.DONE;
    }

    private Outcome renewByToken(Token token, Fields body) {
        if (!token.terms.renewable()) {
            throw Refusal.of(400, "lease is not renewable");
        }
        return renew(token, body, true);
    }

    private Outcome renewByAccessor(Token token, Fields body) {
        if (!token.terms.renewable()) {
            throw Refusal.collected(400, "invalid request");
        }
        return renew(token, body, false);
    }

    // The token's own explicit_max_ttl plays no part here: with a role behind it, only the role's is asked.
    private Outcome renew(Token token, Fields body, boolean withId) {
        Instant now = present.now();
        Duration asked = body.ttl("increment").isZero() ? token.terms.ttl() : body.ttl("increment");
        Duration longest = token.terms.longest().get();
        Instant last = token.issued.plus(longest.isZero() ? Ttl.SYSTEM_MAX : longest);
        Duration left = Duration.between(now, last);
        if (left.isNegative() || left.isZero()) {
            throw Refusal.of(400, "past the max TTL, cannot renew");
        }
        List<String> warnings = new ArrayList<>();
        Duration granted = asked;
        if (asked.compareTo(left) > 0) {
            warnings.add(Ttl.capped(asked, left));
            granted = left;
        }
        token.renewUntil(now.plus(granted), now);
        ObjectNode auth = token.auth(Duration.ofSeconds(Ttl.rounded(granted)));
        if (!withId) {
            auth.put("client_token", "");
        }
        return Outcome.auth(auth, warnings);
    }
}
