package dev.breakglass.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.slack.api.app_backend.SlackSignature;
import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.slack.SignatureFilter.Rejection;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignatureFilterTest {
    private static final String OLD = "0123456789abcdef0123456789abcdef";
    private static final String NEW = "fedcba9876543210fedcba9876543210";
    private static final String BODY = "command=%2Fbreakglass&text=a+b";
    private static final long NOW = Samples.NOON.getEpochSecond();

    private final SettableClock clock = SettableClock.stoppedAt(Samples.NOON);
    private final List<Rejection> rejected = new ArrayList<>();
    private final List<String> passed = new ArrayList<>();
    private final SignatureFilter filter =
            new SignatureFilter(settings(OLD, NEW), clock, new TinyStore(), rejected::add);
    private final TinyServer server = new TinyServer(filter, new Recorder());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void what_slack_signed_now_comes_through_byte_for_byte() throws Exception {
        String lines = "{\"a\":\"ä\"}\r\n\n";
        assertThat(send(signed(OLD, NOW, lines))).isEqualTo(200);
        assertThat(passed).containsExactly(lines);
    }

    @Test
    void every_configured_secret_counts() throws Exception {
        assertThat(send(signed(NEW, NOW, BODY))).isEqualTo(200);
    }

    @Test
    void a_wrong_signature_is_refused() throws Exception {
        assertThat(send(signed("another-secret-of-16+", NOW, BODY))).isEqualTo(401);
        assertThat(send(post(BODY)
                        .header("X-Slack-Request-Timestamp", String.valueOf(NOW))
                        .header("X-Slack-Signature", "v0=")))
                .isEqualTo(401);
        assertThat(rejected).containsExactly(Rejection.SIGNATURE, Rejection.SIGNATURE);
        assertThat(passed).isEmpty();
    }

    @Test
    void the_key_that_bolt_uses_for_a_blank_secret_does_not_fit() throws Exception {
        assertThat(send(signed("---", NOW, BODY))).isEqualTo(401);
    }

    @Test
    void a_changed_body_is_refused() throws Exception {
        assertThat(send(post(BODY + "x")
                        .header("X-Slack-Request-Timestamp", String.valueOf(NOW))
                        .header("X-Slack-Signature", signature(OLD, NOW, BODY))))
                .isEqualTo(401);
    }

    @Test
    void five_minutes_of_skew_are_let_in_and_no_second_more_either_way() throws Exception {
        assertThat(send(signed(OLD, NOW - 300, BODY))).isEqualTo(200);
        assertThat(send(signed(OLD, NOW + 300, BODY))).isEqualTo(200);
        assertThat(send(signed(OLD, NOW - 301, BODY))).isEqualTo(401);
        assertThat(send(signed(OLD, NOW + 301, BODY))).isEqualTo(401);
        assertThat(rejected).containsExactly(Rejection.TIME, Rejection.TIME);
    }

    @Test
    void a_timestamp_that_is_no_number_is_refused() throws Exception {
        for (String timestamp : List.of("now", "-5", "99999999999999999999", "1e9")) {
            assertThat(send(post(BODY)
                            .header("X-Slack-Request-Timestamp", timestamp)
                            .header("X-Slack-Signature", "v0=00")))
                    .isEqualTo(401);
        }
    }

    @Test
    void missing_and_repeated_headers_are_refused() throws Exception {
        String good = signature(OLD, NOW, BODY);
        assertThat(send(post(BODY))).isEqualTo(401);
        assertThat(send(post(BODY).header("X-Slack-Signature", good))).isEqualTo(401);
        assertThat(send(post(BODY).header("X-Slack-Request-Timestamp", String.valueOf(NOW))))
                .isEqualTo(401);
        assertThat(send(signed(OLD, NOW, BODY).header("X-Slack-Signature", good)))
                .isEqualTo(401);
        assertThat(send(signed(OLD, NOW, BODY).header("X-Slack-Request-Timestamp", String.valueOf(NOW))))
                .isEqualTo(401);
        assertThat(rejected).hasSize(5).containsOnly(Rejection.HEADERS);
    }

    @Test
    void a_replay_is_refused() throws Exception {
        assertThat(send(signed(OLD, NOW, BODY))).isEqualTo(200);
        assertThat(send(signed(OLD, NOW, BODY))).isEqualTo(401);
        assertThat(send(signed(OLD, NOW, BODY))).isEqualTo(401);
        assertThat(rejected).containsExactly(Rejection.REPLAY, Rejection.REPLAY);
        assertThat(passed).hasSize(1);
    }

    @Test
    void only_posts_of_bearable_size_are_read() throws Exception {
        String large = "x".repeat((1 << 20) + 1);
        assertThat(send(HttpRequest.newBuilder(server.events()).GET())).isEqualTo(405);
        assertThat(send(signed(OLD, NOW, large))).isEqualTo(413);
        BodyPublisher unknownLength =
                BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large.getBytes(StandardCharsets.UTF_8)));
        assertThat(send(signed(OLD, NOW, large).POST(unknownLength))).isEqualTo(413);
        assertThat(send(signed(OLD, NOW, "x".repeat(1 << 20)))).isEqualTo(200);
    }

    @Test
    void without_a_usable_secret_nothing_starts() {
        assertThatThrownBy(() -> settings()).hasMessageContaining("no signing secret");
        assertThatThrownBy(() -> settings("")).hasMessageContaining("shorter than 16");
        assertThatThrownBy(() -> settings(OLD, "                    ")).hasMessageContaining("shorter than 16");
        assertThatThrownBy(() -> settings("fifteen-letters")).hasMessageContaining("shorter than 16");
    }

    private static Settings settings(String... secrets) {
        Settings usual = Samples.settings("");
        return new Settings(
                usual.apiUrl(),
                usual.botToken(),
                List.of(secrets).stream().map(Secret::of).map(OwnSecret::fixed).toList(),
                usual.teamId(),
                usual.appId(),
                usual.vaultPublicAddr(),
                "",
                usual.boundaryPublicAddr());
    }

    private HttpRequest.Builder signed(String secret, long timestamp, String body) {
        return post(body)
                .header("X-Slack-Request-Timestamp", String.valueOf(timestamp))
                .header("X-Slack-Signature", signature(secret, timestamp, body));
    }

    private HttpRequest.Builder post(String body) {
        return HttpRequest.newBuilder(server.events()).POST(BodyPublishers.ofString(body));
    }

    private static String signature(String secret, long timestamp, String body) {
        return new SlackSignature.Generator(secret).generate(String.valueOf(timestamp), body);
    }

    private int send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private final class Recorder extends HttpServlet {
        @Override
        protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
            passed.add(new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
            assertThat(request.getReader().readLine()).isNotEmpty();
        }
    }
}
