package dev.breakglass.contract;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Programs of others that a person would use: found, run to their end, and read. */
final class Programs {
    private static final long PATIENCE_SECONDS = 30;

    /** What a program printed, both ways together, and how it ended. */
    record Ended(int code, String said) {
        boolean well() {
            return code == 0;
        }
    }

    private Programs() {}

    static boolean isThere(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Arrays.stream(path.split(File.pathSeparator, -1))
                .map(folder -> Path.of(folder, name))
                .anyMatch(Files::isExecutable);
    }

    /** Runs a program with these variables beside the usual ones; what it prints goes to one text. */
    static Ended run(Map<String, String> environment, List<String> command) {
        Process process = start(environment, command, true);
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command.get(0) + " does not end: " + said);
            }
            return new Ended(process.exitValue(), said);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Starts a program and leaves it running. */
    static Process start(Map<String, String> environment, List<String> command, boolean together) {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(together);
        builder.environment().putAll(environment);
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + command.get(0), e);
        }
    }
}
