package dev.breakglass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Workspace;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs after packaging, on the machine's own clock: the fakes and the jar agree on the time without being told it. */
@Execution(ExecutionMode.CONCURRENT)
class PackagedJarTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration GRANT = Duration.ofMinutes(1);
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private PackagedJar jar;

    private final SettableClock clock = SettableClock.running();
    private final HttpClient http = HttpClient.newHttpClient();
    private Optional<PackagedJar.Running> bot = Optional.empty();

    @BeforeEach
    void an_empty_folder(TestInfo test) {
        Path logs = Path.of(
                "target", "packaged-jar", test.getTestMethod().orElseThrow().getName());
        jar = new PackagedJar(directory.resolve("empty"), logs);
    }

    @AfterEach
    void nothing_runs_on_and_nothing_is_left_behind() {
        bot.ifPresent(PackagedJar.Running::kill);
        assertThat(jar.leftBehind()).isEmpty();
    }

    @Test
    void a_bot_killed_in_the_middle_and_started_again_ends_access_at_its_time() throws IOException {
        try (World world = new World(clock, directory.resolve("world"), 0)) {
            Site site = Site.of(world);
            serve(site);
            assertThat(bot.orElseThrow().said()).isEmpty();
            assertThat(bot.orElseThrow().log()).isNotEmpty().allSatisfy(PackagedJarTest::isCalmJson);

            Grant grant = opensAccess(site);
            bot.orElseThrow().kill();
            assertThat(isOpen(site, grant)).isTrue();
            serve(site);
            assertThat(clock.instant()).as("started again in time").isBefore(grant.until());

            await("the end", GRANT.plus(PATIENCE), () -> isAllGone(site, grant));
            assertThat(clock.instant()).isBetween(grant.until(), grant.until().plus(PATIENCE.dividedBy(2)));
            await("the proof", PATIENCE, () -> wasToldTheEnd(site, "alice"));
            nothingIsOpenAndTheRecordHolds(site);
        }
    }

    @Test
    void what_a_killed_bot_left_open_is_revoked_without_a_server() throws IOException {
        try (World world = new World(clock, directory.resolve("world"), 0)) {
            Site site = Site.of(world);
            serve(site);
            Grant grant = opensAccess(site);
            bot.orElseThrow().kill();

            String open =
                    jar.run("requests", "--json", "--config", site.config()).out();
            assertThat(MAPPER.readTree(open)).hasSize(1);
            String id = MAPPER.readTree(open).at("/0/id").asText();
            PackagedJar.Ended revoked = jar.run("revoke", id, "--config", site.config());
            assertThat(revoked.code()).as(revoked.toString()).isZero();
            assertThat(revoked.out()).contains(id + " is revoked.");
            assertThat(isAllGone(site, grant)).isTrue();
            nothingIsOpenAndTheRecordHolds(site);
        }
    }

    @Test
    void version_and_help_are_told() {
        assertThat(jar.run("--version").out()).startsWith("breakglass 0.");
        PackagedJar.Ended help = jar.run("--help");
        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("serve", "check", "requests", "revoke", "audit");
        assertThat(help.err()).isEmpty();
    }

    @Test
    void no_arguments_are_answered_with_the_usage() {
        PackagedJar.Ended ended = jar.run();
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("Usage: breakglass").contains("serve");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void a_bad_configuration_is_refused_with_file_and_line() throws IOException {
        Path config = Files.writeString(directory.resolve("config.yaml"), "policy: policy.yaml\nhttp: {prot: 8080}\n");
        PackagedJar.Ended ended = jar.run("serve", "--config", config.toString());
        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err()).contains("config.yaml:2: 'prot' is not known");
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void the_jar_holds_what_it_needs_and_no_sandbox() throws IOException {
        try (JarFile file = new JarFile(PackagedJar.FILE.toFile())) {
            List<String> names = file.stream().map(JarEntry::getName).toList();
            assertThat(names)
                    .noneMatch(name -> name.startsWith("dev/breakglass/sandbox/"))
                    .noneMatch(name -> name.endsWith("module-info.class"))
                    .doesNotHaveDuplicates()
                    .contains("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/licenses/org.postgresql/LICENSE")
                    .contains("META-INF/services/org.flywaydb.core.extensibility.Plugin")
                    .contains("META-INF/services/java.sql.Driver")
                    .contains("META-INF/services/org.slf4j.spi.SLF4JServiceProvider");
        }
    }

    private void serve(Site site) {
        PackagedJar.Running running = jar.start("serve", "--config", site.config());
        bot = Optional.of(running);
        await("the bot to be ready", PATIENCE, () -> {
            assertThat(running.process().isAlive())
                    .as(() -> String.join("\n", running.log()))
                    .isTrue();
            return isReady(site.ready());
        });
    }

    private boolean isReady(URI ready) {
        try {
            return http.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.discarding())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Grant opensAccess(Site site) {
        People people = people(site);
        assertThat(people.typesBreakglass("alice").ok()).isTrue();
        assertThat(people.asks("alice", GRANT.toString(), "checkout is down", Workspace.channelId(World.INCIDENT))
                        .ok())
                .isTrue();
        await("the card", PATIENCE, () -> people.cards().stream().anyMatch(card -> people.sees(card, "approve")));
        Instant until = clock.instant().plus(GRANT);
        assertThat(people.pressesOnCard("bob", "approve").ok()).isTrue();
        await("the credential", PATIENCE, () -> !people.wrappingTokens("alice").isEmpty());
        JsonNode data =
                site.world().vault.unwrap(people.wrappingTokens("alice").get(0)).orElseThrow();
        Grant grant =
                new Grant(data.path("username").asText(), data.path("password").asText(), until);
        await("open access", PATIENCE, () -> isOpen(site, grant));
        assertThat(people.connects("alice")).isPresent();
        return grant;
    }

    private static People people(Site site) {
        return new People(site.world());
    }

    private static boolean wasToldTheEnd(Site site, String name) {
        return people(site).messagesTo(name).stream().anyMatch(text -> text.contains("read back empty"));
    }

    private static boolean isOpen(Site site, Grant grant) {
        World world = site.world();
        return world.slots().stream()
                        .anyMatch(slot -> world.boundary.principalsOf(slot).equals(List.of(world.alice())))
                && !world.vault.liveLeases().isEmpty()
                && world.vault.database().login(grant.username(), grant.password());
    }

    private static boolean isAllGone(Site site, Grant grant) {
        World world = site.world();
        return world.slots().stream()
                        .allMatch(slot -> world.boundary.principalsOf(slot).isEmpty())
                && world.boundary.openSessionsOf(world.alice(), world.target()).isEmpty()
                && world.vault.liveLeases().isEmpty()
                && !world.vault.database().login(grant.username(), grant.password());
    }

    private void nothingIsOpenAndTheRecordHolds(Site site) {
        // An emptied slot is looked at once more, a little later, before the request is closed.
        await("a closed request", PATIENCE, () -> {
            PackagedJar.Ended requests = jar.run("requests", "--json", "--config", site.config());
            return requests.out().strip().equals("[ ]");
        });
        PackagedJar.Ended verify = jar.run("audit", "verify", "--config", site.config());
        assertThat(verify.code()).as(verify.toString()).isZero();
        assertThat(verify.out()).contains("The chain holds.");
    }

    private static void isCalmJson(String line) {
        assertThatCode(() -> MAPPER.readTree(line)).as(line).doesNotThrowAnyException();
        assertThat(line).contains("\"level\":\"INFO\"");
    }

    private static void await(String what, Duration patience, BooleanSupplier condition) {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000L);
        }
    }

    /** What Alice got. */
    private record Grant(String username, String password, Instant until) {}

    /** The fakes, and a bot in another process among them whose grants may end after a minute. */
    private record Site(World world, String config, URI ready) {
        static Site of(World world) throws IOException {
            int http = freePort();
            int admin = freePort();
            Path config = world.configure(http, admin, world.policy(1, "1m"));
            world.install(http);
            return new Site(world, config.toString(), URI.create("http://127.0.0.1:" + admin + "/health/ready"));
        }

        private static int freePort() throws IOException {
            try (ServerSocket socket = new ServerSocket(0)) {
                return socket.getLocalPort();
            }
        }
    }
}
