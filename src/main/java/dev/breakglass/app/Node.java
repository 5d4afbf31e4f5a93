package dev.breakglass.app;

import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.State;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.PolicyHolder;
import dev.breakglass.app.config.Problem;
import dev.breakglass.flow.CurrentPolicy;
import dev.breakglass.store.Store;
import java.time.Clock;
import java.util.List;
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
    private final NodeClock clock;

    private Node(Store store, WebServer web, Workers workers, NodeClock clock) {
        this.store = store;
        this.web = web;
        this.workers = workers;
        this.clock = clock;
    }

    /**
     * Starts a node that does everything. If a secret of Slack's cannot be read from Vault yet, it is not ready, ends what is
     * open, and grants nothing until the secret can be read.
     *
     * @throws CannotStart if there is such a secret, and nothing is open
     */
    public static Node start(Config config, PolicyHolder policies, Time time) {
        return start(config, policies, time, "");
    }

    /**
     * Starts a node that ends what is open and grants nothing: live, but not ready.
     *
     * @param why what has to be mended, for whoever asks whether it is ready
     */
    public static Node startEndingsOnly(Config config, Time time, String why) {
        return start(config, Optional::empty, time, why);
    }

    private static Node start(Config config, CurrentPolicy policies, Time time, String notReady) {
        NodeClock clock = new NodeClock(time.local());
        Wakeup wakeup = new Wakeup();
        Store store = Store.open(config.database(), clock, wakeup);
        WebServer web = new WebServer(config.http(), config.admin());
        try {
            clock.follow(() -> time.shared().apply(store));
            Observing.ifDatabaseWasRestored(store, config, clock);
            Wiring wiring = new Wiring(config, policies, clock, store);
            String missing = readSecrets(wiring.slackSecrets(), store, clock);
            Metrics metrics = new Metrics(store.requests(), store.observation(), wiring::strays, clock);
            metrics.watch(wiring.slackSecrets());
            HealthServlet health =
                    new HealthServlet(() -> notReady.isBlank() ? notReady(wiring.slackSecrets()) : notReady, metrics);
            wiring.slackEndpoint(metrics)
                    .filter(slack -> notReady.isBlank())
                    .ifPresentOrElse(slack -> web.serve(slack, health), () -> web.serve(health));
            web.start();
            wiring.prepareWork();
            Workers workers = new Workers(store.work(), wiring.doers(), wakeup, clock).start();
            Node node = new Node(store, web, workers, clock);
            node.tell(AuditEvent.Type.STARTED, Map.of("node", Host.node(), "mode", mode(store, notReady + missing)));
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

    private static String readSecrets(SlackSecrets secrets, Store store, Clock clock) {
        secrets.refresh(clock.instant());
        List<Problem> missing = secrets.missing();
        if (missing.isEmpty()) {
            return "";
        }
        if (nothingIsOpen(store)) {
            throw new CannotStart(missing);
        }
        String why = notReady(secrets);
        log.error("STARTING ONLY TO END WHAT IS OPEN; {}", why);
        return why;
    }

    private static String notReady(SlackSecrets secrets) {
        return secrets.missing().stream()
                .findFirst()
                .map(problem -> "nothing is granted until this can be read: " + problem)
                .orElse("");
    }

    /** Whether nothing that was granted is still to be taken away. */
    public static boolean nothingIsOpen(Store store) {
        return store.requests().open().stream()
                .noneMatch(request -> request.holdsAnything() || request.state().name() == State.Name.APPROVED);
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
            tell(AuditEvent.Type.STOPPED, Map.of("node", Host.node()));
        } catch (RuntimeException e) {
            // The database may be closed by the same signal; nothing is lost by that, for every step is stored.
            log.info("stopped without a last word: {}", e.getMessage());
        } finally {
            store.close();
        }
    }
}
