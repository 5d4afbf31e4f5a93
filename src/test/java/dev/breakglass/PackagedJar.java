package dev.breakglass;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The jar that is given to operators, run in processes of its own from a folder that holds nothing. */
final class PackagedJar {
    static final Path FILE = Path.of("target", "breakglass.jar").toAbsolutePath();

    private static final Path JAVA = Path.of(System.getProperty("java.home"), "bin", "java");
    private static final long PATIENCE_SECONDS = 120;

    private final Path folder;
    private final Path logs;
    private int runs;

    /** A command that has ended. */
    record Ended(int code, String out, String err) {}

    /** A command that goes on. */
    record Running(Process process, Path out, Path err) {
        String said() {
            return read(out);
        }

        List<String> log() {
            return read(err).lines().toList();
        }

        /** As by {@code kill -9}: nothing is tidied up. */
        void kill() {
            process.destroyForcibly();
            await(process);
        }
    }

    /**
     * Prepares to run it.
     *
     * @param logs gets what each run says, and outlives the test
     */
    PackagedJar(Path folder, Path logs) {
        this.folder = folder;
        this.logs = logs;
        try {
            Files.createDirectories(folder);
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Running start(String... arguments) {
        runs++;
        Path out = logs.resolve(runs + ".out");
        Path err = logs.resolve(runs + ".err");
        List<String> line = new ArrayList<>(List.of(JAVA.toString(), "-jar", FILE.toString()));
        line.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(line)
                    .directory(folder.toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new Running(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Ended run(String... arguments) {
        Running running = start(arguments);
        await(running.process());
        return new Ended(running.process().exitValue(), read(running.out()), read(running.err()));
    }

    /** What the runs so far left in the folder that they were started from. */
    List<Path> leftBehind() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void await(Process process) {
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("still running after " + PATIENCE_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
