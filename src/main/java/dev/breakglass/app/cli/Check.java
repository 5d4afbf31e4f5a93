package dev.breakglass.app.cli;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Policy;
import dev.breakglass.app.Checks;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.PolicyFile;
import dev.breakglass.app.config.Result;
import dev.breakglass.flow.Finding;
import dev.breakglass.store.Store;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says of everything that must be right whether it is: one line per finding, each with its remedy; warnings alone do not fail it. */
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
    ConfigOption option;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Result<Config> read = option.read();
        read.problems().forEach(out::println);
        Optional<Result<Policy>> policy = read.value().flatMap(Config::policy).map(PolicyFile::read);
        policy.ifPresent(result -> result.problems().forEach(out::println));
        boolean filesAreSound = read.sound() && policy.map(Result::sound).orElse(false);
        if (!filesAreSound) {
            return Main.FAILED;
        }
        Policy sound = policy.orElseThrow().value().orElseThrow();
        Config config = read.value().orElseThrow();
        Checks checks = new Checks(config, option.clock());
        List<Finding> database = Store.examine(config.database());
        List<Checks.Found> found = checks.run(sound, database, database.isEmpty() ? open(config) : List.of());
        found.forEach(out::println);
        if (found.isEmpty()) {
            out.println("All is well.");
            checks.remarks(sound).forEach(remark -> out.println("Good to know: " + remark));
        }
        return found.stream().allMatch(each -> each.finding().isWarning()) ? Main.DONE : Main.FAILED;
    }

    /** Where the server has not run yet, nothing is open, and nothing is made by looking. */
    private List<AccessRequest> open(Config config) {
        if (!Store.exists(config.database())) {
            return List.of();
        }
        try (Store store = Store.open(config.database(), option.clock(), () -> {})) {
            return store.requests().open();
        }
    }
}
