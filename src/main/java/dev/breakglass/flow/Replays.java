package dev.breakglass.flow;

import java.time.Instant;

/** Remembers signatures of incoming calls, so that a recorded one cannot be played again. */
public interface Replays {
    /** Whether this digest was never seen before; it is seen from now on. */
    boolean firstTime(String digest, Instant at);
}
