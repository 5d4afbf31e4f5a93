package dev.breakglass.boundary;

import static dev.breakglass.boundary.Scene.LIST;
import static dev.breakglass.boundary.Scene.LOGIN;
import static dev.breakglass.boundary.Scene.PROBE;
import static dev.breakglass.boundary.Scene.READ_ROLE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.Secret;
import dev.breakglass.access.SlotId;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundaryClientTest {
    private static final Reply FORBIDDEN =
            Reply.json(403, "{\"kind\":\"PermissionDenied\",\"message\":\"Forbidden.\"}");

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void one_login_serves_every_call() {
        scene.client.readRole(scene.first);
        scene.client.about(scene.grant().request).readRole(scene.second);
        assertThat(scene.count(LOGIN)).isEqualTo(1);
    }

    @Test
    void a_role_is_read_with_what_is_omitted_as_empty() {
        Role role = scene.client.readRole(scene.first);
        assertThat(role.principals()).isEmpty();
        assertThat(role.actions()).containsExactlyInAnyOrder("read", "set-principals");
        assertThat(role.version()).isEqualTo(scene.boundary.versionOf(scene.first.value()));
    }

    @Test
    void an_ended_token_is_renewed_once_for_all_callers() {
        scene.client.readRole(scene.first);
        scene.boundary.tokensOf(scene.bot).forEach(scene.boundary::deleteToken);
        List<CompletableFuture<Role>> callers = Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> scene.client.readRole(scene.first)))
                .limit(4)
                .toList();
        assertThat(callers).allMatch(caller -> caller.join().isEmpty());
        assertThat(scene.count(LOGIN)).isEqualTo(2);
    }

    @Test
    void an_unused_token_goes_stale_and_is_renewed() {
        scene.client.readRole(scene.first);
        scene.clock.advance(Duration.ofHours(25));
        assertThat(scene.client.readRole(scene.first).isEmpty()).isTrue();
        assertThat(scene.count(LOGIN)).isEqualTo(2);
    }

    @Test
    void a_403_with_a_good_token_is_believed_without_a_new_login() {
        scene.boundary.fail(READ_ROLE, new Fault.Answer(FORBIDDEN));
        assertRefused(() -> scene.client.readRole(scene.first), 403, true);
        assertThat(scene.count(LOGIN)).isEqualTo(1);
        assertThat(scene.count(PROBE)).isEqualTo(1);
    }

    @Test
    void a_403_with_an_ended_token_is_not_believed() {
        scene.client.readRole(scene.first);
        scene.boundary.tokensOf(scene.bot).forEach(scene.boundary::deleteToken);
        scene.boundary.failTimes(1, READ_ROLE, new Fault.Answer(FORBIDDEN));
        assertThat(scene.client.readRole(scene.first).isEmpty()).isTrue();
        assertThat(scene.count(LOGIN)).isEqualTo(2);
    }

    @Test
    void a_403_while_the_token_cannot_be_probed_is_not_believed() {
        scene.boundary.fail(READ_ROLE, new Fault.Answer(FORBIDDEN));
        scene.boundary.fail(PROBE, new Fault.Answer(Reply.empty(500)));
        assertRefused(() -> scene.client.readRole(scene.first), 500, false);
    }

    @Test
    void a_call_that_stays_unauthenticated_is_not_repeated_for_ever() {
        scene.boundary.fail(READ_ROLE, new Fault.Answer(Reply.empty(401)));
        assertRefused(() -> scene.client.readRole(scene.first), 401, false);
        assertThat(scene.count(LOGIN)).isEqualTo(2);
    }

    @Test
    void a_wrong_password_is_no_refusal_of_the_slot() {
        Settings wrong = new Settings(
                scene.boundary.url(),
                scene.boundary.url(),
                scene.boundary.authMethodId(),
                "breakglass-bot",
                Secret.of("not-it"));
        assertRefused(() -> new BoundaryClient(wrong).readRole(scene.first), 401, false);
    }

    @Test
    void no_answer_has_status_zero() {
        scene.boundary.goDown();
        assertRefused(() -> scene.client.readRole(scene.first), 0, false);
    }

    @Test
    void a_list_has_every_page() {
        scene.boundary.addPrincipal(scene.first.value(), scene.alice);
        for (int i = 0; i < 1001; i++) {
            scene.boundary.authorizeSession(scene.aliceAtHerDesk, scene.target);
        }
        SessionList list = scene.client.listSessions(scene.boundary.projectId());
        assertThat(list.sessions()).hasSize(1001);
        assertThat(scene.count(LIST)).isEqualTo(2);
    }

    @Test
    void an_empty_list_has_no_token() {
        assertThat(scene.client.listSessions(scene.boundary.projectId()).token())
                .isEmpty();
    }

    @Test
    void an_unfinished_list_without_a_token_for_the_rest_is_no_list() {
        scene.boundary.fail(LIST, new Fault.Answer(Reply.json(200, "{\"response_type\":\"delta\"}")));
        assertThatThrownBy(() -> scene.client.listSessions(scene.boundary.projectId()))
                .isInstanceOf(BoundaryException.class);
    }

    @Test
    void an_answer_that_is_not_json_is_no_answer() {
        scene.boundary.fail(READ_ROLE, new Fault.Answer(new Reply(200, java.util.Map.of(), "<html>")));
        assertRefused(() -> scene.client.readRole(scene.first), 200, false);
    }

    @Test
    void retry_after_is_told_where_boundary_is_busy() {
        scene.boundary.fail(LIST, new Fault.Answer(Reply.empty(503).with("Retry-After", "9")));
        assertThatThrownBy(() -> scene.client.listSessions(scene.boundary.projectId()))
                .isInstanceOfSatisfying(BoundaryException.class, e -> {
                    assertThat(e.status()).isEqualTo(503);
                    assertThat(e.retryAfter()).contains(Duration.ofSeconds(9));
                });
    }

    @Test
    void boundarys_own_words_are_not_in_the_message() {
        String words = "{\"kind\":\"Internal\",\"message\":\"failed to connect to 10.0.0.9 user=boundary\"}";
        scene.boundary.fail(READ_ROLE, new Fault.Answer(Reply.json(500, words)));
        assertThatThrownBy(() -> scene.client.readRole(scene.first))
                .hasMessage("Boundary failed to read the slot (status 500)");
    }

    @Test
    void a_missing_role_is_told_from_a_missing_page() {
        SlotId nowhere = new SlotId("r_0000000000");
        assertThat(scene.client.findRole(nowhere)).isEmpty();
        scene.boundary.fail(READ_ROLE, new Fault.Answer(Reply.empty(404)));
        assertRefused(() -> scene.client.findRole(nowhere), 404, false);
    }

    @Test
    void the_password_never_leaves_the_machine_without_tls() {
        URI plain = URI.create("http://boundary.example.com");
        assertThatThrownBy(() -> new Settings(plain, plain, "ampw_1234567890", "bot", Secret.of("x")))
                .hasMessage("boundary.addr must be https, or http on this machine");
        assertThat(scene.settings.toString()).doesNotContain(Scene.PASSWORD);
    }

    @Test
    void principals_are_set_at_the_given_version_only() {
        int version = scene.boundary.versionOf(scene.first.value());
        assertRefused(() -> scene.client.setPrincipals(scene.first, version + 3, Set.of(scene.alice)), 500, false);
        scene.client.setPrincipals(scene.first, version, Set.of(scene.alice));
        assertThat(scene.client.readRole(scene.first).isHeldOnlyBy(scene.alice)).isTrue();
    }

    private static void assertRefused(Runnable call, int status, boolean forGood) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(BoundaryException.class, e -> {
            assertThat(e.status()).isEqualTo(status);
            assertThat(e.isRefusal()).isEqualTo(forGood);
        });
    }
}
