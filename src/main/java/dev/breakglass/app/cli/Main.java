package dev.breakglass.app.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code breakglass}: emergency access that always ends, with a record of everything. */
@Command(
        name = "breakglass",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Emergency access to Boundary and Vault from Slack.",
        subcommands = {Serve.class, Check.class, ListRequests.class, Revoke.class, Audit.class})
public final class Main {
    static final int DONE = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    public static void main(String[] arguments) {
        // A server goes on after its command returned; everything else ends here.
        int code = run(arguments);
        if (code != Serve.RUNNING) {
            System.exit(code);
        }
    }

    static int run(String... arguments) {
        CommandLine line = new CommandLine(new Main());
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            command.getErr().println("breakglass: " + rootMessage(failure));
            return FAILED;
        });
        return line.execute(arguments);
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
