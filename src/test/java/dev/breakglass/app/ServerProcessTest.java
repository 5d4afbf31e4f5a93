package dev.breakglass.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.app.cli.Said;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as it runs in production: what it logs and stores, commands beside it, and how it stops. */
class ServerProcessTest {
    private static final Duration PATIENCE = Duration.ofSeconds(40);
    private static final Pattern TOKEN =
            Pattern.compile("\\b(hvs|hvb|s)\\.[A-Za-z0-9_-]{20,}|\\bat_\\w+_s1\\w+|Bearer |xoxb-");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final SettableClock clock = SettableClock.running();
    private final int slackPort = ServerProcess.freePort();
    private final int adminPort = ServerProcess.freePort();
    private final Map<String, String> secrets = new TreeMap<>();

    @SuppressWarnings("NullAway.Init")
    private World world;

    @SuppressWarnings("NullAway.Init")
    private People people;

    @SuppressWarnings("NullAway.Init")
    private Path config;

    @BeforeEach
    void start() {
        world = new World(clock, directory, 0);
        world.slack.enforceRateLimits(false);
        people = new People(world);
        config = world.configure(slackPort, adminPort);
        world.install(slackPort);
        rememberTokens();
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void a_whole_story_leaves_json_lines_with_the_request_and_no_secret_anywhere() throws IOException {
        Path log = directory.resolve("server.log");
        String id;
        try (ServerProcess server = new ServerProcess(config, log)) {
            await("the server", () -> server.isReady(adminPort));
            id = story();
            assertThat(server.terminate()).isIn(0, 143);

            assertLines(server.log(), id);
            assertNoSecret("the log", String.join("\n", server.log()));
        }
        assertNoSecret("the audit file", shippedAudit());
        assertNoSecretStored();
        assertStartsAgain(log);
    }

    /** From the request to its proved end, with some trouble outside, whose words are for the log only. */
    private String story() {
        people.typesBreakglass("alice");
        people.asks("alice", "checkout is down, orders are stuck");
        await("the card", () -> people.cards().stream().anyMatch(card -> people.sees(card, "approve")));
        Reply trouble = Reply.json(500, "{\"kind\":\"Internal\",\"message\":\"db is away\"}");
        world.boundary.failTimes(1, call -> call.path().endsWith(":set-principals"), new Fault.Answer(trouble));
        world.vault.failTimes(
                1,
                call -> call.path().contains("auth/token/create"),
                new Fault.Answer(Reply.json(500, "{\"errors\":[\"x\"]}")));
        people.pressesOnCard("bob", "approve");
        await("the credential", () -> !people.wrappingTokens("alice").isEmpty());
        people.wrappingTokens("alice").forEach(token -> secrets.put("wrapping token " + token, token));
        List<String> wrapped = people.wrappingTokens("alice");
        JsonNode credential =
                world.vault.unwrap(wrapped.get(wrapped.size() - 1)).orElseThrow();
        secrets.put("database password", credential.path("password").asText());

        await("an open grant", () -> requests().path(0).path("state").asText().equals("ACTIVE"));
        String id = requests().path(0).path("id").asText();
        assertThat(people.connects("alice")).isPresent();
        Said revoked = command("revoke", id);
        assertThat(revoked.code()).as(revoked.toString()).isZero();
        assertThat(command("audit", "verify").code()).isZero();
        await(
                "the proof to be told",
                () -> people.messagesTo("alice").stream().anyMatch(text -> text.contains("read back empty")));
        return id;
    }

    private String shippedAudit() {
        try {
            return Files.readString(directory.resolve("data").resolve("audit.ndjson"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertLines(List<String> lines, String id) {
        List<JsonNode> parsed = new ArrayList<>();
        for (String line : lines) {
            assertThat(line).startsWith("{").endsWith("}");
            parsed.add(Scene.json(line));
        }
        assertThat(parsed)
                .allSatisfy(line ->
                        assertThat(line.path("formattedMessage").asText()).isNotBlank());
        assertThat(parsed)
                .as("lines about the request")
                .anyMatch(line -> line.path("mdc").path("request").asText().equals(id));
        assertThat(parsed)
                .filteredOn(line -> line.path("formattedMessage").asText().contains(id))
                .allSatisfy(line ->
                        assertThat(line.path("mdc").path("request").asText()).isEqualTo(id));
    }

    private void assertNoSecret(String where, String text) {
        secrets.forEach((name, secret) ->
                assertThat(text.contains(secret)).as(name + " in " + where).isFalse());
        Matcher token = TOKEN.matcher(text);
        assertThat(token.find()).as(() -> where + " has " + token.group()).isFalse();
    }

    private void assertNoSecretStored() throws IOException {
        try (Stream<Path> files = Files.walk(directory.resolve("data"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                assertNoSecret(file.getFileName().toString(), new String(bytes, StandardCharsets.ISO_8859_1));
                assertNoSecret(file.getFileName() + " as UTF-16", new String(bytes, StandardCharsets.UTF_16LE));
            }
        }
    }

    private void assertStartsAgain(Path log) {
        try (ServerProcess again = new ServerProcess(config, log)) {
            await("the server again", () -> again.isReady(adminPort));
            assertThat(again.terminate()).isIn(0, 143);
        }
    }

    /** Everything secret that goes over the wire, remembered where the fakes see it. */
    private void rememberTokens() {
        secrets.put("bot token", Workspace.TOKEN);
        secrets.put("signing secret", World.SIGNING_SECRET);
        secrets.put("password", World.PASSWORD);
        secrets.put("secret id", secretId());
        world.vault.watch((moment, call) -> remember("Vault token", call.header("x-vault-token")));
        world.boundary.watch((moment, call) -> remember("Boundary token", call.header("authorization")));
    }

    private synchronized void remember(String name, String value) {
        if (!value.isEmpty()) {
            secrets.put(name + " " + value, value.replace("Bearer ", ""));
        }
    }

    private String secretId() {
        try {
            return Files.readAllLines(config).stream()
                    .filter(line -> line.contains("secretId: "))
                    .map(line -> line.replace("secretId: ", "").strip())
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode requests() {
        return Scene.json(command("requests", "--json").out());
    }

    private Said command(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config.toString()));
        return Said.by(clock, all.toArray(String[]::new));
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(deadline);
            LockSupport.parkNanos(50_000_000L);
        }
    }
}
