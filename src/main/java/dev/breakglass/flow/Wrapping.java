package dev.breakglass.flow;

import dev.breakglass.access.Secret;
import java.time.Duration;
import java.util.Map;

/** Wraps secrets into a token that opens once, for a short time; what fails is {@link Unavailable}. */
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

    /** Nothing can be wrapped, or looked up, at present or for good. */
    final class Unavailable extends RuntimeException {
        private final boolean forGood;

        /**
         * Says so.
         *
         * @param says what happened, in our words; safe to show to anybody
         * @param forGood whether asking again is of no use
         */
        public Unavailable(String says, boolean forGood, Throwable cause) {
            super(says, cause);
            this.forGood = forGood;
        }

        public String says() {
            return String.valueOf(getMessage());
        }

        public boolean forGood() {
            return forGood;
        }
    }
}
