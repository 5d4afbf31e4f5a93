package dev.breakglass.sandbox.vault;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Lets time pass: whatever was due since the last look happens now, in the order and at the instants at which a running
 * server would have done it.
 */
final class Lifetimes {
    /** Something that happens by itself at an instant. */
    record Due(Instant at, Consumer<Instant> what) {}

    private final Clock clock;
    private final Tokens tokens;
    private final Leases leases;
    private boolean stopped;
    private Instant resumed = Instant.MIN;

    Lifetimes(Clock clock, Tokens tokens, Leases leases) {
        this.clock = clock;
        this.tokens = tokens;
        this.leases = leases;
    }

    void catchUp() {
        if (stopped) {
            return;
        }
        Instant now = clock.instant();
        for (Optional<Due> due = next(); due.isPresent(); due = next()) {
            if (due.get().at().isAfter(now)) {
                return;
            }
            due.get().what().accept(later(due.get().at(), resumed));
        }
    }

    /** A sealed server does nothing; what falls due meanwhile is done when it resumes. */
    void stop() {
        catchUp();
        stopped = true;
    }

    void resume() {
        if (stopped) {
            stopped = false;
            resumed = clock.instant();
            catchUp();
        }
    }

    private Optional<Due> next() {
        return Stream.of(tokens.nextEnd(), leases.nextTry())
                .flatMap(Optional::stream)
                .min((one, other) -> one.at().compareTo(other.at()));
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }
}
