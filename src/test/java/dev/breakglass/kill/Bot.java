package dev.breakglass.kill;

import dev.breakglass.kill.Step.Phase;
import dev.breakglass.sandbox.SharedClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Ack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The bot with the world around it. Whoever waits here also lets the clock run, starts the bot again when it was killed,
 * and looks at every moment whether something is wrong outside.
 */
final class Bot implements AutoCloseable {
    private static final Instant START = Instant.parse("2026-03-01T02:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(75);
    private static final long LOOK_NANOS = 10_000_000L;
    /** Two and a half times as fast as the machine's: slow enough that no lease ends because the machine is busy. */
    private static final Duration TICK = Duration.ofMillis(25);
    /** Longer than the bot pauses between two messages to a channel. */
    private static final Duration QUIET = Duration.ofSeconds(2);
    /** What a start costs after a kill, most of it until the database can be had again. */
    private static final Duration DOWN = Duration.ofSeconds(8);
    /** Below the ports that the machine gives to whoever asks for any. */
    private static final AtomicInteger PORTS = new AtomicInteger(21_000);

    final SharedClock clock;
    final World world;
    final Killer killer;
    final AuditFile record;
    final Outside outside;
    final Path config;
    private final Child child;
    private final Path directory;
    private int starts;

    Bot(Path directory, Optional<Step> step) throws IOException {
        this.directory = directory;
        Files.createDirectories(directory);
        Path time = directory.resolve("clock");
        clock = SharedClock.create(time, START);
        world = new World(clock, directory, 0);
        int port = freePort();
        int adminPort = freePort();
        config = world.configure(port, adminPort);
        world.install(port);
        child = new Child(directory, config, time, adminPort);
        killer = new Killer(step, child);
        killer.watch("slack", world.slack);
        killer.watch("boundary", world.boundary);
        killer.watch("vault", world.vault);
        record = new AuditFile(directory.resolve("data/audit.ndjson"));
        outside = new Outside(world);
    }

    /** A promise that was not kept. */
    static final class Broken extends RuntimeException {
        Broken(String says) {
            super(says);
        }
    }

    void enter(Phase phase) {
        // What the last phase has still to say in Slack shall not be taken for the first words of this one.
        Instant latest = clock.instant().plus(QUIET.multipliedBy(5));
        int said;
        do {
            said = killer.saidInSlack();
            run(QUIET);
        } while (killer.saidInSlack() > said && clock.instant().isBefore(latest));
        killer.enter(phase);
    }

    /** Lets the clock run for so long. */
    void run(Duration time) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            tick();
        }
    }

    /** Kills the bot now, and lets it be dead until then. */
    void isDeadUntil(Instant then) {
        killer.killNow();
        clock.advanceTo(then);
        bringUp();
    }

    void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            hold(System.nanoTime() < deadline, "waited in vain for " + what);
            tick();
        }
    }

    /** A person does something, and does it again for as long as Slack shows that it failed and there is something to do. */
    void insist(String what, BooleanSupplier stillToDo, Supplier<Ack> deed) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (stillToDo.getAsBoolean()) {
            hold(System.nanoTime() < deadline, "tried in vain to " + what);
            if (deed.get().ok()) {
                killer.acknowledged();
                return;
            }
            tick();
        }
    }

    private void tick() {
        LockSupport.parkNanos(LOOK_NANOS);
        if (!child.isAlive()) {
            hold(killer.hasKilled() && starts < 3, "the bot died by itself");
            bringUp();
        }
        clock.advance(TICK);
        List<String> faults = outside.faults(clock.instant());
        hold(faults.isEmpty(), faults.toString());
    }

    /** Starts the bot, again if it was there before, and waits until it is ready. */
    void bringUp() {
        if (starts > 0) {
            clock.advance(DOWN);
        }
        starts++;
        child.start();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!child.isReady()) {
            hold(System.nanoTime() < deadline, "the bot does not get ready");
            LockSupport.parkNanos(LOOK_NANOS * 5);
            if (!child.isAlive()) {
                hold(killer.hasKilled() && starts < 3, "the bot does not start");
                bringUp();
            }
        }
    }

    static void hold(boolean promise, String otherwise) {
        if (!promise) {
            throw new Broken(otherwise);
        }
    }

    /** The end of what the bot said on its way. */
    List<String> lastWords() throws IOException {
        Path log = directory.resolve("child.log");
        List<String> lines = Files.exists(log) ? Files.readAllLines(log) : List.of();
        return lines.subList(Math.max(0, lines.size() - 15), lines.size());
    }

    static int freePort() {
        while (true) {
            int port = PORTS.getAndIncrement();
            if (isFree(port)) {
                return port;
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        killer.over();
        child.kill();
        world.close();
    }
}
