package dev.breakglass.contract;

import dev.breakglass.sandbox.SettableClock;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** How time passes for a server: a fake's clock is moved, for a real one everybody has to wait. */
interface Passing {
    Duration STEP = Duration.ofMillis(100);

    void elapse(Duration time);

    /** Whether it comes true before this time has passed. */
    default boolean within(Duration time, BooleanSupplier condition) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) <= 0; passed = passed.plus(STEP)) {
            if (condition.getAsBoolean()) {
                return true;
            }
            elapse(STEP);
        }
        return condition.getAsBoolean();
    }

    static Passing of(SettableClock clock) {
        return clock::advance;
    }

    /** By the machine's clock. */
    static Passing really() {
        return time -> {
            long end = System.nanoTime() + time.toNanos();
            for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
        };
    }
}
