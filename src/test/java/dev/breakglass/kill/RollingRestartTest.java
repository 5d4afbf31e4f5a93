package dev.breakglass.kill;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.app.cli.Main;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.SharedClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Ack;
import dev.breakglass.store.Postgres;
import dev.breakglass.store.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two bots in processes of their own on one PostgreSQL: either does everything, and nobody notices a rolling restart. */
class RollingRestartTest {
    private static final Instant START = Instant.parse("2026-03-01T02:00:00Z");
    private static final Duration PATIENCE = Duration.ofSeconds(75);
    /** Both at first, both again, and the second once more. */
    private static final int STARTS = 5;

    private static final Duration TICK = Duration.ofMillis(25);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final Settings.PostgreSql database = Postgres.fresh();

    @SuppressWarnings("NullAway.Init")
    private SharedClock clock;

    @SuppressWarnings("NullAway.Init")
    private World world;

    @SuppressWarnings("NullAway.Init")
    private People people;

    @SuppressWarnings("NullAway.Init")
    private Outside outside;

    @SuppressWarnings("NullAway.Init")
    private Bystander first;

    @SuppressWarnings("NullAway.Init")
    private Bystander second;

    /** One of the two. */
    private final class Bystander {
        final int port = Bot.freePort();
        final Path config;
        final AuditFile record;
        final Child child;

        Bystander(String name) throws IOException {
            int adminPort = Bot.freePort();
            Path home = Files.createDirectories(directory.resolve(name));
            Path common = world.configure(port, adminPort);
            config = directory.resolve(name + ".yaml");
            Files.writeString(config, Files.readString(common).replace("data: data", "data: " + name));
            record = new AuditFile(home.resolve("audit.ndjson"));
            child = new Child(home, config, directory.resolve("clock"), adminPort);
        }

        void comesUp() {
            child.start();
            await("a node to be ready", child::isReady);
        }
    }

    @BeforeEach
    void two_nodes_start_together_on_an_empty_database() throws IOException {
        clock = SharedClock.create(directory.resolve("clock"), START);
        world = new World(clock, directory, 0);
        world.keepIn(database.url(), database.user());
        people = new People(world);
        outside = new Outside(world);
        first = new Bystander("first");
        second = new Bystander("second");
        first.child.start();
        second.child.start();
        await("both nodes", () -> first.child.isReady() && second.child.isReady());
    }

    @AfterEach
    void stop() {
        first.child.kill();
        second.child.kill();
        world.close();
    }

    @Test
    void a_rolling_restart_loses_nothing_and_cuts_nobody_off() {
        comesFromSlack(first);
        insist("open the form", () -> people.typesBreakglass("alice"));
        comesFromSlack(second);
        insist("ask", () -> people.asks("alice", "checkout is down, orders are stuck"));
        await("the card", () -> sees("approve"));
        comesFromSlack(first);
        insist("approve", () -> people.pressesOnCard("bob", "approve"));
        await("the opening", () -> first.record.tells("OPENED"));
        await("a credential", () -> !people.wrappingTokens("alice").isEmpty());
        JsonNode login =
                world.vault.unwrap(people.wrappingTokens("alice").get(0)).orElseThrow();
        String session = people.connects("alice").orElseThrow();

        restart(first, second, () -> assertInside(session, login));
        restart(second, first, () -> assertInside(session, login));

        Instant until =
                Instant.parse(first.record.find("APPROVED").orElseThrow().fact("until"));
        second.child.kill();
        clock.advanceTo(until);
        outside.mustEndAt(until);
        await("the end", () -> first.record.tells("CLOSED"));
        assertThat(outside.open()).isEmpty();
        assertThat(world.boundary.alive(session)).isFalse();

        second.comesUp();
        await(
                "both files to be complete",
                () -> starts(first) == STARTS && hashes(second).equals(hashes(first)));
        Judgement.ofFile(first.record.lines());
        Judgement.ofFile(second.record.lines());
        Judgement.ofGranted(first.record.lines(), false);
        assertTheRecordHolds();
    }

    /** One node stops and starts while the other serves; what must hold is looked at all the time. */
    private void restart(Bystander node, Bystander other, Runnable promise) {
        comesFromSlack(other);
        node.child.stop();
        run(Duration.ofSeconds(3), promise);
        insist("see the form", () -> people.typesBreakglass("dave"));
        node.comesUp();
        run(Duration.ofSeconds(3), promise);
    }

    private void assertInside(String session, JsonNode login) {
        assertThat(world.boundary.alive(session)).as("Alice's session goes on").isTrue();
        assertThat(outside.filledSlots()).hasSize(1);
        assertThat(world.vault
                        .database()
                        .login(
                                login.path("username").asText(),
                                login.path("password").asText()))
                .as("Alice's credential works")
                .isTrue();
    }

    /** What a load balancer does. */
    private void comesFromSlack(Bystander node) {
        world.install(node.port);
    }

    private boolean sees(String button) {
        return people.cards().stream().anyMatch(card -> people.sees(card, button));
    }

    private static long starts(Bystander node) {
        return node.record.lines().stream()
                .filter(line -> line.type().equals("STARTED"))
                .count();
    }

    private static List<String> hashes(Bystander node) {
        return node.record.lines().stream().map(line -> line.hash).toList();
    }

    /** The command of a third place works on the same database. */
    private void assertTheRecordHolds() {
        StringWriter said = new StringWriter();
        PrintWriter writer = new PrintWriter(said, true);
        assertThat(Main.run(writer, writer, "audit", "verify", "--config", second.config.toString()))
                .as(said.toString())
                .isZero();
        assertThat(said.toString()).contains("The chain holds.");
    }

    private void insist(String what, Supplier<Ack> deed) {
        await(what, () -> deed.get().ok());
    }

    private void run(Duration time, Runnable promise) {
        Instant end = clock.instant().plus(time);
        while (clock.instant().isBefore(end)) {
            promise.run();
            tick();
        }
    }

    private void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(deadline);
            tick();
        }
    }

    private void tick() {
        LockSupport.parkNanos(10_000_000L);
        clock.advance(TICK);
        assertThat(outside.faults(clock.instant())).isEmpty();
    }
}
