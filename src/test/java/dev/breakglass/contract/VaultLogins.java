package dev.breakglass.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.Wire.Reply;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The bot's own login, its rights, and what Vault answers to calls that it cannot place. */
interface VaultLogins extends OnVault {
    /** As many looks, five seconds apart, as a server may need to find a secret id that has ended. */
    int TIDYING = 36;

    int GUESSES = 5;

    @Test
    default void a_login_brings_a_renewable_token_for_the_time_that_its_role_says() {
        Reply login = made().logIn(made().roleId("bot"), made().secretId("bot"));
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.text("/auth/client_token")).isNotEmpty();
        assertThat(login.text("/auth/accessor")).isNotEmpty();
        assertThat(login.number("/auth/lease_duration")).isEqualTo((int) VaultStage.LOGIN_TTL.toSeconds());
        assertThat(login.at("/auth/renewable").asBoolean()).isTrue();
        assertThat(BoundaryStage.texts(login.at("/auth/policies"))).contains(made().botPolicy());
    }

    @Test
    default void a_wrong_secret_and_a_wrong_role_are_refused_alike() {
        String wrong = "00000000-0000-0000-0000-000000000000";
        Reply secret = made().logIn(made().roleId("bot"), wrong);
        Reply role = made().logIn(wrong, made().secretId("bot"));
        assertThat(secret.status()).isEqualTo(400);
        assertThat(secret.text("/errors/0")).isEqualTo("invalid role or secret ID");
        assertThat(role.status()).isEqualTo(400);
        assertThat(role.body()).isEqualTo(secret.body());
    }

    @Test
    default void a_login_without_a_secret_or_without_json_is_a_bad_request() {
        Reply without = made().nobody().post(made().loginPath(), "{'role_id':'%s'}".formatted(made().roleId("bot")));
        assertThat(without.status()).isEqualTo(400);
        assertThat(without.text("/errors/0")).isEqualTo("missing secret_id");
        Reply broken = made().nobody().post(made().loginPath(), "{broken");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.text("/errors/0")).isEqualTo("error parsing JSON");
    }

    @Test
    default void the_role_of_a_login_is_looked_at_before_its_secret() {
        Reply reply = made().nobody().post(made().loginPath(), "{'role_id':'absent'}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("/errors/0")).isEqualTo("invalid role or secret ID");
    }

    @Test
    default void a_secret_id_works_as_often_as_its_role_says() {
        made().approle("once", "'secret_id_num_uses':1");
        String roleId = made().roleId("once");
        String secretId = made().secretId("once");
        assertThat(made().logIn(roleId, secretId).status()).isEqualTo(200);
        assertThat(made().logIn(roleId, secretId).status()).isEqualTo(400);
    }

    @Test
    default void a_secret_id_that_has_ended_may_work_until_the_server_tidies_up() {
        made().approle("late", "'secret_id_ttl':'1s'");
        String roleId = made().roleId("late");
        String secretId = made().secretId("late");
        assertThat(made().logIn(roleId, secretId).status()).isEqualTo(200);
        Reply latest = made().logIn(roleId, secretId);
        for (int i = 0; i < TIDYING && latest.status() == 200; i++) {
            vault().elapse(Duration.ofSeconds(5));
            latest = made().logIn(roleId, secretId);
        }
        assertThat(latest.status()).isEqualTo(400);
    }

    @Test
    default void after_five_wrong_secrets_the_right_one_is_refused_too() {
        made().approle("guessed", "'token_ttl':'1m'");
        String roleId = made().roleId("guessed");
        String right = made().secretId("guessed");
        for (int i = 0; i < GUESSES; i++) {
            assertThat(made().logIn(roleId, "wrong").status()).isEqualTo(400);
        }
        Reply shut = made().logIn(roleId, right);
        assertThat(shut.status()).isEqualTo(403);
        assertThat(shut.text("/errors/0")).isEqualTo("permission denied");
    }

    @Test
    default void a_mount_can_be_told_not_to_shut_logins_even_those_that_it_has_shut() {
        made().approle("spared", "'token_ttl':'1m'");
        String roleId = made().roleId("spared");
        String right = made().secretId("spared");
        for (int i = 0; i < GUESSES; i++) {
            made().logIn(roleId, "wrong");
        }
        assertThat(made().logIn(roleId, right).status()).isEqualTo(403);
        made().shutGuessedLogins(false);
        assertThat(made().logIn(roleId, right).status()).isEqualTo(200);
        made().shutGuessedLogins(true);
    }

    @Test
    default void a_login_renews_itself() {
        Reply renewed = made().bot().post("auth/token/renew-self", "{}");
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.number("/auth/lease_duration"))
                .isBetween((int) VaultStage.LOGIN_TTL.toSeconds() - 1, (int) VaultStage.LOGIN_TTL.toSeconds());
        assertThat(renewed.at("/auth/renewable").asBoolean()).isTrue();
    }

    @Test
    default void near_its_longest_life_a_login_is_renewed_for_less() {
        made().approle("brief", "'token_ttl':'1m','token_max_ttl':'1m'");
        String token = made().logIn(made().roleId("brief"), made().secretId("brief"))
                .good()
                .text("/auth/client_token");
        vault().elapse(Duration.ofSeconds(3));
        Reply renewed = made().admin().with(token).post("auth/token/renew-self", "{'increment':'1h'}");
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.number("/auth/lease_duration")).isLessThan(60);
        assertThat(renewed.at("/warnings").toString()).contains("TTL of");
    }

    @Test
    default void a_bad_token_and_a_missing_right_are_both_403() {
        Reply bad = made().admin().with("hvs.nonsense").get("auth/token/lookup-self");
        Reply none = made().nobody().get("auth/token/lookup-self");
        Reply missing = made().bot().get("sys/policies/acl/" + made().policy());
        assertThat(bad.status()).isEqualTo(403);
        assertThat(none.status()).isEqualTo(403);
        assertThat(missing.status()).isEqualTo(403);
        assertThat(bad.text("/errors/0")).isEqualTo("permission denied");
        assertThat(missing.text("/errors/0")).contains("permission denied");
    }

    @Test
    default void a_token_that_has_ended_is_403_too() {
        VaultCaller bot = made().bot();
        bot.post("auth/token/revoke-self", "{}").good();
        assertThat(bot.get("auth/token/lookup-self").status()).isEqualTo(403);
        assertThat(bot.post("auth/token/renew-self", "{}").status()).isEqualTo(403);
    }

    @Test
    default void health_needs_no_token() {
        Reply health = made().nobody().get("sys/health");
        assertThat(health.status()).isEqualTo(200);
        assertThat(health.at("/sealed").asBoolean()).isFalse();
        assertThat(health.at("/initialized").asBoolean()).isTrue();
    }

    @Test
    default void the_bot_can_ask_what_it_may_do() {
        String create = "auth/token/create/" + made().tokenRole();
        String creds = made().engine() + "/creds/orders";
        Reply rights = made().bot().post("sys/capabilities-self", "{'paths':['%s','%s']}".formatted(create, creds));
        assertThat(rights.status()).isEqualTo(200);
        for (String where : new String[] {"", "/data"}) {
            assertThat(BoundaryStage.texts(rights.json().at(where).path(create)))
                    .containsExactly("update");
            assertThat(BoundaryStage.texts(rights.json().at(where).path(creds))).containsExactly("deny");
        }
    }

    @Test
    default void an_unknown_route_is_404_and_names_itself() {
        Reply reply = made().admin().get("there-is-no-such-mount/x");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text("/errors/0")).startsWith("no handler for route");
    }

    @Test
    default void reading_what_is_not_there_is_404_without_errors() {
        Reply reply = made().bot().get(made().engine() + "/roles/absent");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.at("/errors").isArray()).isTrue();
        assertThat(reply.at("/errors")).isEmpty();
    }

    @Test
    default void an_unknown_namespace_is_404() {
        Reply reply = made().admin()
                .send("GET", "auth/token/lookup-self", "", Map.of("X-Vault-Namespace", "absent-" + made().unique()));
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.text("/errors/0")).isEqualTo("namespace not found");
    }
}
