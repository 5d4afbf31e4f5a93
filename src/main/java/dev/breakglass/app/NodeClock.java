package dev.breakglass.app;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of one node: its own, corrected by the one that all nodes share. It says itself whether it can be trusted; when it
 * cannot, nothing is granted, and what has to end goes by the best that is known.
 */
final class NodeClock extends Clock {
    private static final Logger log = LoggerFactory.getLogger(NodeClock.class);

    /** How far the two clocks may move against each other from one comparison to the next. */
    private static final Duration MOST = Duration.ofMillis(500);
    /** How often they are compared. */
    private static final Duration FRESH = Duration.ofSeconds(5);
    /** For how long a comparison counts while no other succeeds. */
    private static final Duration TRUSTED_FOR = Duration.ofSeconds(15);
    /** For how long a clock is not trusted after it moved. */
    private static final Duration SETTLING = Duration.ofSeconds(10);
    /** An answer that takes longer says too little about when it was given. */
    private static final Duration SLOWEST = Duration.ofSeconds(1);

    private static final int TRIES = 3;

    private final Clock local;
    private @Nullable Supplier<Instant> shared;
    private @Nullable Instant measuredAt;
    private Instant steadyFrom = Instant.MIN;
    private volatile Duration offset = Duration.ZERO;

    NodeClock(Clock local) {
        this.local = local;
    }

    @Override
    public Instant instant() {
        return local.instant().plus(offset);
    }

    /** What has to be added to the local clock. */
    Duration offset() {
        return offset;
    }

    /** Names the clock that all nodes share, and compares for the first time. */
    synchronized void follow(Supplier<Instant> clock) {
        shared = clock;
        keep();
    }

    /** Compares the clocks if that was long ago, or if the local one was set meanwhile. */
    synchronized void keep() {
        if (shared != null && !measuredWithin(FRESH)) {
            measure(shared);
        }
    }

    /** Whether access may be granted by this clock. */
    synchronized boolean isTrusted() {
        keep();
        return measuredWithin(TRUSTED_FOR) && !local.instant().isBefore(steadyFrom);
    }

    private boolean measuredWithin(Duration limit) {
        Instant now = local.instant();
        return measuredAt != null
                && !now.isBefore(measuredAt)
                && Duration.between(measuredAt, now).compareTo(limit) <= 0;
    }

    /** Tried a few times, because a busy host can make any one answer too slow. */
    private void measure(Supplier<Instant> clock) {
        boolean measured = false;
        try {
            for (int tries = 0; tries < TRIES && !measured; tries++) {
                Instant before = local.instant();
                measured = adopt(before, clock.get(), local.instant());
            }
        } catch (RuntimeException e) {
            log.warn("the time of the database cannot be had: {}", e.getMessage());
        }
    }

    private boolean adopt(Instant before, Instant there, Instant after) {
        if (after.isBefore(before) || Duration.between(before, after).compareTo(SLOWEST) > 0) {
            return false;
        }
        adopt(nearest(Duration.between(after, there), Duration.between(before, there)), after);
        return true;
    }

    /** The old offset, or as little beside it as the answer allows: it was given at some time while we waited. */
    private Duration nearest(Duration least, Duration most) {
        if (offset.compareTo(least) < 0) {
            return least;
        }
        return offset.compareTo(most) > 0 ? most : offset;
    }

    private void adopt(Duration found, Instant now) {
        Duration moved = found.minus(offset).abs();
        boolean jumped = measuredAt != null && moved.compareTo(MOST) > 0;
        if (jumped) {
            steadyFrom = now.plus(SETTLING);
            log.error(
                    "THE CLOCKS OF THIS HOST AND THE DATABASE MOVED BY {}; NOTHING IS GRANTED FOR {}", moved, SETTLING);
        }
        offset = found;
        measuredAt = now;
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
