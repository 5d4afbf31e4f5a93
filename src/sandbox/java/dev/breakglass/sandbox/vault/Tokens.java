package dev.breakglass.sandbox.vault;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Every live token, and what goes with one that ends: its children, unless they are orphans, and its leases. */
final class Tokens {
    private final Map<String, Token> byId;
    private final BiConsumer<Token, Instant> whenEnded;
    private final String namespace;
    private final String suffix;

    Tokens(BiConsumer<Token, Instant> whenEnded) {
        this(new LinkedHashMap<>(), whenEnded, "");
    }

    private Tokens(Map<String, Token> byId, BiConsumer<Token, Instant> whenEnded, String namespace) {
        this.byId = byId;
        this.whenEnded = whenEnded;
        this.namespace = namespace;
        this.suffix = namespace.isEmpty() ? "" : "." + Ids.random(6);
    }

    /** The same tokens as they are seen, and made, in a namespace. */
    Tokens in(String other) {
        return new Tokens(byId, whenEnded, other);
    }

    /** What a token is called that a login made here. */
    String displayName(String method) {
        return namespace.isEmpty() ? method : namespace.replace("/", "-") + "auth-" + method;
    }

    Token create(Token.Terms terms, @Nullable Token parent, Instant now) {
        return add(new Token(Ids.token() + suffix, Ids.accessor() + suffix, namespace, terms, parent, now));
    }

    Token add(Token token) {
        byId.put(token.id, token);
        return token;
    }

    Optional<Token> byId(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Optional<Token> byAccessor(String accessor) {
        return byId.values().stream()
                .filter(token -> token.accessor.equals(accessor) && token.namespace.startsWith(namespace))
                .findFirst();
    }

    List<Token> live() {
        return List.copyOf(byId.values());
    }

    void end(Token token, Instant at) {
        if (byId.remove(token.id) == null) {
            return;
        }
        for (Token other : new ArrayList<>(byId.values())) {
            if (other.isChildOf(token)) {
                end(other, at);
            }
        }
        whenEnded.accept(token, at);
    }

    Optional<Lifetimes.Due> nextEnd() {
        return byId.values().stream()
                .min(Comparator.comparing(Token::end))
                .map(token -> new Lifetimes.Due(token.end(), at -> end(token, at)));
    }
}
