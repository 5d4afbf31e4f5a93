package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.Sandbox;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left to do when the bot and its database are lost. The longest grant of the world lasts four hours. */
class SweepCommandTest {
    private static final Duration LONGEST = Duration.ofHours(4);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final SettableClock clock = SettableClock.running();

    @SuppressWarnings("NullAway.Init")
    private World world;

    @SuppressWarnings("NullAway.Init")
    private Path config;

    @BeforeEach
    void start() {
        world = new World(clock, directory.resolve("alone"), 0);
        config = world.configure(0, 0);
    }

    @AfterEach
    void stop() {
        world.close();
    }

    private Said sweep(String... more) {
        return Said.by(clock, with(more));
    }

    private String[] with(String... more) {
        String[] all = new String[more.length + 3];
        all[0] = "sweep";
        all[1] = "--config";
        all[2] = config.toString();
        System.arraycopy(more, 0, all, 3, more.length);
        return all;
    }

    @Test
    void a_slot_is_left_alone_until_no_grant_can_explain_it() {
        String slot = world.slots().get(0);
        world.boundary.addPrincipal(slot, world.alice());
        clock.advance(LONGEST.plusMinutes(4));
        assertThat(sweep()).isEqualTo(new Said(0, "2 slots looked at, 0 emptied." + System.lineSeparator(), ""));
        assertThat(world.boundary.principalsOf(slot)).containsExactly(world.alice());

        clock.advance(Duration.ofMinutes(2));
        assertThat(sweep("--dry-run").lines().get(0)).contains(slot, world.alice(), "240 minutes", "would be emptied");
        assertThat(world.boundary.principalsOf(slot)).containsExactly(world.alice());
        assertThat(sweep().lines())
                .satisfiesExactly(
                        line -> assertThat(line).contains(slot, "emptied, 0 sessions cancelled"),
                        line -> assertThat(line).isEqualTo("2 slots looked at, 1 emptied."));
        assertThat(world.boundary.principalsOf(slot)).isEmpty();
        assertThat(Files.exists(directory.resolve("alone").resolve("data"))).isFalse();
    }

    @Test
    void with_bot_and_database_destroyed_a_grant_still_ends_sessions_included() throws IOException {
        try (Sandbox sandbox = Sandbox.start(clock, directory.resolve("lost"), 0)) {
            People people = new People(sandbox.world());
            people.typesBreakglass("alice");
            people.asks("alice", "checkout is down, orders are stuck");
            await(() -> people.cards().stream().anyMatch(card -> people.sees(card, "approve")));
            people.pressesOnCard("bob", "approve");
            await(() -> people.connects("alice").isPresent());
            sandbox.stopNode();
            for (Path file : filesIn(directory.resolve("lost").resolve("data"))) {
                Files.delete(file);
            }
            clock.advance(LONGEST.plusMinutes(6));

            Said swept = Said.by(clock, "sweep", "--config", sandbox.config().toString());
            assertThat(swept.code()).isZero();
            assertThat(swept.out()).contains("1 emptied");
            assertThat(sandbox.world().slots())
                    .allMatch(
                            slot -> sandbox.world().boundary.principalsOf(slot).isEmpty());
            assertThat(sandbox.world()
                            .boundary
                            .openSessionsOf(
                                    sandbox.world().alice(), sandbox.world().target()))
                    .isEmpty();
            assertThat(sandbox.world().vault.liveLeases()).isEmpty();
        }
    }

    @Test
    void what_cannot_be_emptied_is_said_and_fails() {
        String slot = world.slots().get(0);
        world.boundary.addPrincipal(slot, world.alice());
        clock.advance(LONGEST.plusMinutes(6));
        world.boundary.fail(
                call -> call.path().endsWith(":set-principals"),
                new Fault.Answer(Reply.json(403, "{\"kind\":\"PermissionDenied\",\"message\":\"Forbidden.\"}")));
        Said said = sweep();
        assertThat(said.code()).isEqualTo(1);
        assertThat(said.lines().get(0)).startsWith("slot " + slot + ": ");
        assertThat(said.lines()).last().asString().contains("1 in doubt; run this again.");
    }

    @Test
    void without_a_policy_it_is_wrong_use() throws IOException {
        Files.writeString(world.policyFile(), "targets: [");
        Said said = sweep();
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("policy.yaml:");
    }

    private static List<Path> filesIn(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.toList();
        }
    }

    private interface Condition {
        boolean holds();
    }

    private void await(Condition condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.holds()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000L);
            clock.advance(Duration.ofMillis(40));
        }
    }
}
