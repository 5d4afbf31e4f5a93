package dev.breakglass.app.cli;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code check} says of each single fault in Vault: one line, with what to do. */
class CheckVaultTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CheckedWorld checked;

    @BeforeEach
    void start() {
        checked = new CheckedWorld(directory);
    }

    @AfterEach
    void stop() {
        checked.close();
    }

    // ---- reaching it

    @Test
    void down() {
        checked.world.vault.goDown();
        checked.assertFault("vault: Vault does not answer at " + checked.world.vault.url()
                + ". Remedy: start it, or correct vault.addr and what lies between");
    }

    @Test
    void sealed() {
        checked.world.vault.seal();
        checked.assertFault("vault: Vault at " + checked.world.vault.url() + " is sealed. Remedy: unseal it");
    }

    @Test
    void a_standby_is_a_warning() {
        checked.world.vault.standby(true);
        checked.assertWarning("vault: warning: Vault at " + checked.world.vault.url() + " is a standby."
                + " Remedy: point vault.addr at the active node or at a load balancer that finds it");
    }

    @Test
    void wrong_secret_id() {
        checked.inConfig("secretId: ", "secretId: wrong-");
        checked.assertFault("vault: Vault does not accept the bot's login at auth/approle."
                + " Remedy: issue a new secret id for the bot's AppRole; check vault.roleId, vault.secretId,"
                + " vault.approleMount and vault.namespace");
    }

    // ---- what the bot may do

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth/token/create/breakglass",
                "auth/token/lookup-accessor",
                "auth/token/revoke-accessor",
                "sys/leases/revoke"
            })
    void a_missing_right(String path) {
        checked.withoutLine("breakglass-bot", line(path, "update"));
        checked.assertFault("vault: the bot may not use " + path + ". Remedy: " + add(path, "update"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sys/leases/lookup", "sys/leases/renew"})
    void a_missing_right_that_the_default_policy_gives_too(String path) {
        checked.withoutLine("breakglass-bot", line(path, "update"));
        checked.assertWell();
        checked.withoutLine("default", line(path, "update"));
        checked.assertFault("vault: the bot may not use " + path + ". Remedy: " + add(path, "update"));
    }

    @Test
    void a_missing_right_to_wrap() {
        checked.withoutLine("default", line("sys/wrapping/wrap", "update"));
        checked.assertFault(
                "vault: the bot may not use sys/wrapping/wrap. Remedy: " + add("sys/wrapping/wrap", "update"));
    }

    @Test
    void a_bot_that_may_not_ask_what_it_may() {
        checked.withoutLine("default", line("sys/capabilities-self", "update"));
        checked.assertFault(
                "vault: the bot may not ask for its own rights. Remedy: " + add("sys/capabilities-self", "update"));
    }

    @Test
    void a_token_role_that_cannot_be_checked_is_a_warning() {
        checked.withoutLine("breakglass-bot", line("auth/token/roles/breakglass", "read"));
        checked.assertWarning("vault: warning: the bot may not read auth/token/roles/breakglass, so what it says"
                + " cannot be checked. Remedy: " + add("auth/token/roles/breakglass", "read"));
    }

    @Test
    void a_database_role_that_cannot_be_checked_is_a_warning() {
        checked.withoutLine("breakglass-bot", line("database/roles/+", "read"));
        checked.assertWarning("vault: warning: the bot may not read database/roles/orders, so what it says"
                + " cannot be checked. Remedy: " + add("database/roles/orders", "read"));
    }

    @Test
    void a_right_too_many() {
        String hcl = checked.world.vault.policy("breakglass-bot").orElseThrow();
        checked.world.vault.setPolicy("breakglass-bot", hcl + line("database/creds/orders", "read"));
        checked.assertFault("vault: the bot itself may use database/creds/orders, outside of any request."
                + " Remedy: take database/creds/orders out of the bot's policies; only a request's own token needs it");
    }

    // ---- roles

    @Test
    void a_token_role_that_does_not_exist() {
        checked.administrator("DELETE", "auth/token/roles/breakglass", "");
        checked.assertFault("vault: the token role breakglass does not exist in Vault."
                + " Remedy: make it, or correct its name in the policy");
    }

    @Test
    void a_token_role_that_does_not_allow_the_policy() {
        checked.administrator("POST", "auth/token/roles/breakglass", "{\"allowed_policies\":[\"something-else\"]}");
        checked.assertFault("vault: the token role breakglass does not allow the policy breakglass-orders."
                + " Remedy: add it to allowed_policies of auth/token/roles/breakglass, or correct 'policies' in the"
                + " policy");
    }

    @Test
    void a_token_role_without_a_hard_end() {
        checked.administrator("POST", "auth/token/roles/breakglass", "{\"token_explicit_max_ttl\":0}");
        checked.assertFault("vault: tokens of the token role breakglass have no hard end."
                + " Remedy: set token_explicit_max_ttl on auth/token/roles/breakglass to the longest grant");
    }

    @Test
    void a_database_role_that_does_not_exist() {
        checked.administrator("DELETE", "database/roles/orders", "");
        checked.assertFault("vault: database/roles/orders does not exist in Vault."
                + " Remedy: make it, or correct its name in the policy");
    }

    @Test
    void a_database_role_that_leaves_connections_open_is_a_warning() {
        checked.administrator(
                "POST", "database/roles/orders", "{\"revocation_statements\":\"DROP ROLE \\\"{{name}}\\\";\"}");
        checked.assertWarning("vault: warning: database/roles/orders leaves open connections alive when a credential"
                + " ends. Remedy: give it revocation_statements that end the user's connections with"
                + " pg_terminate_backend, drop what the user owns, and drop the user");
    }

    @Test
    void leases_that_live_longer_than_the_policy_says() {
        checked.administrator("POST", "database/roles/orders", "{\"default_ttl\":\"2h\"}");
        checked.assertFault("vault: database/roles/orders gives leases that may live longer than the 3600 s that the"
                + " policy names. Remedy: set default_ttl on database/roles/orders to at most that, or name the longer"
                + " time in the policy");
    }

    private static String line(String path, String capability) {
        return "path \"" + path + "\" { capabilities = [\"" + capability + "\"] }";
    }

    private static String add(String path, String capability) {
        return "add to the bot's policy: " + line(path, capability);
    }
}
