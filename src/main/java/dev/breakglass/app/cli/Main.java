package dev.breakglass.app.cli;

import dev.breakglass.app.Node;
import dev.breakglass.app.Time;
import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code breakglass}: emergency access that always ends, with a record of everything. */
@Command(
        name = "breakglass",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Emergency access to Boundary and Vault from Slack.",
        subcommands = {
            Serve.class,
            Check.class,
            Setup.class,
            ListRequests.class,
            Revoke.class,
            Audit.class,
            SweepSlots.class
        })
public final class Main {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    public static void main(String[] arguments) {
        // A server goes on after its command returned; everything else ends here.
        int code = run(writer(System.out), writer(System.err), arguments);
        if (code != Serve.RUNNING) {
            System.exit(code);
        }
    }

    /**
     * Runs one command in this process.
     *
     * @return its exit code, or {@code -1} if a server was started and goes on
     */
    public static int run(PrintWriter out, PrintWriter err, String... arguments) {
        return run(new Parts(Time.ofDatabase(ConfigOption.machineClock()), Main::stopAtTheEnd), out, err, arguments);
    }

    static int run(Parts parts, PrintWriter out, PrintWriter err, String... arguments) {
        CommandLine line = new CommandLine(new Main(), parts);
        line.setOut(out);
        line.setErr(err);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("breakglass: " + rootMessage(failure));
            return FAILED;
        });
        return line.execute(arguments);
    }

    private static void stopAtTheEnd(Node server) {
        Runtime.getRuntime().addShutdownHook(new Thread(server::close, "stop"));
    }

    /** Makes what picocli asks for: most of it needs nothing from outside. */
    record Parts(Time time, Consumer<Node> started, Terminal terminal) implements CommandLine.IFactory {
        Parts(Time time, Consumer<Node> started) {
            this(time, started, Terminal.ofThisProcess());
        }

        @Override
        public <K> K create(Class<K> type) throws Exception {
            if (type == ConfigOption.class) {
                return type.cast(new ConfigOption(time));
            }
            if (type == Serve.class) {
                return type.cast(new Serve(started));
            }
            if (type == SetupBoundary.class) {
                return type.cast(new SetupBoundary(terminal));
            }
            if (type == SetupVault.class) {
                return type.cast(new SetupVault(terminal));
            }
            return type == SetupPeople.class
                    ? type.cast(new SetupPeople(terminal))
                    : CommandLine.defaultFactory().create(type);
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }

    private static String rootMessage(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    /** The version that the jar carries. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"breakglass " + (version == null ? "(not packaged)" : version)};
        }
    }
}
