package dev.breakglass.app;

import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Overtaken;
import dev.breakglass.flow.Work;
import dev.breakglass.flow.Worklist;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** The one loop of a node: it claims what is due and hands it to a bounded pool. */
final class Workers implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Workers.class);
    private static final int THREADS = 8;
    /** Other nodes and a moved clock wake nobody here, so the table is looked at once a second at least. */
    private static final long LONGEST_WAIT_MILLIS = 1_000;
    /** What is due and yet not to be had is in another node's hands for a moment. */
    private static final long SHORTEST_WAIT_MILLIS = 10;
    /** How long an item rests after an error of our own. */
    private static final Duration REST = Duration.ofSeconds(2);
    /** An outside call ends within 4 s, and a worker stops at its next one. */
    private static final int STOP_SECONDS = 10;

    private final Worklist worklist;
    private final Map<Work.Kind, Consumer<Claim>> doers;
    private final Wakeup wakeup;
    private final NodeClock clock;
    private final ExecutorService pool;
    private final Semaphore free = new Semaphore(THREADS);
    private final Thread loop;
    private volatile boolean running = true;

    Workers(Worklist worklist, Map<Work.Kind, Consumer<Claim>> doers, Wakeup wakeup, NodeClock clock) {
        this.worklist = worklist;
        this.doers = Map.copyOf(doers);
        this.wakeup = wakeup;
        this.clock = clock;
        this.pool = Executors.newFixedThreadPool(THREADS, task -> new Thread(task, "worker"));
        this.loop = new Thread(this::loop, "work-loop");
    }

    Workers start() {
        loop.start();
        return this;
    }

    private void loop() {
        while (running) {
            try {
                clock.keep();
                claimWhatIsDue();
                wakeup.await(waitMillis());
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                log.error("the work table cannot be read; trying again", e);
                rest();
            }
        }
    }

    private void claimWhatIsDue() throws InterruptedException {
        while (running) {
            free.acquire();
            Optional<Claim> claim = Optional.empty();
            try {
                claim = worklist.claim(doers.keySet());
            } finally {
                if (claim.isEmpty()) {
                    free.release();
                }
            }
            if (claim.isEmpty()) {
                return;
            }
            Claim taken = claim.get();
            pool.execute(() -> work(taken));
        }
    }

    private void work(Claim claim) {
        MDC.put("work", claim.work().kind().name());
        MDC.put("key", claim.work().key());
        if (claim.work().kind() == Work.Kind.REQUEST) {
            MDC.put("request", claim.work().key());
        }
        try {
            doIt(claim);
        } finally {
            MDC.clear();
            free.release();
            wakeup.run();
        }
    }

    private void doIt(Claim claim) {
        Consumer<Claim> doer = Objects.requireNonNull(doers.get(claim.work().kind()));
        try {
            doer.accept(claim);
        } catch (Overtaken e) {
            log.info("{}", e.getMessage());
        } catch (RuntimeException e) {
            log.error("{} failed; it is tried again", claim.work(), e);
            defer(claim);
        }
    }

    private void defer(Claim claim) {
        try {
            worklist.defer(claim, clock.instant().plus(REST));
            if (claim.work().kind() == Work.Kind.REQUEST) {
                // What nobody expected may have left something behind that nobody wrote down.
                worklist.schedule(Wiring.RECONCILE, clock.instant());
            }
        } catch (RuntimeException e) {
            log.error("{} cannot be given back; its lease runs out", claim.work(), e);
        }
    }

    private long waitMillis() {
        Instant due = worklist.nextDue(doers.keySet());
        if (due.equals(Instant.MAX)) {
            return LONGEST_WAIT_MILLIS;
        }
        long millis = Duration.between(clock.instant(), due).toMillis() + 1;
        return Math.max(SHORTEST_WAIT_MILLIS, Math.min(LONGEST_WAIT_MILLIS, millis));
    }

    private void rest() {
        try {
            wakeup.await(LONGEST_WAIT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets what is under way end, and starts nothing more. What is left belongs to the next node or start. */
    @Override
    public void close() {
        running = false;
        wakeup.run();
        try {
            loop.join(TimeUnit.SECONDS.toMillis(STOP_SECONDS));
            pool.shutdown();
            if (!pool.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
                pool.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
