package dev.breakglass.app;

import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.PolicyHolder;
import dev.breakglass.flow.CurrentPolicy;
import dev.breakglass.store.Settings;
import dev.breakglass.store.Store;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server: the store, the workers and the two ports. */
public final class Node implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Node.class);

    private final Store store;
    private final WebServer web;
    private final Workers workers;
    private final Clock clock;

    private Node(Store store, WebServer web, Workers workers, Clock clock) {
        this.store = store;
        this.web = web;
        this.workers = workers;
        this.clock = clock;
    }

    /** Starts a node that does everything. */
    public static Node start(Config config, PolicyHolder policies, Clock clock) {
        return start(config, policies, clock, "");
    }

    /**
     * Starts a node that ends what is open and grants nothing: live, but not ready.
     *
     * @param why what has to be mended, for whoever asks whether it is ready
     */
    public static Node startEndingsOnly(Config config, Clock clock, String why) {
        return start(config, Optional::empty, clock, why);
    }

    private static Node start(Config config, CurrentPolicy policies, Clock clock, String notReady) {
        Wakeup wakeup = new Wakeup();
        Store store = Store.open(new Settings(config.data()), clock, wakeup);
        WebServer web = new WebServer(config.http(), config.admin());
        try {
            Observing.ifDatabaseWasRestored(store, config, clock);
            Wiring wiring = new Wiring(config, policies, clock, store);
            Metrics metrics = new Metrics(store.requests(), store.observation(), wiring::strays, clock);
            HealthServlet health = new HealthServlet(() -> notReady, metrics);
            wiring.slackEndpoint(metrics)
                    .filter(slack -> notReady.isBlank())
                    .ifPresentOrElse(slack -> web.serve(slack, health), () -> web.serve(health));
            web.start();
            wiring.prepareWork();
            Workers workers = new Workers(store.work(), wiring.doers(), wakeup, clock).start();
            Node node = new Node(store, web, workers, clock);
            node.tell(AuditEvent.Type.STARTED, Map.of("mode", mode(store, notReady)));
            return node;
        } catch (RuntimeException e) {
            web.close();
            store.close();
            throw e;
        }
    }

    private static String mode(Store store, String notReady) {
        if (!notReady.isBlank()) {
            return "endings only";
        }
        return store.observation().current().isPresent() ? "only observing" : "serving";
    }

    /** Where Slack calls; meaningless for a node that only ends. */
    public int publicPort() {
        return web.publicPort();
    }

    public int adminPort() {
        return web.adminPort();
    }

    private void tell(AuditEvent.Type type, Map<String, String> facts) {
        store.requests().record(AuditEvent.of(type, clock.instant(), Actor.BOT, facts));
    }

    /** Takes no more calls, lets what is under way end, and closes the store. */
    @Override
    public void close() {
        try {
            web.close();
            workers.close();
            tell(AuditEvent.Type.STOPPED, Map.of());
        } catch (RuntimeException e) {
            // The database may be closed by the same signal; nothing is lost by that, for every step is stored.
            log.info("stopped without a last word: {}", e.getMessage());
        } finally {
            store.close();
        }
    }
}
