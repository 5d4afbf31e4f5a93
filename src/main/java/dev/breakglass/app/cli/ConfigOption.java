package dev.breakglass.app.cli;

import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.Problem;
import dev.breakglass.app.config.Result;
import dev.breakglass.store.Settings;
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
    private final Clock clock;

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration; docs/configuration.md lists its keys.")
    @Nullable
    Path file;

    ConfigOption(Clock clock) {
        this.clock = clock;
    }

    /** As fine as databases keep time. */
    static Clock machineClock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }

    Clock clock() {
        return clock;
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
        Optional<Config> stored = read.value().filter(config -> Store.exists(new Settings(config.data())));
        if (read.value().isPresent() && stored.isEmpty()) {
            // A wrong path must not look like "nothing is open".
            err.println("There is no database in " + read.value().get().data()
                    + ". Correct 'data' in the configuration, or start the server once.");
        }
        return stored;
    }

    static void print(List<Problem> problems, PrintWriter err) {
        problems.forEach(err::println);
    }
}
