package dev.breakglass.kill;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The bot's process. */
final class Child {
    private static final List<String> FAST_START =
            List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xshare:auto", "-Xmx200m");

    private final ProcessBuilder builder;
    private final URI ready;
    private volatile @Nullable Process process;

    Child(Path directory, Path config, Path clock, int adminPort) {
        builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java")
                .toAbsolutePath()
                .toString());
        builder.command().addAll(FAST_START);
        builder.command()
                .addAll(List.of(
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "dev.breakglass.sandbox.ChildNode",
                        config.toString(),
                        clock.toString()));
        builder.directory(directory.toFile());
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(directory.resolve("child.log").toFile()));
        ready = URI.create("http://127.0.0.1:" + adminPort + "/health/ready");
    }

    void start() {
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start the bot", e);
        }
    }

    boolean isAlive() {
        Process started = process;
        return started != null && started.isAlive();
    }

    boolean isReady() {
        try {
            HttpURLConnection connection = (HttpURLConnection) ready.toURL().openConnection();
            connection.setConnectTimeout(1_000);
            connection.setReadTimeout(2_000);
            return connection.getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Sends it SIGTERM and waits until it has stopped by itself. */
    void stop() {
        Process started = process;
        try {
            if (started != null) {
                started.destroy();
                if (!started.waitFor(20, TimeUnit.SECONDS)) {
                    throw new IllegalStateException("the process does not stop");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends it SIGKILL and waits until it is dead. */
    void kill() {
        Process started = process;
        try {
            if (started != null && !started.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the process survives SIGKILL");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
