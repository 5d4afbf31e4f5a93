package dev.breakglass.app.cli;

import dev.breakglass.access.Policy;
import dev.breakglass.access.Terms;
import dev.breakglass.app.Checks;
import dev.breakglass.app.Wiring;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.PolicyFile;
import dev.breakglass.app.config.Result;
import dev.breakglass.store.Settings;
import dev.breakglass.store.Store;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says of everything that must be right whether it is: one line per fault, each with its remedy. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Reads configuration and policy and tries every outside system; changes nothing.")
final class Check implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    ConfigOption config;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Result<Config> read = config.read();
        read.problems().forEach(out::println);
        Optional<Result<Policy>> policy = read.value().flatMap(Config::policy).map(PolicyFile::read);
        policy.ifPresent(result -> result.problems().forEach(out::println));
        boolean filesAreSound = read.sound() && policy.map(Result::sound).orElse(false);
        if (!filesAreSound) {
            return Main.FAILED;
        }
        List<Checks.Fault> faults =
                run(read.value().orElseThrow(), policy.orElseThrow().value().orElseThrow());
        faults.forEach(out::println);
        if (faults.isEmpty()) {
            out.println("All is well.");
        }
        return faults.isEmpty() ? Main.DONE : Main.FAILED;
    }

    private static List<Checks.Fault> run(Config config, Policy policy) {
        Clock clock = ConfigOption.clock();
        try (Store store = Store.open(new Settings(config.data()), clock, () -> {})) {
            List<Terms> targets =
                    policy.rules().values().stream().map(Policy.Rule::terms).toList();
            return new Wiring(config, () -> Optional.of(policy), clock, store)
                    .checks(targets)
                    .run(policy);
        }
    }
}
