package dev.breakglass.vault;

import static dev.breakglass.vault.Orders.ROOT;
import static dev.breakglass.vault.Orders.answers;
import static dev.breakglass.vault.Orders.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.Wrapping;
import dev.breakglass.sandbox.FakeServer;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VaultClientTest {
    private final Orders orders = new Orders();
    private final VaultClient client = orders.newClient();
    private final Secret bot = orders.newLogin().token();

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void a_token_and_what_it_reads_have_the_handles_to_end_them() {
        VaultClient.MadeToken made = client.createToken(bot, ask(List.of(orders.prepared.policy())));
        VaultClient.Credential credential = client.readCredential(made.token(), "database/creds/orders");

        String lease = credential.lease().orElseThrow().id();
        assertThat(orders.vault.isLive(made.accessor())).isTrue();
        assertThat(credential.data()).containsOnlyKeys("username", "password");
        assertThat(credential.data().values())
                .allSatisfy(secret -> assertThat(credential.toString()).doesNotContain(secret.expose()));
        assertThat(client.lookupLease(bot, lease)).contains(new VaultClient.LiveLease(Duration.ofHours(1)));

        assertThat(client.renewLease(bot, lease, Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(10));
        assertThat(client.lookupLease(bot, lease)).contains(new VaultClient.LiveLease(Duration.ofMinutes(10)));

        client.revokeLease(bot, lease, true);
        assertThat(client.lookupLease(bot, lease)).isEmpty();
        client.revokeAccessor(bot, made.accessor());
        assertThat(client.isThere(bot, made.accessor())).isFalse();
    }

    @Test
    void revoking_what_is_gone_is_fine() {
        client.revokeLease(bot, "database/creds/orders/gone", true);
        client.revokeLease(bot, "database/creds/orders/gone", false);
        client.revokeAccessor(bot, "gone");
        orders.vault.failTimes(1, to("sys/leases/revoke"), answers(400, "lease not found"));
        client.revokeLease(bot, "database/creds/orders/gone", true);
    }

    @Test
    void a_lease_whose_end_is_overdue_is_still_there() {
        VaultClient.MadeToken made = client.createToken(bot, ask(List.of(orders.prepared.policy())));
        String lease = client.readCredential(made.token(), "database/creds/orders")
                .lease()
                .orElseThrow()
                .id();
        orders.vault.database().away(true);

        client.revokeLease(bot, lease, false);

        assertThat(client.lookupLease(bot, lease))
                .hasValueSatisfying(live -> assertThat(live.ttl()).isLessThanOrEqualTo(Duration.ZERO));
    }

    @Test
    void a_wrapping_opens_once() {
        Wrapping.Wrapped wrapped = client.wrap(bot, Map.of("password", Secret.of("hunter2")), Duration.ofMinutes(5));

        assertThat(client.isThere(bot, wrapped.accessor())).isTrue();
        assertThat(orders.vault
                        .unwrap(wrapped.token().expose())
                        .orElseThrow()
                        .path("password")
                        .asText())
                .isEqualTo("hunter2");
        assertThat(client.isThere(bot, wrapped.accessor())).isFalse();
        assertThat(orders.vault.unwrap(wrapped.token().expose())).isEmpty();
    }

    @Test
    void every_call_carries_the_namespace_and_the_header_that_no_browser_sends() {
        Settings inTeam = orders.settings(orders.prepared.secretId(), Optional.of("team-a"));

        failure(() -> new VaultClient(inTeam).revokeAccessor(bot, "any"));

        FakeServer.Call last = orders.vault.calls().get(orders.vault.calls().size() - 1);
        assertThat(last.header("X-Vault-Namespace")).isEqualTo("team-a");
        assertThat(last.header("X-Vault-Request")).isEqualTo("true");
    }

    @Test
    void a_policy_outside_of_the_role_is_refused_for_good() {
        VaultException e = failure(() -> client.createToken(bot, ask(List.of("root"))));

        assertThat(e.kind()).isEqualTo(VaultException.Kind.REFUSED);
        assertThat(e.nothingDone()).isTrue();
        assertThat(e.says()).isEqualTo("Vault refuses to create a token");
        assertThat(e.errors()).singleElement().asString().contains("must be subset");
    }

    @Test
    void a_wrong_token_is_forbidden() {
        VaultException e = failure(() -> client.lookupLease(Secret.of("nobody"), "any"));

        assertThat(e.kind()).isEqualTo(VaultException.Kind.FORBIDDEN);
        assertThat(e.status()).isEqualTo(403);
    }

    @Test
    void a_seal_and_a_quota_are_told_apart_from_a_proxy_in_trouble() {
        orders.vault.seal();
        assertThat(failure(() -> client.isThere(bot, "any")).kind()).isEqualTo(VaultException.Kind.SEALED);
        orders.vault.unseal();

        orders.vault.quota(true);
        assertThat(failure(() -> client.isThere(bot, "any")).kind()).isEqualTo(VaultException.Kind.QUOTA);
        orders.vault.quota(false);

        Reply proxy = new Reply(503, Map.of("Content-Type", "text/html"), "<html>no upstream</html>");
        orders.vault.failTimes(1, to("auth"), new Fault.Answer(proxy));
        VaultException e = failure(() -> client.isThere(bot, "any"));
        assertThat(e.kind()).isEqualTo(VaultException.Kind.FAILED);
        assertThat(e.nothingDone()).isFalse();
    }

    @Test
    void a_proxy_that_says_forbidden_proves_nothing() {
        Reply proxy = new Reply(403, Map.of("Content-Type", "text/html"), "<html>forbidden</html>");
        orders.vault.failTimes(1, to("sys/leases/lookup"), new Fault.Answer(proxy));

        assertThat(failure(() -> client.lookupLease(bot, "any")).nothingDone()).isFalse();
    }

    @Test
    void a_lookup_that_is_answered_by_something_else_is_no_lease_and_no_proof() {
        orders.vault.failTimes(1, to("sys/leases/lookup"), new Fault.Answer(Reply.json(200, "{\"ok\":true}")));

        assertThat(failure(() -> client.lookupLease(bot, "any")).kind()).isEqualTo(VaultException.Kind.FAILED);
    }

    @Test
    void a_call_that_was_hung_up_on_is_not_sent_again() {
        long before = orders.vault.calls().size();
        orders.vault.failTimes(1, to("auth/token/create"), new Fault.LoseReply());

        VaultException e = failure(() -> client.createToken(bot, ask(List.of(orders.prepared.policy()))));

        assertThat(e.kind()).isEqualTo(VaultException.Kind.NO_ANSWER);
        assertThat(e.status()).isZero();
        assertThat(e.nothingDone()).isFalse();
        assertThat(orders.vault.calls()).hasSize((int) before + 1);
    }

    @Test
    void the_administrator_may_do_anything_and_the_bot_only_what_it_needs() {
        assertThat(client.capabilities(ROOT, List.of("sys/seal"))).containsEntry("sys/seal", Set.of("root"));
        assertThat(client.capabilities(bot, List.of("sys/seal", "sys/leases/revoke")))
                .containsEntry("sys/seal", Set.of("deny"))
                .containsEntry("sys/leases/revoke", Set.of("update"));
    }

    private static VaultClient.TokenAsk ask(List<String> policies) {
        return new VaultClient.TokenAsk(
                "breakglass", policies, Duration.ofMinutes(30), true, "bg-1", Map.of("request", "1"));
    }

    private static VaultException failure(ThrowingCallable call) {
        return catchThrowableOfType(VaultException.class, call);
    }
}
