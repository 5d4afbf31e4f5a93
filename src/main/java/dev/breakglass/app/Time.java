package dev.breakglass.app;

import dev.breakglass.store.Store;
import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;

/**
 * Where a node's time comes from.
 *
 * @param local its own clock, which may be wrong
 * @param shared the time that all nodes on one store go by
 */
public record Time(Clock local, Function<Store, Instant> shared) {
    /** The machine's clock, corrected by the database's. */
    public static Time ofDatabase(Clock machine) {
        return new Time(machine, Store::now);
    }

    /** One clock for everybody. */
    public static Time of(Clock clock) {
        return new Time(clock, store -> clock.instant());
    }
}
