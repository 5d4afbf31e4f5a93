package dev.breakglass.access;

import java.time.Instant;

/**
 * How we know that something is gone.
 *
 * @param at when it was read back, or the latest moment at which it ends by itself
 * @param says what was seen, in words for people
 */
public record Proof(Kind kind, Instant at, String says) {
    /** What the proof rests on. */
    public enum Kind {
        /** Nothing was ever opened. */
        NEVER_HELD,
        /** The outside system was asked and said so. */
        READ_BACK,
        /** It could not be read back; it has ended by itself by {@code at}. */
        ENDED_BY_ITSELF,
        /** It could be neither taken back nor read back; a person confirmed that it is of no use any more. */
        CONFIRMED
    }
}
