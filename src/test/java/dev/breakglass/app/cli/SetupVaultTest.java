package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.Wire;
import dev.breakglass.sandbox.World;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupVaultTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private SetupWorld setup;

    @BeforeEach
    void start() {
        setup = new SetupWorld(directory);
    }

    @AfterEach
    void stop() {
        setup.close();
    }

    // ---- making ----

    @Test
    void the_first_run_makes_login_policies_token_role_and_database() throws IOException {
        Said said = setup.vaultWithDatabase();

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(made(said))
                .containsExactly(
                        "approle at auth/approle",
                        "database at database",
                        "policy breakglass-bot",
                        "policy breakglass-orders-db",
                        "token role breakglass-orders-db",
                        "database connection database/config/orders-db",
                        "database role database/roles/orders-db",
                        "AppRole breakglass",
                        "role id in its file",
                        "secret id of AppRole breakglass, in its file");
        assertThat(Files.getPosixFilePermissions(setup.secret("secret-id")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(said.out())
                .doesNotContain(Files.readString(setup.secret("secret-id")).strip());
    }

    @Test
    void the_second_run_finds_nothing_to_do() {
        setup.vaultWithDatabase();
        // As it is written for Boundary, it means the same here.
        Said again = setup.vault("--target", World.TARGET + "=" + setup.world.target());

        assertThat(made(again)).isEmpty();
        assertThat(again.lines()).last().isEqualTo("Nothing to do.");
        assertThat(again.code()).isZero();
    }

    @Test
    void a_dry_run_says_what_would_be_made_and_makes_nothing() {
        Said dry = setup.vault("--target", World.TARGET, "--dry-run");

        assertThat(dry.lines()).contains("to make   policy breakglass-bot", "to make   AppRole breakglass");
        assertThat(setup.world.vault.policy("breakglass-bot")).isEmpty();
        assertThat(setup.secret("secret-id")).doesNotExist();
        assertThat(made(setup.vaultWithDatabase())).hasSize(10);
    }

    @Test
    void a_request_token_may_read_its_credential_and_the_bot_may_not() {
        setup.vaultWithDatabase();

        assertThat(setup.world.vault.policy("breakglass-orders-db"))
                .hasValue("path \"database/creds/orders-db\" { capabilities = [\"read\"] }\n");
        assertThat(setup.world.vault.policy("breakglass-bot").orElseThrow())
                .contains("path \"auth/token/create/breakglass-*\" { capabilities = [\"update\"] }")
                .doesNotContain("creds");
    }

    @Test
    void nobody_can_shut_the_bot_out_by_guessing_its_secret() throws IOException {
        setup.vaultWithDatabase();
        Wire wire = new Wire(setup.world.vault.url());
        String roleId = Files.readString(setup.secret("role-id")).strip();
        for (int i = 0; i < 6; i++) {
            assertThat(logIn(wire, roleId, "wrong")).isEqualTo(400);
        }

        assertThat(logIn(
                        wire,
                        roleId,
                        Files.readString(setup.secret("secret-id")).strip()))
                .isEqualTo(200);
    }

    @Test
    void without_a_file_for_it_the_secret_id_is_shown_wrapped() {
        setup.write("config.yaml", "vault: {addr: '" + setup.world.vault.url() + "'}\n");
        Said said = setup.vault();

        assertThat(said.out())
                .containsPattern("# the secret id, once, within 30 minutes: vault unwrap -field=secret_id \\S+");
        assertThat(said.out()).containsPattern("  roleId: [0-9a-f-]{36}");
    }

    @Test
    void a_database_connection_that_is_missing_is_told() {
        Said said = setup.vault("--target", World.TARGET);

        assertThat(differs(said)).singleElement().asString().contains("database/config/orders-db", "--database-url");
        assertThat(said.code()).isEqualTo(1);
    }

    @Test
    void other_kinds_get_their_policy_with_the_capability_that_asks_for_them() {
        setup.inPolicy("    connect:", """
                    vault:
                      - {name: shell, kind: ssh-certificate, path: ssh/sign/ops, user: ops, token_role: breakglass-ssh, policies: [breakglass-ssh]}
                      - {name: console, kind: token, token_role: breakglass-token, policies: [ops]}
                    connect:""".indent(4).stripTrailing());
        Said said = setup.vault();

        assertThat(setup.world.vault.policy("breakglass-ssh"))
                .hasValue("path \"ssh/sign/ops\" { capabilities = [\"update\"] }\n");
        assertThat(setup.world.vault.policy("breakglass-bot").orElseThrow())
                .contains("path \"ssh/roles/+\" { capabilities = [\"read\"] }");
        assertThat(made(said)).contains("token role breakglass-token").doesNotContain("database at database");
        assertThat(differs(said))
                .containsExactly(
                        "policy ops: expected one that you write: it says what the credential is for, found none");
    }

    @Test
    void a_target_of_the_policy_is_prepared_by_the_names_that_the_policy_has() {
        setup.inPolicy("    connect:", """
                    vault:
                      - {name: o, kind: database, path: pg/creds/o, token_role: breakglass, policies: [o-read], default_ttl: 30m}
                    connect:""".indent(4).stripTrailing());
        Said said = setup.vault("--database-url", SetupWorld.DATABASE_URL, "--database-user", "vaultadmin");

        assertThat(made(said))
                .contains(
                        "database at pg",
                        "policy o-read",
                        "token role breakglass",
                        "database connection pg/config/orders-db",
                        "database role pg/roles/o");
        assertThat(setup.world.vault.policy("breakglass-bot").orElseThrow())
                .contains("path \"auth/token/create/breakglass\" {", "path \"pg/roles/+\" {");
    }

    @Test
    void a_bot_that_logs_in_otherwise_gets_no_app_role() {
        setup.write("config.yaml", "vault: {addr: '" + setup.world.vault.url() + "', login: kubernetes}\n");
        Said said = setup.vault();

        assertThat(made(said)).containsExactly("policy breakglass-bot");
        assertThat(said.out()).contains("# give the policy breakglass-bot to whatever the bot logs in with");
    }

    // ---- what differs ----

    @Test
    void a_policy_of_the_bot_that_allows_more_is_told_and_left_alone() {
        setup.vaultWithDatabase();
        String more = setup.world.vault.policy("breakglass-bot").orElseThrow()
                + "path \"database/creds/*\" { capabilities = [\"read\"] }\n";
        setup.world.vault.setPolicy("breakglass-bot", more);
        Said said = setup.vault("--target", World.TARGET);

        assertThat(differs(said))
                .containsExactly("policy breakglass-bot: expected no other rule, found database/creds/* [read]");
        assertThat(said.code()).isEqualTo(1);
        assertThat(setup.world.vault.policy("breakglass-bot")).hasValue(more);
    }

    @Test
    void a_token_role_whose_tokens_would_die_with_the_bot_is_told() {
        setup.vaultWithDatabase();
        setup.world.vault.administrator("auth/token/roles/breakglass-orders-db", "{\"orphan\": false}");

        assertThat(differs(setup.vault("--target", World.TARGET)))
                .containsExactly("token role breakglass-orders-db: expected orphan true, found false");
    }

    @Test
    void a_database_role_that_leaves_connections_alive_is_told() {
        setup.vaultWithDatabase();
        setup.world.vault.administrator("database/roles/orders-db", "{\"revocation_statements\": []}");

        assertThat(differs(setup.vault("--target", World.TARGET)))
                .singleElement()
                .asString()
                .contains("database/roles/orders-db", "pg_terminate_backend", "found none");
    }

    @Test
    void a_secret_id_that_vault_refuses_is_told() throws IOException {
        setup.vaultWithDatabase();
        Files.writeString(setup.secret("secret-id"), "00000000-0000-0000-0000-000000000000");

        assertThat(differs(setup.vault("--target", World.TARGET)))
                .singleElement()
                .asString()
                .contains("secret id of AppRole breakglass");
    }

    // ---- who may ----

    @Test
    void a_wrong_token_is_told_and_makes_nothing() {
        setup.environment.put("VAULT_TOKEN", "hvs.wrong");
        Said said = setup.vault();

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("Vault refuses the administrator's token.");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void the_token_can_be_typed_or_piped() {
        setup.environment.clear();

        assertThat(setup.typed("root\n", "vault").code()).isZero();
        assertThat(setup.typed("", "vault").err()).contains("No administrator's token was given.");
    }

    @Test
    void a_sealed_vault_is_told() {
        setup.world.vault.seal();

        assertThat(setup.vault().err()).contains("Vault is sealed");
        assertThat(setup.vault().code()).isEqualTo(2);
    }

    private static int logIn(Wire wire, String roleId, String secretId) {
        String body = "{'role_id':'" + roleId + "','secret_id':'" + secretId + "'}";
        return wire.send("POST", "/v1/auth/approle/login", Map.of(), body).status();
    }

    private static List<String> made(Said said) {
        return starting(said, "made      ");
    }

    private static List<String> differs(Said said) {
        return starting(said, "differs   ");
    }

    private static List<String> starting(Said said, String state) {
        return said.lines().stream()
                .filter(line -> line.startsWith(state))
                .map(line -> line.substring(state.length()))
                .toList();
    }
}
