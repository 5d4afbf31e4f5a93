package dev.breakglass.broken.access;

/** A rule that asks what time it is. */
public final class ReadsTheClock {
    private ReadsTheClock() {}

    public static long now() {
        return System.currentTimeMillis();
    }
}
