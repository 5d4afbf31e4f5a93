package dev.breakglass.app.cli;

import dev.breakglass.access.Actor;
import dev.breakglass.app.CannotStart;
import dev.breakglass.app.Node;
import dev.breakglass.app.Observing;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.PolicyHolder;
import dev.breakglass.app.config.Problem;
import dev.breakglass.app.config.Result;
import dev.breakglass.store.Store;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs the bot until it is told to stop. */
@Command(name = "serve", mixinStandardHelpOptions = true, description = "Runs the bot.")
final class Serve implements Callable<Integer> {
    /** Not an exit code: the server runs on. */
    static final int RUNNING = -1;

    private static final Logger log = LoggerFactory.getLogger(Serve.class);

    private final Consumer<Node> started;

    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    ConfigOption config;

    @Option(
            names = "--observe-only",
            description = "Grants nothing and only reports strays, also after a restart, until --resume.")
    boolean observeOnly;

    @Option(
            names = "--resume",
            description = "Ends that, after a restored database was compared with what is open outside.")
    boolean resume;

    /**
     * Makes the command.
     *
     * @param started gets the server once it runs, and stops it some day
     */
    Serve(Consumer<Node> started) {
        this.started = started;
    }

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        if (observeOnly && resume) {
            err.println("--observe-only and --resume mean opposite things; choose one.");
            return Main.WRONG_USE;
        }
        Clock clock = config.clock();
        Result<Config> read = config.read();
        List<Problem> problems = new ArrayList<>(read.problems());
        Optional<PolicyHolder> policies =
                read.value().flatMap(Config::policy).map(path -> new PolicyHolder(path, clock));
        policies.flatMap(PolicyHolder::trouble).ifPresent(problems::addAll);
        if (problems.isEmpty()) {
            observe(read.value().orElseThrow(), clock);
            return start(read.value().orElseThrow(), policies.orElseThrow());
        }
        ConfigOption.print(problems, err);
        if (read.value().isEmpty() || nothingIsOpen(read.value().get(), clock)) {
            return Main.WRONG_USE;
        }
        String why = "nothing is granted until the configuration and the policy are mended: " + problems.get(0);
        log.error("STARTING ONLY TO END WHAT IS OPEN; {}", why);
        started.accept(Node.startEndingsOnly(read.value().get(), config.time(), why));
        return RUNNING;
    }

    private void observe(Config sound, Clock clock) {
        PrintWriter out = spec.commandLine().getOut();
        Actor operator = Actor.operator(System.getProperty("user.name", "unknown"));
        if (resume) {
            out.println(Observing.end(sound, clock, operator) ? "Observing is over." : "It was not only observing.");
        }
        if (observeOnly) {
            Observing.begin(sound, clock, operator);
            out.println("Only observing: nothing is granted until `breakglass serve --resume`.");
        }
    }

    private int start(Config sound, PolicyHolder policies) {
        try {
            started.accept(Node.start(sound, policies, config.time()));
            return RUNNING;
        } catch (CannotStart e) {
            ConfigOption.print(e.problems(), spec.commandLine().getErr());
            return Main.WRONG_USE;
        }
    }

    private static boolean nothingIsOpen(Config config, Clock clock) {
        if (!Store.exists(config.database())) {
            return true;
        }
        try (Store store = Store.open(config.database(), clock, () -> {})) {
            return Node.nothingIsOpen(store);
        }
    }
}
