package dev.breakglass.app;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.State;
import dev.breakglass.app.config.Config;
import dev.breakglass.flow.EndEarly;
import dev.breakglass.store.Store;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;

/** A short-lived node for one command: it shares the store with a running server, or does the ending itself. */
public final class CommandNode implements AutoCloseable {
    /** The settling time, a slow cancellation, and room for a retry or two. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Duration LOOK = Duration.ofMillis(250);

    private final Store store;
    private final Workers workers;
    private final EndEarly endEarly;

    private CommandNode(Store store, Workers workers, EndEarly endEarly) {
        this.store = store;
        this.workers = workers;
        this.endEarly = endEarly;
    }

    /** Opens the store and starts to work on endings. */
    public static CommandNode start(Config config, Time time) {
        NodeClock clock = new NodeClock(time.local());
        Wakeup wakeup = new Wakeup();
        Store store = Store.open(config.database(), clock, wakeup);
        clock.follow(() -> time.shared().apply(store));
        Observing.ifDatabaseWasRestored(store, config, clock);
        Wiring wiring = new Wiring(config, Optional::empty, clock, store);
        wiring.joinSinks();
        Workers workers = new Workers(store.work(), wiring.requestsAndRecord(), wakeup, clock).start();
        return new CommandNode(store, workers, wiring.endEarly());
    }

    public EndEarly endEarly() {
        return endEarly;
    }

    /** What is being taken away at present. */
    public List<RequestId> closing() {
        return store.requests().open().stream()
                .filter(request -> request.state().name() == State.Name.CLOSING)
                .map(AccessRequest::id)
                .toList();
    }

    /** Waits until all are closed, telling each; answers those that are not after a minute and a half. */
    public List<AccessRequest> awaitClosed(
            List<RequestId> ids, Consumer<String> out, Function<AccessRequest, String> tell) {
        List<RequestId> waiting = new ArrayList<>(ids);
        for (long looks = PATIENCE.dividedBy(LOOK); looks > 0 && !waiting.isEmpty(); looks--) {
            for (RequestId id : List.copyOf(waiting)) {
                AccessRequest request = store.requests().load(id);
                if (request.state().name() == State.Name.CLOSED) {
                    out.accept(tell.apply(request));
                    waiting.remove(id);
                }
            }
            if (!waiting.isEmpty()) {
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
        return waiting.stream().map(store.requests()::load).toList();
    }

    @Override
    public void close() {
        workers.close();
        store.close();
    }
}
