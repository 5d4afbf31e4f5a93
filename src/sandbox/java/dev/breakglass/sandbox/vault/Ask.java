package dev.breakglass.sandbox.vault;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A call on its way to a backend: its path is relative to where the backend is mounted; {@code caller} is the token
 * that was found good, absent on the few paths that need none.
 */
record Ask(
        Verb verb,
        String path,
        String fullPath,
        String query,
        Fields body,
        @Nullable Token caller) {
    enum Verb {
        READ,
        WRITE,
        DELETE,
        LIST
    }

    boolean is(Verb wanted, String wantedPath) {
        return verb == wanted && path.equals(wantedPath);
    }

    /** What stands behind this prefix in the path; empty if the path is another one or nothing stands there. */
    Optional<String> after(String prefix) {
        return path.startsWith(prefix) && path.length() > prefix.length()
                ? Optional.of(path.substring(prefix.length()))
                : Optional.empty();
    }

    Ask at(String prefix) {
        return new Ask(verb, path.substring(prefix.length()), fullPath, query, body, caller);
    }

    Token knownCaller() {
        if (caller == null) {
            throw Refusal.badToken();
        }
        return caller;
    }

    /** The value of a query parameter, or an empty text. */
    String parameter(String name) {
        for (String pair : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }
}
