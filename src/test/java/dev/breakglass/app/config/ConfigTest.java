package dev.breakglass.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.vault.LoginMethod;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigTest {
    private static final String TOKEN = "xoxb-1234-hidden";
    private static final String SIGNING = "0123456789hidden0123456789hidden";
    private static final String PASSWORD = "correct:horse #hidden";
    private static final String ROLE_ID = "role-id-hidden";
    private static final String SECRET_ID = "secret-id-hidden";
    private static final String GOOD = """
            policy: policy.yaml
            slack:
              botToken: ${TOKEN}
              signingSecrets: ${SIGNING}
              teamId: T0001
              appId: A0001
            boundary:
              addr: https://boundary.example.com:9200
              authMethod: ampw_1234567890
              loginName: breakglass
              password: ${PASSWORD}
            vault:
              addr: https://vault.example.com:8200
              roleId: ${ROLE_ID}
              secretId: file:secret-id
            """;

    @TempDir
    Path directory;

    @Test
    void every_key_is_listed_here_with_its_default() {
        assertThat(Arrays.stream(ConfigKey.values()).map(ConfigTest::described))
                .containsExactly(
                        "policy REQUIRED",
                        "data = breakglass-data",
                        "database.url REQUIRED",
                        "database.user REQUIRED",
                        "database.password REQUIRED secret",
                        "database.connections = 12",
                        "http.port = 8080",
                        "http.bind = 0.0.0.0",
                        "admin.port = 8081",
                        "admin.bind = 127.0.0.1",
                        "slack.apiUrl = https://slack.com/api/",
                        "slack.botToken REQUIRED secret",
                        "slack.signingSecrets REQUIRED secret",
                        "slack.teamId REQUIRED",
                        "slack.appId REQUIRED",
                        "boundary.addr REQUIRED",
                        "boundary.publicAddr OPTIONAL",
                        "boundary.authMethod REQUIRED",
                        "boundary.loginName REQUIRED",
                        "boundary.password REQUIRED secret",
                        "boundary.caFile OPTIONAL",
                        "boundary.clientCertFile OPTIONAL",
                        "boundary.clientKeyFile OPTIONAL",
                        "vault.addr REQUIRED",
                        "vault.publicAddr OPTIONAL",
                        "vault.namespace OPTIONAL",
                        "vault.caFile OPTIONAL",
                        "vault.clientCertFile OPTIONAL",
                        "vault.clientKeyFile OPTIONAL",
                        "vault.login = approle",
                        "vault.approleMount = approle",
                        "vault.roleId OPTIONAL secret",
                        "vault.secretId OPTIONAL secret",
                        "vault.wrappedSecretId OPTIONAL secret",
                        "vault.mount OPTIONAL",
                        "vault.role OPTIONAL",
                        "vault.tokenFile OPTIONAL",
                        "vault.wrapTtl = 5m",
                        "pager.pagerdutyKey OPTIONAL secret",
                        "pager.pagerdutyUrl = https://events.pagerduty.com",
                        "pager.opsgenieKey OPTIONAL secret",
                        "pager.opsgenieUrl = https://api.opsgenie.com",
                        "audit.file OPTIONAL");
    }

    private static String described(ConfigKey key) {
        String presence = key.fallback().map(text -> " = " + text).orElse(" " + key.presence());
        return key.path() + presence + (key.reference() == ConfigKey.Reference.NONE ? "" : " secret");
    }

    @Test
    void the_document_explains_every_key_with_its_default() throws IOException {
        String document = Files.readString(Path.of("docs/configuration.md"));

        for (ConfigKey key : ConfigKey.values()) {
            String fallback = key.fallback().map(text -> "`" + text + "`").orElse("");
            String absence = key.presence() == ConfigKey.Presence.REQUIRED ? "required" : fallback;
            assertThat(document).contains("| `" + key.path() + "` | " + absence);
        }
    }

    @Test
    void what_is_left_out_has_its_default() {
        Config config = good(GOOD);

        assertThat(config.policy()).contains(directory.resolve("policy.yaml"));
        assertThat(config.data()).isEqualTo(directory.resolve("breakglass-data"));
        assertThat(config.auditFile()).contains(directory.resolve("breakglass-data/audit.ndjson"));
        assertThat(config.http()).isEqualTo(new Config.Listen("0.0.0.0", 8080));
        assertThat(config.admin()).isEqualTo(new Config.Listen("127.0.0.1", 8081));
        assertThat(config.slack().orElseThrow().apiUrl()).isEqualTo("https://slack.com/api/");
        assertThat(config.boundary().publicAddr()).isEqualTo(config.boundary().addr());
        dev.breakglass.vault.Settings vault = config.vault().orElseThrow();
        assertThat(vault.publicAddr()).isEqualTo(vault.addr());
        assertThat(vault.namespace()).isEmpty();
        assertThat(vault.login()).isInstanceOf(LoginMethod.AppRole.class);
        assertThat(vault.login().place()).isEqualTo("auth/approle");
        assertThat(vault.wrapTtl()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void secrets_come_from_the_environment_and_from_files_as_they_are() {
        Config config = good(GOOD);

        assertThat(known(config.slack().orElseThrow().botToken())).isEqualTo(TOKEN);
        assertThat(config.slack().orElseThrow().signingSecrets())
                .extracting(ConfigTest::known)
                .containsExactly(SIGNING);
        assertThat(password(config)).isEqualTo(PASSWORD);
        assertThat(config.vault().orElseThrow().login().secrets())
                .extracting(secret -> secret.now().expose())
                .containsExactly(ROLE_ID, SECRET_ID);
    }

    private static String known(SecretPlace place) {
        return place.here().orElseThrow().now().expose();
    }

    private static String password(Config config) {
        return config.boundary().password().now().expose();
    }

    @Test
    void what_the_environment_holds_is_not_substituted_again() {
        Map<String, String> environment = new HashMap<>(environment());
        environment.put("PASSWORD", "a${TOKEN}$1\\b");

        Config config = read(GOOD, environment).value().orElseThrow();

        assertThat(password(config)).isEqualTo("a${TOKEN}$1\\b");
    }

    @Test
    void a_doubled_dollar_is_a_literal_one() {
        Config config = good(GOOD.replace("${PASSWORD}", "a$${TOKEN}"));

        assertThat(password(config)).isEqualTo("a${TOKEN}");
    }

    @Test
    void there_may_be_several_signing_secrets() {
        Config config = good(GOOD.replace("${SIGNING}", "[\"${SIGNING}\", 0123456789abcdef]"));

        assertThat(config.slack().orElseThrow().signingSecrets())
                .extracting(ConfigTest::known)
                .containsExactly(SIGNING, "0123456789abcdef");
    }

    @Test
    void everything_can_be_set() {
        Config config = good(GOOD.replace("roleId:", "namespace: ops\n  approleMount: auth2\n  wrapTtl: 90s\n  roleId:")
                        .replace("appId:", "apiUrl: http://127.0.0.1:4000/api/\n  appId:")
                + "data: /var/lib/breakglass\nhttp: {port: 0, bind: '::'}\nadmin: {port: 0}\naudit: {file: off}\n");

        assertThat(config.data()).isEqualTo(Path.of("/var/lib/breakglass"));
        assertThat(config.http()).isEqualTo(new Config.Listen("::", 0));
        assertThat(config.auditFile()).isEmpty();
        assertThat(config.slack().orElseThrow().apiUrl()).isEqualTo("http://127.0.0.1:4000/api/");
        assertThat(config.vault().orElseThrow().namespace()).isEqualTo(Optional.of("ops"));
        assertThat(config.vault().orElseThrow().wrapTtl()).isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void vault_may_be_left_out() {
        assertThat(good(GOOD.substring(0, GOOD.indexOf("vault:"))).vault()).isEmpty();
    }

    private static Arguments fault(String old, String replacement, String... lines) {
        if (!GOOD.contains(old)) {
            throw new IllegalArgumentException("not in the configuration: " + old);
        }
        return Arguments.of(GOOD.replace(old, replacement), List.of(lines));
    }

    static List<Arguments> faults() {
        return List.of(
                fault(
                        "botToken:",
                        "bottoken:",
                        "config.yaml:3: 'bottoken' is not known in 'slack'. Did you mean 'botToken'?"),
                fault(
                        "policy: policy.yaml\n",
                        "",
                        "config.yaml:1: the configuration has no 'policy'. Add 'policy:', as in docs/configuration.md."),
                fault(
                        GOOD.substring(GOOD.indexOf("boundary:"), GOOD.indexOf("vault:")),
                        "",
                        "config.yaml:1: the configuration has no 'boundary'. Add 'boundary:', as in docs/configuration.md."),
                fault(
                        "botToken: ${TOKEN}",
                        "botToken:",
                        "config.yaml:3: 'slack.botToken' has no value. Write a single value, as in docs/configuration.md."),
                fault(
                        "botToken: ${TOKEN}",
                        "botToken: [a]",
                        "config.yaml:3: 'slack.botToken' must be a single value."
                                + " Write a single value, as in docs/configuration.md."),
                fault(
                        "${TOKEN}",
                        "${NO_TOKEN}",
                        "config.yaml:3: the environment variable NO_TOKEN for 'slack.botToken' is not set."
                                + " Set it before the start."),
                fault(
                        "${TOKEN}",
                        "${EMPTY}",
                        "config.yaml:3: the environment variable EMPTY for 'slack.botToken' is empty."
                                + " Set it before the start."),
                fault(
                        "${TOKEN}",
                        "${TOKEN",
                        "config.yaml:3: 'slack.botToken' holds a '${' without a name and '}'."
                                + " Write ${NAME}, or $${ for a literal ${."),
                fault(
                        "${TOKEN}",
                        "vault:slack#token",
                        "config.yaml:3: 'slack.botToken' is not a path and a field after 'vault:'."
                                + " Write it like vault:secret/data/breakglass#botToken."),
                fault(
                        "${PASSWORD}",
                        "vault:kv/boundary#password",
                        "config.yaml:11: 'boundary.password' is a vault: reference. Use ${NAME} or file:/path."
                                + " This key will never use vault:, so that ending access does not wait for Vault."),
                fault(
                        "file:secret-id",
                        "file:/none/secret-id",
                        "config.yaml:15: the file for 'vault.secretId' does not exist. Create it, or correct the path."),
                fault(
                        "file:secret-id",
                        "file:empty",
                        "config.yaml:15: the file for 'vault.secretId' is empty. Write the secret into it."),
                fault("${SIGNING}", "[]", "config.yaml:4: 'slack.signingSecrets' is empty. List at least one."),
                fault(
                        "${SIGNING}",
                        "[0123456789abcdef, short]",
                        "config.yaml:4: 'slack.signingSecrets' is shorter than 16 characters."
                                + " Copy the signing secret from the app's page in Slack."),
                fault(
                        "T0001",
                        "${TOKEN}",
                        "config.yaml:5: 'slack.teamId' is not the id of a Slack workspace or organisation."
                                + " Write one such as T0123456789."),
                fault(
                        "loginName: breakglass",
                        "loginName: file:/x",
                        "config.yaml:10: 'boundary.loginName' is a reference."
                                + " Write it out, or use ${NAME}; only secrets refer."),
                fault(
                        "https://boundary.example.com:9200",
                        "http://boundary.example.com:9200",
                        "config.yaml:8: 'boundary.addr' is not https. Use https; http is allowed on loopback only."),
                fault(
                        "https://boundary.example.com:9200",
                        "boundary.example.com:9200",
                        "config.yaml:8: 'boundary.addr' is not an address. Write one such as https://host:9200."),
                fault(
                        "https://boundary.example.com:9200",
                        "https://admin:pw@boundary.example.com:9200",
                        "config.yaml:8: 'boundary.addr' holds more than host, port and path. Remove user, '?' and '#'."),
                fault(
                        "policy: policy.yaml",
                        "policy: \"a\\0b\"",
                        "config.yaml:1: 'policy' is not a path. Write the path of a file or directory."),
                fault(
                        "policy: policy.yaml",
                        "policy: policy.yaml\nhttp: {port: 70000}",
                        "config.yaml:2: 'http.port' is not a port. Write a number from 0 to 65535; 0 takes any free one."),
                fault(
                        "policy: policy.yaml",
                        "policy: policy.yaml\nhttp: {bind: a b}",
                        "config.yaml:2: 'http.bind' is not an address to listen on. Write one such as 127.0.0.1."),
                fault(
                        "policy: policy.yaml",
                        "policy: policy.yaml\nhttp: {port: 8081}",
                        "config.yaml:1: http.port and admin.port are both 8081. Give them different ports."),
                fault(
                        "  roleId:",
                        "  wrapTtl: 2h\n  roleId:",
                        "config.yaml:14: 'vault.wrapTtl' is not a duration from 1s to 1h. Write it like 90s or 5m."));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void a_fault_is_one_line_with_its_place_and_its_remedy(String text, List<String> lines) {
        assertThat(read(text, environment()).problems())
                .extracting(Problem::toString)
                .containsExactlyElementsOf(lines);
    }

    @Test
    void no_secret_is_printed_with_the_configuration() {
        assertThat(good(GOOD).toString()).doesNotContain("hidden").contains("[secret]");
    }

    @Test
    void no_secret_is_printed_with_a_problem_wherever_an_accident_puts_it() {
        String literal = GOOD.replace("${TOKEN}", TOKEN)
                .replace("${SIGNING}", SIGNING)
                .replace("${PASSWORD}", "'" + PASSWORD + "'")
                .replace("${ROLE_ID}", ROLE_ID);
        for (int seed = 0; seed < 500; seed++) {
            Result<Config> result = read(Mutations.of(literal, new Random(seed)), environment());

            assertThat(result.problems().toString()).as("seed %d", seed).doesNotContain("hidden");
        }
    }

    @Test
    void the_example_is_a_configuration_once_it_is_filled_in() throws IOException {
        Files.copy(Path.of("deploy/config.example.yaml"), directory.resolve("config.yaml"));
        Path secrets = Files.createDirectory(directory.resolve("secrets"));
        Files.writeString(secrets.resolve("slack-bot-token"), TOKEN + "\n");
        Files.writeString(secrets.resolve("slack-signing-secret"), SIGNING + "\n");
        Files.writeString(secrets.resolve("boundary-password"), PASSWORD + "\n");
        Files.writeString(secrets.resolve("vault-role-id"), ROLE_ID + "\n");
        Files.writeString(secrets.resolve("vault-secret-id"), SECRET_ID + "\n");

        Result<Config> result = Config.read(directory.resolve("config.yaml"), Map.of());

        assertThat(result.problems()).isEmpty();
    }

    private Config good(String text) {
        Result<Config> result = read(text, environment());
        assertThat(result.problems()).isEmpty();
        return result.value().orElseThrow();
    }

    private Result<Config> read(String text, Map<String, String> environment) {
        try {
            Files.writeString(directory.resolve("secret-id"), SECRET_ID + "\n");
            Files.writeString(directory.resolve("empty"), "\n");
            Files.writeString(directory.resolve("config.yaml"), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return Config.read(directory.resolve("config.yaml"), environment);
    }

    private static Map<String, String> environment() {
        return Map.of("TOKEN", TOKEN, "SIGNING", SIGNING, "PASSWORD", PASSWORD, "ROLE_ID", ROLE_ID, "EMPTY", "");
    }
}
