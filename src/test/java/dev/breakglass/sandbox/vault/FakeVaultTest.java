package dev.breakglass.sandbox.vault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.vault.Caller.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FakeVaultTest {
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
    private static final String ROOT = FakeVault.ROOT;

    private final SettableClock clock = SettableClock.stoppedAt(NOON);
    private final FakeVault vault = new FakeVault(clock, 0);
    private final FakeDatabase database = vault.database();
    private final Caller caller = new Caller(vault);
    private String bot = "";

    private record Credential(String lease, String user, String password) {}

    @BeforeEach
    void prepare() {
        Preparation.Login login = vault.prepare("orders", Duration.ofHours(4));
        bot = logIn(login);
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void preparing_a_second_database_role_keeps_the_first() {
        Preparation.Login again = vault.prepare("billing", Duration.ofHours(4));
        assertThat(again.policy()).isEqualTo("breakglass-billing");
        assertThat(child("breakglass-orders", "30m").status()).isEqualTo(200);
        assertThat(child("breakglass-billing", "30m").status()).isEqualTo(200);
        assertThat(vault.policy("breakglass-orders")).isPresent();
    }

    @Test
    void what_no_policy_grants_is_denied() {
        assertThat(caller.get(bot, "database/creds/orders").status()).isEqualTo(403);
        assertThat(caller.post(bot, "sys/policies/acl/mine", "{'policy':''}").status())
                .isEqualTo(403);
        assertThat(caller.post(bot, "auth/token/create", "{}").status()).isEqualTo(403);
        assertThat(caller.get(bot, "auth/token/roles/breakglass").status()).isEqualTo(200);
        assertThat(caller.get(bot, "database/roles/orders")
                        .data()
                        .path("revocation_statements")
                        .toString())
                .contains("pg_terminate_backend");
    }

    @Test
    void a_changed_policy_counts_at_once() {
        String token = tokenOf(child("breakglass-orders", "30m"));
        assertThat(caller.get(token, "database/creds/orders").status()).isEqualTo(200);
        vault.setPolicy("breakglass-orders", "# nothing any more\n");
        assertThat(caller.get(token, "database/creds/orders").status()).isEqualTo(403);
    }

    @Test
    void the_most_precise_path_of_a_policy_counts() {
        vault.setPolicy("reader", """
                path "secret/data/*" { capabilities = ["read"] }
                path "secret/data/+/own" { capabilities = ["create", "update"] }
                path "secret/data/hidden" { capabilities = ["deny"] }
                """);
        String token = tokenOf(caller.post(ROOT, "auth/token/create", "{'policies':['reader']}"));
        caller.post(ROOT, "secret/data/a/b", "{'data':{'k':'v'}}");
        caller.post(ROOT, "secret/data/hidden", "{'data':{'k':'v'}}");
        assertThat(caller.get(token, "secret/data/a/b").status()).isEqualTo(200);
        assertThat(caller.get(token, "secret/data/hidden").status()).isEqualTo(403);
        assertThat(caller.post(token, "secret/data/a/own", "{'data':{'k':'v'}}").status())
                .isEqualTo(200);
        assertThat(caller.get(token, "secret/data/a/own").status()).isEqualTo(403);
        assertThat(caller.post(token, "secret/data/a/b", "{'data':{'k':'v'}}").status())
                .isEqualTo(403);
    }

    @Test
    void a_policy_that_cannot_be_enforced_here_is_refused() {
        String hcl = "path \\\"a\\\" { allowed_parameters = {} }";
        Answer answer = caller.post(ROOT, "sys/policies/acl/odd", "{'policy':'" + hcl + "'}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(vault.policy("odd")).isEmpty();
    }

    @Test
    void the_end_of_a_token_ends_its_lease_and_its_database_user_a_moment_later() {
        Answer child = child("breakglass-orders", "30m");
        Credential credential = credential(tokenOf(child));
        clock.advance(Duration.ofMinutes(30));
        assertThat(vault.isLive(accessorOf(child))).isFalse();
        assertThat(lookup(credential).data().path("ttl").asInt()).isZero();
        clock.advance(Duration.ofMillis(100));
        assertThat(lookup(credential).error()).isEqualTo("invalid lease");
        assertThat(database.users()).isEmpty();
        assertThat(database.login(credential.user(), credential.password())).isFalse();
    }

    @Test
    void children_end_with_their_parent_and_orphans_do_not() {
        Answer orphan = child("breakglass-orders", "30m");
        Answer parent = caller.post(ROOT, "auth/token/create", "{'ttl':'1h'}");
        Answer child = caller.post(tokenOf(parent), "auth/token/create", "{'ttl':'1h'}");
        Answer grandchild = caller.post(tokenOf(child), "auth/token/create", "{'ttl':'1h'}");
        caller.post(bot, "auth/token/revoke-self", "{}");
        caller.post(ROOT, "auth/token/revoke-accessor", "{'accessor':'" + accessorOf(parent) + "'}");
        assertThat(vault.isLive(accessorOf(orphan))).isTrue();
        assertThat(vault.isLive(accessorOf(child))).isFalse();
        assertThat(vault.isLive(accessorOf(grandchild))).isFalse();
    }

    @Test
    void a_token_works_as_often_as_it_was_made_for() {
        String token = tokenOf(caller.post(ROOT, "auth/token/create", "{'num_uses':2}"));
        assertThat(caller.get(token, "auth/token/lookup-self").status()).isEqualTo(200);
        assertThat(caller.get(token, "auth/token/lookup-self").status()).isEqualTo(200);
        assertThat(caller.get(token, "auth/token/lookup-self").status()).isEqualTo(403);
    }

    @Test
    void a_renewal_ends_where_the_token_role_says_by_now() {
        Answer child = child("breakglass-orders", "30m");
        clock.advance(Duration.ofMinutes(10));
        Answer renewed = renew(child, "5h");
        assertThat(renewed.auth().path("lease_duration").asInt()).isEqualTo(3 * 3600 + 50 * 60);
        assertThat(renewed.body().path("warnings").path(0).asText()).contains("\"3h50m\"");
        caller.post(ROOT, "auth/token/roles/breakglass", "{'token_explicit_max_ttl':'1h'}");
        assertThat(renew(child, "5h").auth().path("lease_duration").asInt()).isEqualTo(50 * 60);
    }

    @Test
    void a_lease_can_be_shortened_and_the_database_keeps_its_end_too() {
        Credential credential = credential(tokenOf(child("breakglass-orders", "2h")));
        assertThat(database.validUntil(credential.user())).contains(NOON.plusSeconds(3605));
        caller.post(ROOT, "sys/leases/renew", "{'lease_id':'" + credential.lease() + "','increment':60}");
        assertThat(database.validUntil(credential.user())).contains(NOON.plusSeconds(65));
        vault.seal();
        clock.advance(Duration.ofSeconds(64));
        assertThat(database.login(credential.user(), credential.password())).isTrue();
        clock.advance(Duration.ofSeconds(1));
        assertThat(database.login(credential.user(), credential.password())).isFalse();
        assertThat(database.users()).containsExactly(credential.user());
        vault.unseal();
        assertThat(database.users()).isEmpty();
    }

    @Test
    void a_lease_is_not_renewed_beyond_the_longest_its_role_allows() {
        Credential credential = credential(tokenOf(child("breakglass-orders", "4h")));
        clock.advance(Duration.ofMinutes(30));
        Answer answer =
                caller.post(ROOT, "sys/leases/renew", "{'lease_id':'" + credential.lease() + "','increment':'9h'}");
        assertThat(answer.body().path("lease_duration").asInt()).isEqualTo(3 * 3600 + 30 * 60);
        assertThat(answer.body().path("warnings").size()).isOne();
    }

    @Test
    void a_wrapping_token_is_found_by_its_accessor_until_it_is_opened() {
        Answer wrap = caller.wrapped(bot, "sys/wrapping/wrap", "{'user':'u'}", "5m");
        String accessor = wrap.body().path("wrap_info").path("accessor").asText();
        String token = wrap.body().path("wrap_info").path("token").asText();
        assertThat(lookupAccessor(accessor).data().path("num_uses").asInt()).isOne();
        assertThat(lookupAccessor(accessor).data().path("ttl").asInt()).isEqualTo(300);
        assertThat(vault.unwrap(token))
                .hasValueSatisfying(
                        data -> assertThat(data.path("user").asText()).isEqualTo("u"));
        assertThat(lookupAccessor(accessor).status()).isEqualTo(400);
        assertThat(vault.unwrap(token)).isEmpty();
    }

    @Test
    void a_wrapping_token_that_nobody_opens_is_gone_at_its_end() {
        Answer wrap = caller.wrapped(bot, "sys/wrapping/wrap", "{'user':'u'}", "300");
        String accessor = wrap.body().path("wrap_info").path("accessor").asText();
        clock.advance(Duration.ofSeconds(299));
        assertThat(lookupAccessor(accessor).status()).isEqualTo(200);
        clock.advance(Duration.ofSeconds(1));
        assertThat(lookupAccessor(accessor).status()).isEqualTo(400);
        assertThat(vault.unwrap(wrap.body().path("wrap_info").path("token").asText()))
                .isEmpty();
    }

    @Test
    void another_token_may_unwrap_if_its_policies_say_so() {
        String wrapping = caller.wrapped(bot, "sys/wrapping/wrap", "{'user':'u'}", "5m")
                .body()
                .path("wrap_info")
                .path("token")
                .asText();
        String orphan = tokenOf(child("breakglass-orders", "30m"));
        String body = "{'token':'" + wrapping + "'}";
        assertThat(caller.post(orphan, "sys/wrapping/unwrap", body).status()).isEqualTo(403);
        assertThat(caller.post(bot, "sys/wrapping/unwrap", body)
                        .data()
                        .path("user")
                        .asText())
                .isEqualTo("u");
    }

    @Test
    void a_database_that_is_away_gives_nothing_and_takes_nothing_back() {
        Answer child = child("breakglass-orders", "30m");
        Credential credential = credential(tokenOf(child));
        database.away(true);
        assertThat(caller.get(tokenOf(child), "database/creds/orders").status()).isEqualTo(500);
        assertThat(revoke(credential, true).error())
                .startsWith("failed to revoke entry: ")
                .doesNotContain("vaultadmin");
        assertThat(lookup(credential).data().path("ttl").asInt()).isEqualTo(3600);
        assertThat(revoke(credential, false).status()).isEqualTo(202);
        clock.advance(Duration.ofSeconds(10));
        assertThat(lookup(credential).data().path("ttl").asInt()).isEqualTo(-10);
        database.away(false);
        assertThat(database.login(credential.user(), credential.password())).isTrue();
        clock.advance(Duration.ofSeconds(11));
        assertThat(lookup(credential).status()).isEqualTo(400);
        assertThat(database.login(credential.user(), credential.password())).isFalse();
    }

    @Test
    void the_server_gives_up_after_six_tries_and_a_person_can_still_revoke() {
        Credential credential = credential(tokenOf(child("breakglass-orders", "30m")));
        database.away(true);
        revoke(credential, false);
        clock.advance(Duration.ofSeconds(619));
        assertThat(irrevocable()).isZero();
        clock.advance(Duration.ofSeconds(2));
        assertThat(irrevocable()).isOne();
        database.away(false);
        clock.advance(Duration.ofHours(1));
        assertThat(vault.liveLeases()).extracting(FakeVault.LiveLease::id).containsExactly(credential.lease());
        assertThat(revoke(credential, true).status()).isEqualTo(204);
        assertThat(vault.liveLeases()).isEmpty();
    }

    @Test
    void the_prepared_revocation_cuts_connections_and_drops_what_is_owned() {
        Credential credential = credential(tokenOf(child("breakglass-orders", "30m")));
        assertThat(database.connect(credential.user(), credential.password())).isTrue();
        database.makesTable(credential.user());
        assertThat(revoke(credential, true).status()).isEqualTo(204);
        assertThat(database.openConnections(credential.user())).isZero();
        assertThat(database.users()).isEmpty();
    }

    @Test
    void the_default_revocation_leaves_connections_open_and_cannot_drop_an_owner() {
        caller.post(ROOT, "database/roles/orders", "{'revocation_statements':[]}");
        Credential credential = credential(tokenOf(child("breakglass-orders", "30m")));
        database.connect(credential.user(), credential.password());
        database.makesTable(credential.user());
        assertThat(revoke(credential, true).error()).contains("cannot be dropped");
        database.dropOwned(credential.user());
        assertThat(revoke(credential, true).status()).isEqualTo(204);
        assertThat(database.login(credential.user(), credential.password())).isFalse();
        assertThat(database.openConnections(credential.user())).isOne();
    }

    @Test
    void what_lives_can_be_seen() {
        Answer child = child("breakglass-orders", "30m");
        credential(tokenOf(child));
        assertThat(vault.liveTokens())
                .extracting(FakeVault.LiveToken::displayName)
                .containsExactly("approle", "token-bg-R1");
        FakeVault.LiveToken live = vault.liveTokens().get(1);
        assertThat(live.meta()).isEqualTo(Map.of("request", "R1"));
        assertThat(live.policies()).isEqualTo(List.of("breakglass-orders"));
        assertThat(live.end()).isEqualTo(NOON.plus(Duration.ofMinutes(30)));
        assertThat(vault.liveLeases().get(0).ownersAccessor()).isEqualTo(live.accessor());
    }

    @Test
    void a_standby_and_a_used_up_quota_both_say_429_in_their_own_way() {
        vault.standby(true);
        assertThat(caller.get("", "sys/health").status()).isEqualTo(429);
        assertThat(caller.get("", "sys/health?standbyok=true").status()).isEqualTo(200);
        assertThat(caller.get("", "sys/health?standbycode=299").status()).isEqualTo(299);
        vault.standby(false);
        vault.quota(true);
        assertThat(caller.get(bot, "auth/token/lookup-self").error()).endsWith("rate limit quota exceeded");
        assertThat(caller.get("", "sys/health").status()).isEqualTo(200);
        vault.quota(false);
        assertThat(caller.get(bot, "auth/token/lookup-self").status()).isEqualTo(200);
    }

    @Test
    void a_secret_id_ends_and_is_used_up() {
        caller.post(ROOT, "auth/approle/role/short", "{'secret_id_ttl':'1m','secret_id_num_uses':1}");
        String roleId = caller.get(ROOT, "auth/approle/role/short/role-id")
                .data()
                .path("role_id")
                .asText();
        assertThat(logInWith(roleId, secretId()).status()).isEqualTo(200);
        String secretId = secretId();
        assertThat(logInWith(roleId, secretId).status()).isEqualTo(200);
        assertThat(logInWith(roleId, secretId).status()).isEqualTo(400);
        String late = secretId();
        clock.advance(Duration.ofMinutes(2));
        assertThat(logInWith(roleId, late).status()).isEqualTo(400);
    }

    @Test
    void a_login_that_was_shut_opens_again_after_a_quarter_of_an_hour() {
        caller.post(ROOT, "auth/approle/role/short", "{'secret_id_ttl':'1h'}");
        String roleId = caller.get(ROOT, "auth/approle/role/short/role-id")
                .data()
                .path("role_id")
                .asText();
        for (int i = 0; i < 5; i++) {
            assertThat(logInWith(roleId, "wrong").status()).isEqualTo(400);
        }
        clock.advance(Duration.ofMinutes(14));
        assertThat(logInWith(roleId, secretId()).status()).isEqualTo(403);
        clock.advance(Duration.ofMinutes(1));
        assertThat(logInWith(roleId, secretId()).status()).isEqualTo(200);
    }

    private String secretId() {
        return caller.post(ROOT, "auth/approle/role/short/secret-id", "{}")
                .data()
                .path("secret_id")
                .asText();
    }

    private String logIn(Preparation.Login login) {
        return tokenOf(logInWith(login.roleId(), login.secretId()));
    }

    private Answer logInWith(String roleId, String secretId) {
        return caller.anonymous("auth/approle/login", "{'role_id':'" + roleId + "','secret_id':'" + secretId + "'}");
    }

    private Answer child(String policy, String ttl) {
        return caller.post(
                bot,
                "auth/token/create/breakglass",
                "{'policies':['" + policy + "'],'ttl':'" + ttl + "','display_name':'bg-R1','meta':{'request':'R1'}}");
    }

    private Credential credential(String token) {
        Answer answer = caller.get(token, "database/creds/orders");
        assertThat(answer.status()).isEqualTo(200);
        return new Credential(
                answer.body().path("lease_id").asText(),
                answer.data().path("username").asText(),
                answer.data().path("password").asText());
    }

    private Answer renew(Answer child, String increment) {
        return caller.post(
                bot,
                "auth/token/renew-accessor",
                "{'accessor':'" + accessorOf(child) + "','increment':'" + increment + "'}");
    }

    private Answer lookup(Credential credential) {
        return caller.post(ROOT, "sys/leases/lookup", "{'lease_id':'" + credential.lease() + "'}");
    }

    private Answer revoke(Credential credential, boolean sync) {
        return caller.post(ROOT, "sys/leases/revoke", "{'lease_id':'" + credential.lease() + "','sync':" + sync + "}");
    }

    private Answer lookupAccessor(String accessor) {
        return caller.post(bot, "auth/token/lookup-accessor", "{'accessor':'" + accessor + "'}");
    }

    private int irrevocable() {
        return caller.get(ROOT, "sys/leases/count?type=irrevocable")
                .data()
                .path("lease_count")
                .asInt();
    }

    private static String tokenOf(Answer answer) {
        return answer.auth().path("client_token").asText();
    }

    private static String accessorOf(Answer answer) {
        return answer.auth().path("accessor").asText();
    }
}
