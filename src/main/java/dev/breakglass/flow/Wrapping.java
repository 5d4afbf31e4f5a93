package dev.breakglass.flow;

import dev.breakglass.access.Secret;
import java.time.Duration;
import java.util.Map;

/** Wraps secrets into a token that opens once, for a short time. */
public interface Wrapping {
    /** A wrapped secret; the accessor may be stored, the token never. */
    record Wrapped(Secret token, String accessor) {}

    Wrapped wrap(Map<String, Secret> secrets, Duration ttl);

    /**
     * Whether a wrapping is there, which means that nobody has opened it and it has not expired.
     *
     * @throws Unavailable if that could not be found out
     */
    boolean isUnopened(String accessor);

    /** The vault did not say. */
    final class Unavailable extends RuntimeException {
        public Unavailable(Throwable cause) {
            super("whether a wrapping was opened is not known", cause);
        }
    }
}
