package dev.breakglass.vault;

import static dev.breakglass.vault.Orders.answers;
import static dev.breakglass.vault.Orders.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.Finding;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VaultCheckTest {
    private static final CredentialKind CERTIFICATE = new CredentialKind.SshCertificate("ssh/sign/ops", "ops");
    private static final CredentialKind PASSWORD =
            new CredentialKind.SshOneTimePassword("ssh/creds/otp", "10.0.0.7", "ops", Duration.ofHours(1));

    private final Orders orders = new Orders();

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void a_vault_as_the_administrator_prepared_it_is_well() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void checking_changes_nothing() {
        findings();

        assertThat(orders.callsTo("auth/token/create")).isZero();
        assertThat(orders.callsTo("database/creds")).isZero();
    }

    @Test
    void a_vault_that_is_away_is_the_only_finding() {
        orders.vault.goDown();

        assertThat(findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.fault()).contains("does not answer"));
    }

    @Test
    void a_sealed_vault_is_the_only_finding() {
        orders.vault.seal();

        assertThat(findings())
                .containsExactly(Finding.fault("Vault at " + orders.vault.url() + " is sealed", "unseal it"));
    }

    @Test
    void a_standby_is_told_and_the_rest_is_checked_all_the_same() {
        orders.vault.standby(true);

        assertThat(findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.fault()).contains("is a standby"));
        assertThat(orders.callsTo("sys/capabilities-self")).isEqualTo(1);
    }

    @Test
    void a_login_that_is_not_accepted_is_the_only_finding() {
        Settings wrong = orders.settings("nonsense", Optional.empty());

        assertThat(findings(wrong, orders.terms())).singleElement().satisfies(finding -> {
            assertThat(finding.fault()).isEqualTo("Vault does not accept the bot's login at auth/approle");
            assertThat(finding.remedy()).contains("secret id").doesNotContain("nonsense");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth/token/create/breakglass",
                "auth/token/revoke-accessor",
                "auth/token/lookup-accessor",
                "sys/leases/revoke"
            })
    void a_missing_right_comes_with_the_line_to_add(String path) {
        String policy = orders.vault.policy("breakglass-bot").orElseThrow();
        String line = "path \"" + path + "\" { capabilities = [\"update\"] }";
        assertThat(policy).contains(line);
        orders.vault.setPolicy("breakglass-bot", policy.replace(line, ""));

        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.fault()).contains(path);
            assertThat(finding.remedy()).contains(line);
        });
    }

    @Test
    void a_bot_that_can_read_the_credential_itself_is_warned_of() {
        String policy = orders.vault.policy("breakglass-bot").orElseThrow();
        orders.vault.setPolicy("breakglass-bot", policy + "path \"database/creds/*\" { capabilities = [\"read\"] }\n");

        assertThat(findings())
                .singleElement()
                .satisfies(finding ->
                        assertThat(finding.fault()).contains("the bot itself may use database/creds/orders"));
    }

    @Test
    void a_database_role_that_leaves_connections_open_is_warned_of() {
        Reply role = Reply.json(200, "{\"data\":{\"default_ttl\":3600,\"revocation_statements\":[]}}");
        orders.vault.failTimes(1, to("database/roles"), new Fault.Answer(role));

        assertThat(findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).contains("pg_terminate_backend"));
    }

    @Test
    void a_database_role_that_may_not_be_read_is_not_asked_for_but_told() {
        String policy = orders.vault.policy("breakglass-bot").orElseThrow();
        orders.vault.setPolicy("breakglass-bot", policy.replace("database/roles/+", "other"));

        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.isWarning()).isTrue();
            assertThat(finding.fault()).contains("may not read database/roles/orders");
        });
        assertThat(orders.callsTo("database/roles")).isZero();
    }

    @Test
    void leases_that_may_live_longer_than_the_policy_says_are_warned_of() {
        Terms.CredentialTerms terms = orders.terms();
        Terms.CredentialTerms shorter = new Terms.CredentialTerms(
                terms.name(),
                new CredentialKind.Database("database/creds/orders", Duration.ofMinutes(10)),
                terms.tokenRole(),
                terms.policies());

        assertThat(findings(orders.settings(), shorter))
                .singleElement()
                .satisfies(finding -> assertThat(finding.fault()).contains("may live longer"));
    }

    @Test
    void a_token_role_whose_tokens_die_with_the_bot_is_warned_of() {
        Reply role = Reply.json(
                200,
                "{\"data\":{\"allowed_policies_glob\":[\"breakglass-*\"],\"orphan\":false,\"token_no_default_policy\":true,\"token_explicit_max_ttl\":14400}}");
        orders.vault.failTimes(1, to("auth/token/roles"), new Fault.Answer(role));

        assertThat(findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).contains("orphan=true"));
    }

    @ParameterizedTest
    @MethodSource("otherKinds")
    void other_kinds_as_the_administrator_prepared_them_are_well(CredentialKind kind, String policy) {
        assertThat(findings(of(kind, policy))).isEmpty();
    }

    static Stream<Arguments> otherKinds() {
        Duration hour = Duration.ofHours(1);
        return Stream.of(
                Arguments.of(CERTIFICATE, "breakglass-ssh"),
                Arguments.of(PASSWORD, "breakglass-ssh"),
                Arguments.of(new CredentialKind.Token(), "breakglass-admin"),
                Arguments.of(
                        new CredentialKind.Lease("ssh/creds/otp", Map.of("ip", "10.0.0.7"), hour), "breakglass-ssh"),
                Arguments.of(new CredentialKind.StaticSecret("kv/legacy"), "breakglass-static"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"key_type\":\"otp\"} | key_type=ca",
                "{\"allow_user_certificates\":false} | allow_user_certificates=true",
                "{\"allowed_users\":\"web\",\"default_user\":\"web\"} | allowed_users",
                "{\"max_ttl\":\"1h\"} | max_ttl",
                "{\"allowed_user_key_lengths\":{\"rsa\":2048}} | allowed_user_key_lengths",
                "{\"default_extensions\":{}} | permit-pty"
            })
    void a_certificate_role_that_does_not_do_is_found_with_what_to_change(String change, String remedy)
            throws Exception {
        orders.asAdministrator("ssh/roles/ops", change);

        assertThat(findings(of(CERTIFICATE, "breakglass-ssh")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).contains(remedy));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"key_type\":\"ca\"} | key_type=otp",
                "{\"allowed_users\":\"web\",\"default_user\":\"web\"} | allowed_users"
            })
    void a_role_that_gives_no_such_one_time_password_is_found(String change, String remedy) throws Exception {
        orders.asAdministrator("ssh/roles/otp", change);

        assertThat(findings(of(PASSWORD, "breakglass-ssh")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).contains(remedy));
    }

    @ParameterizedTest
    @CsvSource({
        "token_type, batch, token_type=service",
        "token_period, 1h, token_period=0",
        "token_num_uses, 3, token_num_uses=0"
    })
    void a_token_role_whose_tokens_cannot_be_handed_out_is_found(String key, String value, String remedy)
            throws Exception {
        orders.asAdministrator("auth/token/roles/breakglass", "{\"" + key + "\":\"" + value + "\"}");

        assertThat(findings(of(new CredentialKind.Token(), "breakglass-admin")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).contains(remedy));
    }

    @Test
    void a_bot_that_can_sign_keys_itself_is_told() {
        String policy = orders.vault.policy("breakglass-bot").orElseThrow();
        orders.vault.setPolicy("breakglass-bot", policy + "path \"ssh/sign/ops\" { capabilities = [\"update\"] }\n");

        assertThat(findings(of(CERTIFICATE, "breakglass-ssh")))
                .singleElement()
                .satisfies(finding -> assertThat(finding.fault()).contains("the bot itself may use ssh/sign/ops"));
    }

    private Terms.CredentialTerms of(CredentialKind kind, String policy) {
        return new Terms.CredentialTerms("orders", kind, orders.prepared.tokenRole(), List.of(policy));
    }

    private List<Finding> findings(Terms.CredentialTerms credential) {
        return findings(orders.settings(), credential);
    }

    @Test
    void vaults_own_words_are_in_no_finding() {
        orders.vault.failTimes(1, to("sys/capabilities-self"), answers(500, "secret-host:5432 is away"));

        assertThat(findings())
                .singleElement()
                .satisfies(finding -> assertThat(finding.toString()).doesNotContain("secret-host"));
    }

    private List<Finding> findings() {
        return findings(orders.settings(), orders.terms());
    }

    private List<Finding> findings(Settings settings, Terms.CredentialTerms credential) {
        VaultLogin login = new VaultLogin(settings, orders.clock);
        Terms target = orders.issuing(credential);
        return new VaultCheck(settings, login, new VaultClient(settings)).findings(List.of(target));
    }
}
