package dev.breakglass.sandbox;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** Runs the sandbox until it is stopped, or tells its story with {@code tour}. */
public final class SandboxMain {
    private static final int PAGE_PORT = 8090;

    private SandboxMain() {}

    public static void main(String[] arguments) throws IOException {
        boolean tour = arguments.length == 1 && arguments[0].equals("tour");
        if (arguments.length > 0 && !tour) {
            System.err.println("usage: no argument for the sandbox, or: tour");
            System.exit(2);
        }
        Path directory = Files.createTempDirectory("breakglass-sandbox");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
        if (tour) {
            System.exit(tour(directory));
        }
        run(directory);
    }

    private static int tour(Path directory) {
        long start = System.nanoTime();
        try (Sandbox sandbox = Sandbox.start(SettableClock.running(), directory, 0)) {
            System.out.printf("%6d ms  the sandbox is up%n", millisSince(start));
            new Story(sandbox, System.out::println).tell();
            System.out.printf("%6d ms  in all. Every promise held.%n", millisSince(start));
            return 0;
        } catch (Story.Broken e) {
            System.out.println("BROKEN: " + e.getMessage());
            return 1;
        }
    }

    private static void run(Path directory) {
        Sandbox sandbox = furnished(directory, freeOrAny(PAGE_PORT));
        String page = sandbox.world().slack.url() + "/";
        System.out.println("The sandbox is up: " + page);
        System.out.println("  1. As Alice, in #incidents, type /breakglass, fill in the form and send it.");
        System.out.println("  2. As Bob, in #emergency, press Approve.");
        System.out.println(
                "  3. As Alice, read what breakglass sent you; press \"Alice opens a session\" at the right.");
        System.out.println(
                "  4. Press \"Move time 5 minutes on\" until it ends; slots, session and lease go by themselves.");
        System.out.println("  5. Read the proof in Alice's messages, and the trail in #incidents.");
        System.out.println("Health and metrics: http://127.0.0.1:" + sandbox.adminPort() + "/health/ready, /metrics");
        System.out.println("Commands beside it: --config " + sandbox.config());
        System.out.println("Stop with Ctrl-C.");
    }

    /** A sandbox whose page shows Boundary and Vault, too, and lets time move on. */
    static Sandbox furnished(Path directory, int pagePort) {
        SettableClock clock = SettableClock.running();
        Sandbox sandbox = Sandbox.start(clock, directory, pagePort);
        World world = sandbox.world();
        world.slack.addPanel("The story", Panels::story);
        world.slack.addPanel("Boundary", () -> Panels.boundary(world));
        world.slack.addPanel("Vault", () -> Panels.vault(world));
        world.slack.addAction("Alice opens a session", () -> new People(world).opensSession("alice"));
        world.slack.addAction("Move time 5 minutes on", () -> clock.advance(Duration.ofMinutes(5)));
        world.slack.addAction("Move time 1 minute on", () -> clock.advance(Duration.ofMinutes(1)));
        return sandbox;
    }

    private static int freeOrAny(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        } catch (IOException e) {
            System.out.println("Port " + port + " is taken, so the page is at another one this time.");
            return 0;
        }
    }

    private static long millisSince(long start) {
        return Duration.ofNanos(System.nanoTime() - start).toMillis();
    }

    private static void delete(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            System.err.println("left behind: " + directory);
        }
    }
}
