package dev.breakglass.app.cli;

import dev.breakglass.app.Time;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.Problem;
import dev.breakglass.app.config.Result;
import dev.breakglass.store.Store;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that every command has, and what follows from it. */
final class ConfigOption {
    private final Time time;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration; docs/configuration.md lists its keys.")
    @Nullable
    Path file;

    ConfigOption(Time time) {
        this.time = time;
    }

    /** As fine as databases keep time. */
    static Clock machineClock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }

    Time time() {
        return time;
    }

    /** This host's, for what needs no other. */
    Clock clock() {
        return time.local();
    }

    Result<Config> read() {
        if (file == null) {
            throw new IllegalStateException("the option is required");
        }
        return Config.read(file, System.getenv());
    }

    /**
     * The configuration of a command about what the server has stored; what is wrong with the rest of it is said, and does
     * not stop the command.
     *
     * @return empty if nothing is stored where it says, or it cannot be read; why was said
     */
    Optional<Config> readForStored(PrintWriter err) {
        Result<Config> read = read();
        print(read.problems(), err);
        Optional<Config> stored = read.value().filter(config -> Store.exists(config.database()));
        // A wrong address must not look like "nothing is open".
        read.value().filter(config -> stored.isEmpty()).ifPresent(config -> err.println(nothingStored(config)));
        return stored;
    }

    private static String nothingStored(Config config) {
        return config.onPostgreSql()
                ? "Nothing was ever stored in that database. Correct 'database.url', or start the server once."
                : "There is no database in " + config.data()
                        + ". Correct 'data' in the configuration, or start the server once.";
    }

    static void print(List<Problem> problems, PrintWriter err) {
        problems.forEach(err::println);
    }
}
