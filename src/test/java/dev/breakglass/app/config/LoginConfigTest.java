package dev.breakglass.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.flow.OwnSecret;
import dev.breakglass.tls.Keytool;
import dev.breakglass.vault.LoginMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How the bot logs in at Vault, whom it trusts, and where its own secrets come from, as the configuration says it. */
class LoginConfigTest {
    private static final String BEFORE = """
            policy: policy.yaml
            slack: {botToken: xoxb-1, signingSecrets: 0123456789abcdef, teamId: T0001, appId: A0001}
            boundary:
              addr: https://boundary.example.com:9200
              authMethod: ampw_1234567890
              loginName: breakglass
              password: file:password
            """;
    private static final String VAULT = "vault:\n  addr: https://vault.example.com:8200\n";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void each_login_has_keys_of_its_own() {
        assertThat(login("  roleId: r\n  secretId: s\n")).isInstanceOf(LoginMethod.AppRole.class);
        assertThat(login("  roleId: r\n  wrappedSecretId: file:token\n"))
                .isInstanceOf(LoginMethod.WrappedAppRole.class);
        assertThat(login("  login: kubernetes\n  role: bot\n  tokenFile: token\n"))
                .isInstanceOfSatisfying(
                        LoginMethod.Kubernetes.class,
                        login -> assertThat(login.place()).isEqualTo("auth/kubernetes"));
        assertThat(login("  login: jwt\n  mount: ci\n  role: bot\n  tokenFile: token\n"))
                .isInstanceOfSatisfying(
                        LoginMethod.Jwt.class,
                        login -> assertThat(login.place()).isEqualTo("auth/ci"));
        assertThat(login("  login: token-file\n  tokenFile: token\n")).isInstanceOf(LoginMethod.TokenFile.class);
    }

    static List<Arguments> faults() {
        return List.of(
                Arguments.of(
                        "  login: ldap\n",
                        "config.yaml:10: 'vault.login' is none of the ways to log in."
                                + " Write one of: approle, kubernetes, jwt, token-file."),
                Arguments.of(
                        "  secretId: s\n",
                        "config.yaml:9: 'vault' has no 'roleId'. Add 'roleId:', as in docs/configuration.md."),
                Arguments.of(
                        "  roleId: r\n",
                        "config.yaml:9: 'vault' has no 'secretId'. Add 'secretId:', as in docs/configuration.md."),
                Arguments.of(
                        "  roleId: r\n  secretId: s\n  wrappedSecretId: w\n",
                        "config.yaml:12: there is a 'vault.secretId' and a 'vault.wrappedSecretId'."
                                + " Remove one of them."),
                Arguments.of(
                        "  login: jwt\n  role: bot\n  tokenFile: token\n  roleId: r\n",
                        "config.yaml:13: 'vault.roleId' has no meaning with 'login: jwt'."
                                + " Remove it, or choose the login that it belongs to."),
                Arguments.of(
                        "  roleId: r\n  secretId: s\n  tokenFile: token\n",
                        "config.yaml:12: 'vault.tokenFile' has no meaning with 'login: approle'."
                                + " Remove it, or choose the login that it belongs to."),
                Arguments.of(
                        "  login: jwt\n  role: bot\n",
                        "config.yaml:9: 'vault' has no 'tokenFile'. Add 'tokenFile:', as in docs/configuration.md."),
                Arguments.of(
                        "  login: kubernetes\n  role: bot\n  tokenFile: no-token\n",
                        "config.yaml:12: the file for 'vault.tokenFile' does not exist."
                                + " Create it, or correct the path."),
                Arguments.of(
                        "  roleId: r\n  secretId: s\n  namespace: a;b\n",
                        "config.yaml:12: 'vault.namespace' is not the path of a namespace in Vault, without a slash at"
                                + " its ends. Write one such as ops."),
                Arguments.of(
                        "  roleId: r\n  secretId: s\n  caFile: none.pem\n",
                        "config.yaml:12: the file for 'vault.caFile' does not exist. Create it, or correct the path."),
                Arguments.of(
                        "  roleId: r\n  secretId: s\n  caFile: token\n",
                        "config.yaml:12: the file for 'vault.caFile' holds no certificate."
                                + " Write certificates in PEM form: -----BEGIN CERTIFICATE-----."),
                Arguments.of(
                        "  roleId: r\n  secretId: s\n  clientCertFile: token\n",
                        "config.yaml:12: 'vault.clientCertFile' is there without 'vault.clientKeyFile'."
                                + " Give both, or neither."));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_is_one_line_with_its_place_and_its_remedy(String vault, String line) {
        assertThat(read(BEFORE + VAULT + vault).problems())
                .extracting(Problem::toString)
                .containsExactly(line);
    }

    @Test
    void secrets_in_vault_need_a_section_about_vault() {
        String text = BEFORE.replace("xoxb-1", "vault:secret/data/breakglass#botToken");

        assertThat(read(text).problems())
                .extracting(Problem::toString)
                .containsExactly("config.yaml:2: 'slack.botToken' is kept in Vault, and there is no section 'vault'."
                        + " Add the section, or use ${NAME} or file:/path.");
        assertThat(read(text + VAULT + "  roleId: r\n  secretId: s\n").problems())
                .isEmpty();
    }

    @Test
    void certificates_of_our_own_must_fit_their_key() {
        Keytool keytool = new Keytool(directory);
        Keytool.Pair one = keytool.authority("one");
        Keytool.Pair other = keytool.authority("other");
        String certificates = "  clientCertFile: one.crt\n  clientKeyFile: ";
        String boundary = BEFORE.replace("loginName:", "caFile: one.crt\n  loginName:");
        assertThat(read(boundary + VAULT + "  roleId: r\n  secretId: s\n" + certificates + "one.key\n")
                        .problems())
                .isEmpty();

        assertThat(read(BEFORE + VAULT + "  roleId: r\n  secretId: s\n" + certificates + "other.key\n")
                        .problems())
                .extracting(Problem::toString)
                .containsExactly("config.yaml:13: the file for 'vault.clientKeyFile' does not belong to the first"
                        + " certificate. Take the key that was made with it.");

        write("other.key", "-----BEGIN EC PRIVATE KEY-----\nAAAA\n-----END EC PRIVATE KEY-----\n");
        assertThat(read(BEFORE + VAULT + "  roleId: r\n  secretId: s\n" + certificates + "other.key\n")
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.remedy()).contains("openssl pkcs8 -topk8 -nocrypt"));
        assertThat(one.key()).exists();
        assertThat(other.key()).exists();
    }

    @Test
    void a_secret_in_a_file_is_read_again_when_the_file_changes() throws IOException {
        OwnSecret password = read(BEFORE).value().orElseThrow().boundary().password();
        assertThat(password.now().expose()).isEqualTo("first");
        assertThat(password.now()).isSameAs(password.now());

        write("password", "second\n");
        assertThat(password.now().expose()).isEqualTo("second");

        Files.delete(directory.resolve("password"));
        assertThat(password.now().expose()).isEqualTo("second");
        assertThat(password.trouble()).contains("does not exist");

        write("password", "third");
        assertThat(password.now().expose()).isEqualTo("third");
        assertThat(password.trouble()).isEmpty();
    }

    private LoginMethod login(String vault) {
        Result<Config> result = read(BEFORE + VAULT + vault);
        assertThat(result.problems()).isEmpty();
        return result.value().orElseThrow().vault().orElseThrow().login();
    }

    private Result<Config> read(String text) {
        write("password", "first");
        write("token", "a.b.c");
        write("config.yaml", text);
        return Config.read(directory.resolve("config.yaml"), Map.of());
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
