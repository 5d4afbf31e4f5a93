package dev.breakglass.sandbox.boundary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.sandbox.SettableClock;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the recordings do not show: limits, endings by time alone, and each right of the bot taken away singly. */
class FakeBoundaryTest {
    private static final String PASSWORD = "a-long-password";

    private final SettableClock clock = SettableClock.stoppedAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeBoundary boundary = new FakeBoundary(clock, 0);
    private final HttpClient http = HttpClient.newHttpClient();
    private final String target = boundary.addTarget("orders-db", "10.0.0.5", 5432);
    private final String slot = boundary.addSlot("breakglass-orders-1", target);
    private final String aliceId = boundary.addUser("alice", "alice", PASSWORD);
    private final String botId = boundary.addBot("breakglass-bot", PASSWORD, List.of(slot));
    private final Person bot = boundary.loginAs("breakglass-bot", PASSWORD);
    private final Person alice = boundary.loginAs("alice", PASSWORD);

    @AfterEach
    void close() {
        boundary.close();
    }

    @Test
    void the_151st_list_in_30_seconds_is_refused_without_a_body() {
        for (int i = 0; i < 150; i++) {
            assertThat(listSessions().statusCode()).isEqualTo(200);
        }
        clock.advance(Duration.ofSeconds(3));
        HttpResponse<String> refused = listSessions();
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.body()).isEmpty();
        assertThat(refused.headers().firstValue("Retry-After")).contains("27");
        assertThat(get("/v1/roles/" + slot).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(27));
        assertThat(listSessions().statusCode()).isEqualTo(200);
    }

    @Test
    void an_empty_list_has_neither_items_nor_a_list_token() {
        JsonNode list = json(listSessions());
        assertThat(list.has("items")).isFalse();
        assertThat(list.has("list_token")).isFalse();
        assertThat(list.path("response_type").asText()).isEqualTo("complete");
    }

    @Test
    void nobody_opens_a_session_without_the_slot() {
        assertRefused(403, () -> boundary.authorizeSession(alice, target));
        boundary.addPrincipal(slot, aliceId);
        String session = boundary.authorizeSession(alice, target);
        assertThat(boundary.openSessionsOf(aliceId, target)).containsExactly(session);
        boundary.removePrincipal(slot, aliceId);
        assertRefused(403, () -> boundary.authorizeSession(alice, target));
    }

    @Test
    void an_open_session_outlives_the_slot_and_takes_new_connections() {
        String session = activeSession();
        boundary.removePrincipal(slot, aliceId);
        boundary.connect(session);
        assertThat(boundary.alive(session)).isTrue();
    }

    @Test
    void a_cancelled_session_is_cut_two_seconds_later_and_forgotten_after_an_hour() {
        String session = activeSession();
        assertThat(cancel(session, 2).statusCode()).isEqualTo(200);
        clock.advance(Duration.ofMillis(1999));
        assertThat(boundary.statusOf(session)).isEqualTo("canceling");
        assertThat(boundary.alive(session)).isTrue();
        clock.advance(Duration.ofMillis(1));
        assertThat(boundary.statusOf(session)).isEqualTo("terminated");
        assertThat(boundary.alive(session)).isFalse();
        clock.advance(Duration.ofHours(1));
        assertThat(get("/v1/sessions/" + session).statusCode()).isEqualTo(404);
    }

    @Test
    void a_cancelled_session_without_connections_waits_for_the_ticker() {
        boundary.addPrincipal(slot, aliceId);
        String session = boundary.authorizeSession(alice, target);
        assertThat(cancel(session, 1).statusCode()).isEqualTo(200);
        assertRefused(403, () -> boundary.connect(session));
        clock.advance(Duration.ofSeconds(59));
        assertThat(boundary.statusOf(session)).isEqualTo("canceling");
        assertThat(boundary.alive(session)).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(boundary.statusOf(session)).isEqualTo("terminated");
    }

    @Test
    void a_session_times_out_at_the_targets_limit() {
        String session = activeSession();
        clock.advance(Target.DEFAULT_SESSION_MAX);
        assertThat(boundary.statusOf(session)).isEqualTo("terminated");
        assertThat(json(get("/v1/sessions/" + session))
                        .path("termination_reason")
                        .asText())
                .isEqualTo("timed out");
    }

    @Test
    void a_spent_token_is_deleted_when_it_is_used_and_takes_its_sessions_along() {
        String session = activeSession();
        boundary.disconnect(session);
        clock.advance(Duration.ofHours(7));
        assertThat(boundary.tokensOf(aliceId)).hasSize(1);
        clock.advance(Duration.ofDays(7));
        assertRefused(401, () -> boundary.authorizeSession(alice, target));
        assertThat(boundary.tokensOf(aliceId)).isEmpty();
        assertThat(get("/v1/roles/" + slot).statusCode()).isEqualTo(401);
    }

    @Test
    void the_bot_needs_every_one_of_its_grants() {
        boundary.withoutDefaultGrants();
        String session = activeSession();
        assertNeeded("ids=" + slot, "/v1/roles/" + slot);
        assertNeeded("ids=*;type=session", "/v1/sessions/" + session);
        assertNeeded("ids=*;type=session", "/v1/sessions?scope_id=" + boundary.projectId());
        assertNeeded("ids=*;type=target", "/v1/targets?scope_id=" + boundary.projectId());
    }

    @Test
    void without_the_right_to_cancel_the_bot_may_still_read() {
        String role = boundary.roleNamed("breakglass-bot");
        String session = activeSession();
        boundary.setGrants(role, List.of("ids=*;type=session;actions=list,read"));
        assertThat(cancel(session, 2).statusCode()).isEqualTo(403);
        assertThat(get("/v1/sessions/" + session).statusCode()).isEqualTo(200);
    }

    @Test
    void people_see_only_their_own_sessions() {
        String session = activeSession();
        boundary.addUser("bob", "bob", PASSWORD);
        String bob = boundary.loginAs("bob", PASSWORD).token();
        String list = "/v1/sessions?scope_id=" + boundary.projectId();
        assertThat(json(send("GET", list, "", alice.token())).path("items")).hasSize(1);
        assertThat(json(send("GET", list, "", bob)).has("items")).isFalse();
        assertThat(send("GET", "/v1/sessions/" + session, "", bob).statusCode()).isEqualTo(403);
    }

    @Test
    void a_filter_reaches_items_by_path() {
        String filter = "\"ali\" in \"/item/name\" or (not \"/item/name\" != \"breakglass-bot\")";
        String path = "/v1/users?scope_id=global&filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8);
        assertThat(json(get(path)).path("items").findValuesAsText("login_name"))
                .containsExactlyInAnyOrder("alice", "breakglass-bot");
    }

    @Test
    void a_deleted_token_ends_the_sessions_opened_with_it() {
        String session = activeSession();
        boundary.deleteToken(alice.tokenId());
        assertThat(boundary.statusOf(session)).isEqualTo("canceling");
        clock.advance(Duration.ofSeconds(2));
        assertThat(boundary.statusOf(session)).isEqualTo("terminated");
        assertThat(boundary.tokensOf(botId)).containsExactly(bot.tokenId());
    }

    private String activeSession() {
        boundary.addPrincipal(slot, aliceId);
        String session = boundary.authorizeSession(alice, target);
        boundary.connect(session);
        return session;
    }

    private void assertNeeded(String grantPrefix, String path) {
        String role = boundary.roleNamed("breakglass-bot");
        List<String> all = boundary.grantsOf(role);
        assertThat(get(path).statusCode()).isEqualTo(200);
        boundary.setGrants(
                role,
                all.stream().filter(grant -> !grant.startsWith(grantPrefix)).toList());
        assertThat(get(path).statusCode()).as("without " + grantPrefix).isEqualTo(403);
        boundary.setGrants(role, all);
    }

    private static void assertRefused(int status, Runnable call) {
        assertThatThrownBy(call::run)
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.status()).isEqualTo(status));
    }

    private HttpResponse<String> listSessions() {
        return get("/v1/sessions?scope_id=" + boundary.projectId());
    }

    private HttpResponse<String> cancel(String session, int version) {
        return send("POST", "/v1/sessions/" + session + ":cancel", "{\"version\":" + version + "}", bot.token());
    }

    private HttpResponse<String> get(String path) {
        return send("GET", path, "", bot.token());
    }

    private HttpResponse<String> send(String method, String path, String body, String token) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(boundary.url() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Authorization", "Bearer " + token)
                .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(HttpResponse<String> reply) {
        try {
            return new ObjectMapper().readTree(reply.body());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
