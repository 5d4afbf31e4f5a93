package dev.breakglass.sandbox;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * The one clock of a test or sandbox, shared by the program and every fake. It either stands still until it is told to
 * move, or runs with the machine's clock; both can be advanced by hand. Microseconds, as databases keep them.
 */
public final class SettableClock extends Clock {
    private final boolean ticking;
    private Instant base;
    private Instant realAtBase;

    private SettableClock(Instant start, boolean ticking) {
        this.base = start;
        this.ticking = ticking;
        this.realAtBase = Clock.systemUTC().instant();
    }

    /** A clock that moves only by {@link #advance} and {@link #set}. */
    public static SettableClock stoppedAt(Instant start) {
        return new SettableClock(start, false);
    }

    /** A clock that runs at the machine's pace from the machine's present. */
    public static SettableClock running() {
        return new SettableClock(Clock.systemUTC().instant(), true);
    }

    @Override
    public synchronized Instant instant() {
        Instant now = ticking
                ? base.plus(Duration.between(realAtBase, Clock.systemUTC().instant()))
                : base;
        return now.truncatedTo(ChronoUnit.MICROS);
    }

    /** Moves time forward. */
    public synchronized void advance(Duration by) {
        base = base.plus(by);
    }

    /** Moves time to an instant; earlier than now is refused, because nothing here is meant to run backwards. */
    public synchronized void set(Instant to) {
        Instant now = instant();
        if (to.isBefore(now)) {
            throw new IllegalArgumentException("time does not run backwards: " + now + " to " + to);
        }
        base = to;
        realAtBase = Clock.systemUTC().instant();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        if (!zone.equals(ZoneOffset.UTC)) {
            throw new UnsupportedOperationException("this clock is always UTC");
        }
        return this;
    }
}
