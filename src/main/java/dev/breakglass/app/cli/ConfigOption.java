package dev.breakglass.app.cli;

import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.Problem;
import dev.breakglass.app.config.Result;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that every command has. */
final class ConfigOption {
    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "The configuration; docs/configuration.md lists its keys.")
    @Nullable
    Path file;

    Result<Config> read() {
        if (file == null) {
            throw new IllegalStateException("the option is required");
        }
        return Config.read(file, System.getenv());
    }

    /** The configuration of a command that only ends or lists; what is wrong with the rest is said, and does not stop it. */
    Optional<Config> readForEndings(PrintWriter err) {
        Result<Config> read = read();
        print(read.problems(), err);
        return read.value();
    }

    static void print(List<Problem> problems, PrintWriter err) {
        problems.forEach(err::println);
    }

    /** The machine's clock, as fine as databases keep time. */
    static Clock clock() {
        return Clock.tick(Clock.systemUTC(), Duration.ofNanos(1_000));
    }
}
