package dev.breakglass.app.cli;

import dev.breakglass.app.config.Draft;
import dev.breakglass.app.config.Result;
import dev.breakglass.flow.Ledger;
import dev.breakglass.flow.Prepared;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes what must be there before the bot exists. */
@Command(
        name = "setup",
        mixinStandardHelpOptions = true,
        description = "Makes what an administrator must make before the bot exists.",
        subcommands = {SetupBoundary.class, SetupVault.class, SetupPeople.class})
final class Setup {
    /** What the commands for Boundary and Vault have in common. */
    static final class Options {
        @Option(names = "--dry-run", description = "Says what would be made, and makes nothing.")
        boolean dryRun;

        @Option(
                names = "--name",
                paramLabel = "PREFIX",
                defaultValue = "breakglass",
                description = "Starts every name that is made; ${DEFAULT-VALUE} if it is not given.")
        String prefix = "breakglass";

        @Option(
                names = "--target",
                paramLabel = "NAME[=TARGET]",
                description = "A target besides those of the policy, or which one in Boundary it is; may be repeated.")
        List<String> targets = new ArrayList<>();

        /** Names of accounts are made of it, too, and Boundary takes nothing else in those. */
        boolean prefixIsUsable(PrintWriter err) {
            boolean usable = prefix.matches("[a-z0-9][a-z0-9.-]{0,39}");
            if (!usable) {
                err.println("--name takes small letters, digits, '.' and '-'.");
            }
            return usable;
        }

        /** The policy's targets and those of the command line, by name; the latter with what stands after the equals sign. */
        Map<String, Named> named(Draft draft) {
            Map<String, Named> named = new LinkedHashMap<>();
            draft.targets().forEach(target -> named.put(target.name(), new Named(target, false, Optional.empty())));
            for (String given : targets) {
                String[] parts = given.split("=", 2);
                Draft.Target known =
                        named.containsKey(parts[0]) ? named.get(parts[0]).target() : Draft.Target.named(parts[0]);
                Optional<String> inBoundary = parts.length == 2 ? Optional.of(parts[1]) : Optional.empty();
                named.put(parts[0], new Named(known, true, inBoundary));
            }
            return named;
        }
    }

    /**
     * A target to prepare.
     *
     * @param isGiven whether the command line names it
     * @param inBoundary its id or name there, if the command line says it
     */
    record Named(Draft.Target target, boolean isGiven, Optional<String> inBoundary) {}

    /** The draft of the configuration; if it cannot be read, why is said. */
    static Optional<Draft> draft(ConfigOption config, Terminal terminal, PrintWriter err) {
        if (config.file == null) {
            throw new IllegalStateException("the option is required");
        }
        Result<Draft> read = Draft.read(config.file, terminal.environment());
        ConfigOption.print(read.problems(), err);
        return read.value();
    }

    /** Says what was found and made; nothing more to say is said, too. */
    static int conclude(Ledger ledger, PrintWriter out) {
        List<Prepared.State> states =
                ledger.entries().stream().map(Prepared::state).toList();
        if (states.contains(Prepared.State.DIFFERS)) {
            out.println("What differs was left alone: change it, or change the configuration or policy.");
            return Main.FAILED;
        }
        if (!states.contains(Prepared.State.MADE) && !states.contains(Prepared.State.TO_MAKE)) {
            out.println("Nothing to do.");
        }
        return Main.DONE;
    }

    static void print(Ledger ledger, PrintWriter out) {
        ledger.entries().forEach(out::println);
    }
}
