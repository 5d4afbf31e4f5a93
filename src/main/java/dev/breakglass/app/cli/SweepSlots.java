package dev.breakglass.app.cli;

import dev.breakglass.access.Policy;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.PolicyFile;
import dev.breakglass.app.config.Result;
import dev.breakglass.boundary.BoundaryClient;
import dev.breakglass.boundary.RoleInventory;
import dev.breakglass.flow.SlotInventory.Found;
import dev.breakglass.flow.Sweep;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The last resort against forgotten slots, run by a timer on another host; it uses Boundary and the policy alone. */
@Command(
        name = "sweep",
        mixinStandardHelpOptions = true,
        description = "Empties slots that have been filled for longer than any grant may last; needs no database.")
final class SweepSlots implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    CommandSpec spec;

    @Mixin
    @SuppressWarnings("NullAway.Init")
    ConfigOption option;

    @Option(names = "--dry-run", description = "Only says what it would empty.")
    boolean dry;

    @Override
    public Integer call() {
        PrintWriter err = spec.commandLine().getErr();
        Result<Config> read = option.read();
        // Only Boundary and the policy matter here; what else is wrong is told, and stops nothing.
        ConfigOption.print(read.problems(), err);
        Optional<Result<Policy>> policy = read.value().flatMap(Config::policy).map(PolicyFile::read);
        policy.ifPresent(result -> ConfigOption.print(result.problems(), err));
        Optional<Policy> usable = policy.flatMap(Result::value);
        if (usable.isEmpty()) {
            return Main.WRONG_USE;
        }
        BoundaryClient boundary = new BoundaryClient(read.value().orElseThrow().boundary());
        List<Sweep.Swept> swept = new Sweep(new RoleInventory(boundary), option.clock()).sweep(usable.get(), dry);
        return tell(swept);
    }

    private int tell(List<Sweep.Swept> swept) {
        PrintWriter out = spec.commandLine().getOut();
        swept.stream().flatMap(one -> line(one).stream()).forEach(out::println);
        long emptied = swept.stream().filter(one -> one.cancelled().isPresent()).count();
        long left = swept.stream().filter(one -> one.trouble().isPresent()).count();
        out.println(swept.size() + " slots looked at, " + emptied + " emptied"
                + (left == 0 ? "." : ", " + left + " in doubt; run this again."));
        return left == 0 ? Main.DONE : Main.FAILED;
    }

    private static Optional<String> line(Sweep.Swept one) {
        if (one.trouble().isPresent()) {
            return Optional.of("slot " + one.slot() + ": " + one.trouble().get());
        }
        if (one.found().isEmpty()) {
            return Optional.of("slot " + one.slot() + ": there is no such role");
        }
        return one.overdue() ? Optional.of(overdue(one, one.found().get())) : Optional.empty();
    }

    private static String overdue(Sweep.Swept one, Found found) {
        String held = "slot " + one.slot() + " has held " + String.join(", ", new TreeSet<>(found.principals()))
                + " since " + found.changedAt() + ", and no grant may last longer than "
                + one.longest().toMinutes() + " minutes: ";
        return held
                + one.cancelled()
                        .map(cancelled -> "emptied, " + cancelled + " sessions cancelled")
                        .orElse("would be emptied");
    }
}
