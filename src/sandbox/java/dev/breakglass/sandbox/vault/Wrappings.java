package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Answers kept back, each for the one who brings its single-use token in time. */
final class Wrappings implements Backend {
    private static final String POLICY = "response-wrapping";

    private record Kept(Outcome.Envelope answer, String path, Duration ttl) {}

    private final Map<String, Kept> byToken = new HashMap<>();
    private final Tokens tokens;
    private final Policies policies;
    private final Present present;

    Wrappings(Tokens tokens, Policies policies, Present present) {
        this.tokens = tokens;
        this.policies = policies;
        this.present = present;
    }

    /** Keeps the answer back and says how to get it. */
    ObjectNode wrap(Tokens here, Outcome.Envelope answer, String path, Duration ttl) {
        Token token = here.create(terms(path, ttl), null, present.now());
        byToken.put(token.id, new Kept(answer, path, ttl));
        ObjectNode info = Fields.object();
        info.put("token", token.id);
        info.put("accessor", token.accessor);
        info.put("ttl", ttl.toSeconds());
        info.put("creation_time", token.issued.toString());
        info.put("creation_path", path);
        if (!answer.wrappedAccessor().isEmpty()) {
            info.put("wrapped_accessor", answer.wrappedAccessor());
        }
        ObjectNode json = Outcome.data(Fields.object()).json();
        json.put("request_id", "");
        json.putNull("data");
        json.set("wrap_info", info);
        return json;
    }

    /** Gives the kept answer out, once. */
    Optional<Outcome.Envelope> open(String token) {
        Optional<Token> live = live(token);
        Optional<Outcome.Envelope> answer = live.map(found -> Optional.ofNullable(byToken.remove(found.id)))
                .flatMap(kept -> kept.map(Kept::answer));
        live.ifPresent(found -> tokens.end(found, present.now()));
        return answer;
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.is(Ask.Verb.WRITE, "lookup")) {
            return Optional.of(lookup(ask.body().text("token")));
        }
        if (ask.is(Ask.Verb.WRITE, "wrap")) {
            return Optional.of(Outcome.data(ask.body().json()));
        }
        return Optional.empty();
    }

    /** Unwraps for whoever calls, with the token in the header, or in the body beside a caller's own. */
    Outcome unwrap(String callersToken, Fields body) {
        String named = body.text("token");
        if (callersToken.isEmpty()) {
            throw Refusal.badToken();
        }
        if (named.equals(callersToken) && live(named).isPresent()) {
            open(named);
            throw Refusal.collected(
                    500,
                    "error decrementing wrapping token's use-count: invalid token entry provided for use count decrementing");
        }
        if (!named.isEmpty() && !named.equals(callersToken)) {
            Token caller = tokens.byId(callersToken).orElseThrow(Refusal::badToken);
            if (!policies.allows(caller, "sys/wrapping/unwrap", "update")) {
                throw Refusal.byPolicy();
            }
            return open(named).orElseThrow(Wrappings::invalid);
        }
        return open(callersToken).orElseThrow(Wrappings::invalid);
    }

    private Outcome lookup(String token) {
        Token live = live(token).orElseThrow(Wrappings::invalid);
        Kept kept = Optional.ofNullable(byToken.get(live.id)).orElseThrow(Wrappings::invalid);
        ObjectNode data = Fields.object();
        data.put("creation_path", kept.path());
        data.put("creation_time", live.issued.toString());
        data.put("creation_ttl", kept.ttl().toSeconds());
        return Outcome.data(data);
    }

    /** What a person sees who opened it: the secret's fields, or the token that was wrapped. */
    static JsonNode content(Outcome.Envelope answer) {
        ObjectNode json = answer.json();
        return json.path("auth").isObject() ? json.path("auth") : json.path("data");
    }

    private Optional<Token> live(String token) {
        return tokens.byId(token).filter(found -> found.terms.policies().contains(POLICY));
    }

    private static Token.Terms terms(String path, Duration ttl) {
        return new Token.Terms(
                "", path, List.of(POLICY), Map.of(), true, "", ttl, ttl, false, 1, "", () -> Duration.ZERO);
    }

    private static Refusal invalid() {
        return Refusal.of(400, "wrapping token is not valid or does not exist");
    }
}
