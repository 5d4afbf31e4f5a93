package dev.breakglass.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.app.cli.Said;
import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.Sandbox;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** A sandbox with what these tests do in it, and look at. */
public final class Scene implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public final SettableClock clock = SettableClock.running();
    public final Sandbox sandbox;
    public final World world;
    public final People people;

    public Scene(Path directory) {
        this(directory, world -> {});
    }

    /** With a world that is made ready before the bot starts. */
    public Scene(Path directory, Consumer<World> readied) {
        World prepared = new World(clock, directory, 0);
        readied.accept(prepared);
        sandbox = Sandbox.start(clock, prepared);
        world = sandbox.world();
        people = new People(world);
        world.slack.enforceRateLimits(false);
    }

    /** Alice asks for half an hour, and gets it from Bob; answers the request's id. */
    public String grant() {
        assertThat(people.typesBreakglass("alice").ok()).isTrue();
        assertThat(people.asks("alice", "checkout is down, orders are stuck").ok())
                .isTrue();
        await("the card", () -> people.cards().stream().anyMatch(card -> people.sees(card, "approve")));
        assertThat(people.pressesOnCard("bob", "approve").ok()).isTrue();
        await("an open grant", () -> requests().path(0).path("state").asText().equals("ACTIVE"));
        await(
                "the button that ends it",
                () -> world.slack.dm(People.user("alice")).stream().anyMatch(message -> people.sees(message, "done")));
        return requests().path(0).path("id").asText();
    }

    /** What {@code requests --json} says. */
    public JsonNode requests() {
        return json(command("requests", "--json").out());
    }

    /** Runs a command with the sandbox's configuration, while time goes on. */
    public Said command(String... arguments) {
        String[] all = new String[arguments.length + 2];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--config";
        all[arguments.length + 1] = sandbox.config().toString();
        return Said.by(clock, all);
    }

    /** As {@link #command}, for one that waits for time to go by. */
    public Said slowCommand(String... arguments) {
        CompletableFuture<Said> said = CompletableFuture.supplyAsync(() -> command(arguments));
        await(String.join(" ", arguments), said::isDone);
        return said.join();
    }

    /** Waits for the world to change; the clock runs ten times as fast meanwhile. */
    public void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(deadline);
            LockSupport.parkNanos(10_000_000L);
            clock.advance(Duration.ofMillis(100));
        }
    }

    // ---- what is open outside

    public boolean slotFilled() {
        return world.slots().stream()
                .anyMatch(slot -> !world.boundary.principalsOf(slot).isEmpty());
    }

    public boolean credentialLives() {
        return !world.vault.liveLeases().isEmpty();
    }

    public void assertNothingIsOpen() {
        assertThat(slotFilled()).as("a slot is filled").isFalse();
        assertThat(credentialLives()).as("a credential lives").isFalse();
        assertThat(world.boundary.openSessionsOf(world.alice(), world.target())).isEmpty();
        assertThat(world.vault.liveTokens())
                .noneMatch(token -> token.displayName().contains("bg-"));
    }

    // ---- what the bot says of itself

    /** An answer of the port for health and metrics. */
    public HttpResponse<String> admin(String path) {
        return get(sandbox.adminPort(), path);
    }

    static HttpResponse<String> get(int port, String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A value of {@code /metrics}, by everything that stands before it on its line. */
    public double metric(String name) {
        return admin("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no metric " + name));
    }

    /** The events that were shipped to the file so far. */
    public List<JsonNode> audit() {
        Path file = sandbox.config().resolveSibling("data").resolve("audit.ndjson");
        if (!Files.exists(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file).stream()
                    .map(line -> json(json(line).path("body").asText()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public List<JsonNode> audit(String type) {
        return audit().stream()
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    public static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        sandbox.close();
    }
}
