package dev.breakglass.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A real Chromium, driven over the W3C WebDriver protocol. Elements are named by their {@code data-testid}. */
final class Browser implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    /** The key under which the protocol hands out elements. */
    private static final String ELEMENT = "element-6066-11e4-a52e-4f735466cecf";

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process driver;
    private final URI session;

    /** The driver's refusal, such as of an element that is not there. */
    private static final class Refused extends RuntimeException {
        Refused(String says) {
            super(says);
        }
    }

    /**
     * Starts it.
     *
     * @param directory gets the profile and the driver's log
     */
    Browser(Path directory) {
        int port = freePort();
        URI address = URI.create("http://127.0.0.1:" + port);
        try {
            Files.createDirectories(directory);
            driver = new ProcessBuilder("chromedriver", "--port=" + port)
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("driver.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ObjectNode wanted = MAPPER.createObjectNode();
        ObjectNode chrome =
                wanted.putObject("capabilities").putObject("alwaysMatch").putObject("goog:chromeOptions");
        chrome.putArray("args")
                .add("--headless")
                .add("--no-sandbox")
                .add("--disable-gpu")
                .add("--disable-quic")
                .add("--disable-dev-shm-usage")
                .add("--disable-background-networking")
                .add("--disable-component-update")
                .add("--disable-sync")
                .add("--no-first-run")
                .add("--window-size=1360,900")
                .add("--user-data-dir=" + directory.resolve("profile").toAbsolutePath());
        String id = await("the driver", () -> Optional.of(send("POST", URI.create(address + "/session"), wanted)))
                .path("sessionId")
                .asText();
        session = URI.create(address + "/session/" + id);
    }

    void open(URI page) {
        post("/url", MAPPER.createObjectNode().put("url", page.toString()));
    }

    /** Clicks the last element of this name, as soon as it can be clicked. */
    void click(String testId) {
        await(
                "a click on " + testId,
                () -> Optional.of(post("/element/" + find(testId) + "/click", MAPPER.createObjectNode())));
    }

    /** Types into a field, or chooses from a list what begins like this. */
    void type(String testId, String text) {
        await(
                "a field " + testId,
                () -> Optional.of(post(
                        "/element/" + find(testId) + "/value",
                        MAPPER.createObjectNode().put("text", text))));
    }

    /** Waits until an element of this name shows this text. */
    void sees(String testId, String text) {
        await(testId + " with: " + text, () -> Optional.of(textOf(testId)).filter(shown -> shown.contains(text)));
    }

    /** Waits until no element has this name. */
    void seesNo(String testId) {
        await("the end of " + testId, () -> Optional.of(elements(testId)).filter(JsonNode::isEmpty));
    }

    String textOf(String testId) {
        return await(
                        "a text of " + testId,
                        () -> Optional.of(
                                send("GET", URI.create(session + "/element/" + find(testId) + "/text"), null)))
                .asText();
    }

    void photograph(Path file) {
        String image = send("GET", URI.create(session + "/screenshot"), null).asText();
        try {
            Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
            Files.write(file, Base64.getDecoder().decode(image));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String find(String testId) {
        JsonNode found = elements(testId);
        if (found.isEmpty()) {
            throw new Refused("nothing is named " + testId);
        }
        return found.path(found.size() - 1).path(ELEMENT).asText();
    }

    private JsonNode elements(String testId) {
        return post(
                "/elements",
                MAPPER.createObjectNode().put("using", "css selector").put("value", "[data-testid='" + testId + "']"));
    }

    private JsonNode post(String path, ObjectNode body) {
        return send("POST", URI.create(session + path), body);
    }

    private JsonNode send(String method, URI address, @Nullable ObjectNode body) {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(PATIENCE)
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        try {
            JsonNode value = MAPPER.readTree(
                            http.send(request, BodyHandlers.ofString()).body())
                    .path("value");
            if (value.has("error")) {
                throw new Refused(value.path("error").asText() + ": "
                        + value.path("message").asText());
            }
            return value;
        } catch (IOException e) {
            throw new Refused("no answer: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The page reloads itself whenever something happens, so an element may be gone at any step. */
    private static <T> T await(String what, Supplier<Optional<T>> attempt) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        String last = "not there";
        while (System.nanoTime() < deadline) {
            try {
                Optional<T> done = attempt.get();
                if (done.isPresent()) {
                    return done.get();
                }
            } catch (Refused e) {
                last = String.valueOf(e.getMessage());
            }
            LockSupport.parkNanos(50_000_000L);
        }
        throw new AssertionError("waited in vain for " + what + "; last: " + last);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            send("DELETE", session, null);
            driver.destroy();
            driver.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (Refused e) {
            driver.destroyForcibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
