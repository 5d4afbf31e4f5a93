package dev.breakglass.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.breakglass.app.cli.Said;
import dev.breakglass.app.config.PolicyHolder;
import dev.breakglass.sandbox.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** A bad policy or configuration: what is open ends all the same, nothing is granted, and it is said what to mend. */
class BadFilesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Scene scene;

    /** One file with one fault, and what is said of it. */
    enum Bad {
        POLICY("policy.yaml", "from: [security]", "from: [secrity]", "policy.yaml:19: 'secrity' is neither"),
        NO_POLICY("config.yaml", "policy: policy.yaml", "policy: no.yaml", "no.yaml:1: "),
        SHORT_SIGNING_SECRET(
                "config.yaml",
                World.SIGNING_SECRET,
                "short",
                "config.yaml:8: 'slack.signingSecrets' is shorter than 16 characters. Copy the signing secret"),
        UNREACHABLE_SECRET(
                "config.yaml",
                World.SIGNING_SECRET,
                "file:not-mounted",
                "config.yaml:8: the file for 'slack.signingSecrets' does not exist. Create it, or correct the path.");

        private final String file;
        private final String good;
        private final String bad;
        private final String says;

        Bad(String file, String good, String bad, String says) {
            this.file = file;
            this.good = good;
            this.bad = bad;
            this.says = says;
        }
    }

    @BeforeEach
    void start() {
        scene = new Scene(directory);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @ParameterizedTest
    @EnumSource
    void with_nothing_open_the_server_does_not_start(Bad bad) {
        scene.sandbox.stopNode();
        replace(bad.file, bad.good, bad.bad);

        Said said = scene.command("serve");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.out()).isEmpty();
        assertThat(said.err().lines()).singleElement().asString().startsWith(bad.says);
    }

    @ParameterizedTest
    @EnumSource
    void with_something_open_the_server_starts_only_to_end_it(Bad bad) {
        String id = scene.grant();
        scene.sandbox.stopNode();
        int slackPort = ServerProcess.freePort();
        replace("config.yaml", "http: {bind: 127.0.0.1, port: 0}", "http: {bind: 127.0.0.1, port: " + slackPort + "}");
        replace(bad.file, bad.good, bad.bad);
        AtomicReference<Node> started = new AtomicReference<>();

        Said said = Said.by(
                scene.clock,
                started::set,
                "serve",
                "--config",
                scene.sandbox.config().toString());

        assertThat(said.code()).as("an exit code that means that it runs on").isEqualTo(-1);
        assertThat(said.err().lines()).singleElement().asString().startsWith(bad.says);
        try (Node node = Objects.requireNonNull(started.get())) {
            assertLiveAndNotReady(node, bad);
            assertClosed(slackPort);
            assertThat(scene.requests().path(0).path("id").asText()).isEqualTo(id);

            scene.clock.advance(Duration.ofMinutes(30));
            scene.await("the end", () -> scene.requests().isEmpty());
            scene.assertNothingIsOpen();
        }
    }

    private static void assertLiveAndNotReady(Node node, Bad bad) {
        assertThat(Scene.get(node.adminPort(), "/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = Scene.get(node.adminPort(), "/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .startsWith(
                        "not ready: nothing is granted until the configuration and the policy are mended: " + bad.says);
        assertThat(Scene.get(node.adminPort(), "/metrics").body())
                .contains("breakglass_requests{state=\"ACTIVE\"} 1.0");
    }

    private static void assertClosed(int port) {
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close())
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void a_bad_policy_while_running_keeps_the_last_good_one_and_is_told_in_the_log() {
        Logger logger = (Logger) LoggerFactory.getLogger(PolicyHolder.class);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        logger.addAppender(log);
        try {
            replace("policy.yaml", Bad.POLICY.good, Bad.POLICY.bad);
            scene.clock.advance(Duration.ofSeconds(2));
            scene.grant();
            assertThat(scene.slotFilled()).isTrue();
            // Other tests, beside this one, say that their policies were read.
            assertThat(log.list)
                    .filteredOn(event -> event.getLevel() == Level.ERROR)
                    .singleElement()
                    .satisfies(event -> assertThat(event.getFormattedMessage())
                            .contains("The last good policy stays in force.")
                            .contains(Bad.POLICY.says));
            assertThat(scene.admin("/health/ready").statusCode()).isEqualTo(200);
        } finally {
            logger.detachAppender(log);
        }
    }

    private void replace(String file, String text, String instead) {
        Path path = directory.resolve(file);
        try {
            String before = Files.readString(path);
            assertThat(before).contains(text);
            Files.writeString(path, before.replace(text, instead));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
