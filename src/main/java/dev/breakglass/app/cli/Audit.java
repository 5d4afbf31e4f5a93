package dev.breakglass.app.cli;

import dev.breakglass.app.config.Config;
import dev.breakglass.flow.AuditLog;
import dev.breakglass.store.Store;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be done with the record. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Examines the record.",
        subcommands = Audit.Verify.class)
final class Audit {
    /** Examines every event and the chain between them. */
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Finds every changed, missing or reordered event of the record, and says which.")
    static final class Verify implements Callable<Integer> {
        @Spec
        @SuppressWarnings("NullAway.Init")
        CommandSpec spec;

        @Mixin
        @SuppressWarnings("NullAway.Init")
        ConfigOption config;

        @Override
        public Integer call() {
            PrintWriter out = spec.commandLine().getOut();
            Optional<Config> read = config.readForStored(spec.commandLine().getErr());
            if (read.isEmpty()) {
                return Main.WRONG_USE;
            }
            try (Store store = Store.open(read.get().database(), config.clock(), () -> {})) {
                AuditLog.Verdict verdict = store.audit().verify();
                verdict.faults().forEach(out::println);
                out.println(verdict.events() + " events, the last with hash " + verdict.lastHash() + ". "
                        + (verdict.faults().isEmpty() ? "The chain holds." : "THE CHAIN IS BROKEN."));
                out.println("Without a copy of that hash kept elsewhere, such as in the audit file, a cut-off end"
                        + " cannot be excluded.");
                return verdict.faults().isEmpty() ? Main.DONE : Main.FAILED;
            }
        }
    }
}
