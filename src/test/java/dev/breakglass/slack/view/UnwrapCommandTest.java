package dev.breakglass.slack.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Secret;
import dev.breakglass.flow.Message;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.vault.FakeVault;
import dev.breakglass.slack.Samples;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Pastes the commands of the message into a real shell: with {@code vault} or {@code bao} where one is on the path, else
 * with a stand-in that makes the same call.
 */
class UnwrapCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String CERTIFICATE = "ssh-ed25519-cert-v01@openssh.com AAAA breakglass";
    private static final String KEY =
            "-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl+/c2g=\n-----END OPENSSH PRIVATE KEY-----\n";
    private static final int WITH_VAULT = 0;
    private static final int WITH_CURL = 1;

    /** Does what {@code vault unwrap} does: the token is that of the environment, or else of the last login. */
    private static final String STAND_IN = """
            #!/bin/sh
            [ "$1" = unwrap ] || exit 1
            token=${VAULT_TOKEN:-$(cat "$HOME/.vault-token")}
            answer=$(curl -sSf -X PUT -H "X-Vault-Token: $token" \\
              ${VAULT_NAMESPACE:+-H "X-Vault-Namespace: $VAULT_NAMESPACE"} "$VAULT_ADDR/v1/sys/wrapping/unwrap") || exit 2
            case $2 in
              -field=*) printf '%b' "$(printf '%s' "$answer" | sed -n 's/.*"'"${2#-field=}"'":"\\([^"]*\\)".*/\\1/p')" ;;
              *) printf '%s\\n' "$answer" ;;
            esac
            """;

    @TempDir
    Path directory;

    private final FakeVault vault = new FakeVault(SettableClock.stoppedAt(Samples.NOON), 0);
    private Path home = Path.of("");
    private Path bin = Path.of("");

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectory(directory.resolve("home"));
        bin = Files.createDirectory(directory.resolve("bin"));
        Path command = bin.resolve("vault");
        Optional<Path> client = onPath("vault").or(() -> onPath("bao"));
        if (client.isPresent()) {
            Files.createSymbolicLink(command, client.get());
        } else {
            Files.writeString(command, STAND_IN);
            Files.setPosixFilePermissions(command, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @AfterEach
    void stop() {
        vault.close();
    }

    /** A shell as somebody may have it at two in the morning. */
    record Shell(String name, Map<String, String> variables, boolean staleLogin) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Shell> shells() {
        Map<String, String> expired = Map.of("VAULT_TOKEN", "s.expired");
        Map<String, String> elsewhere = Map.of(
                "VAULT_TOKEN", "s.expired", "VAULT_ADDR", "http://127.0.0.1:1", "VAULT_NAMESPACE", "another-team");
        return Stream.of(
                new Shell("an empty one", Map.of(), false),
                new Shell("one with an expired token", expired, false),
                new Shell("one whose last login has expired", Map.of(), true),
                new Shell("one with an expired token and login", expired, true),
                new Shell("one that is set up for another Vault", elsewhere, true));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void every_command_that_prints_opens_the_credential_in(Shell shell) throws Exception {
        for (int which : List.of(WITH_VAULT, WITH_CURL)) {
            for (CredentialKind kind : List.of(KindSamples.DATABASE, KindSamples.LEASE, KindSamples.SECRET)) {
                assertThat(run(shell, command(kind, which, Map.of("username", "u1", "password", "p-1"))))
                        .as(kind.word())
                        .contains("u1")
                        .contains("p-1");
            }
            assertThat(run(shell, command(KindSamples.PASSWORD, which, Map.of("key", "otp-1", "ip", "10.0.0.7"))))
                    .isEqualToIgnoringWhitespace("otp-1");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void a_token_is_exported_by_the_command_in(Shell shell) throws Exception {
        for (int which : List.of(WITH_VAULT, WITH_CURL)) {
            String command = command(KindSamples.TOKEN, which, Map.of("token", "s.emergency"));
            assertThat(run(shell, command + "; echo \"$VAULT_TOKEN at $VAULT_ADDR in $VAULT_NAMESPACE.\""))
                    .isEqualToIgnoringWhitespace("s.emergency at " + vault.url() + " in .");
        }
    }

    @ParameterizedTest
    @MethodSource("shells")
    void an_ssh_key_is_saved_for_its_owner_alone_beside_its_certificate_by_the_command_in(Shell shell)
            throws Exception {
        for (int which : List.of(WITH_VAULT, WITH_CURL)) {
            Files.writeString(directory.resolve("breakglass-orders"), "of last week");
            run(shell, command(KindSamples.CERTIFICATE, which, Map.of("identity", KEY + CERTIFICATE + "\n")));

            Path key = directory.resolve("breakglass-orders");
            assertThat(Files.readString(key).strip()).isEqualTo(KEY + CERTIFICATE);
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
            assertThat(Files.readString(directory.resolve("breakglass-orders-cert.pub"))
                            .strip())
                    .isEqualTo(CERTIFICATE);
        }
    }

    @Test
    void a_token_that_was_opened_before_leaves_the_shell_as_it_was() throws Exception {
        Shell shell = new Shell("", Map.of("VAULT_TOKEN", "s.mine"), false);
        for (int which : List.of(WITH_VAULT, WITH_CURL)) {
            String command = command(KindSamples.TOKEN, which, Map.of("token", "s.emergency"));
            run(shell, command);

            assertThat(run(shell, command + "; echo \"$VAULT_TOKEN.\"")).isEqualToIgnoringWhitespace("s.mine.");
        }
    }

    @Test
    void the_namespace_is_named_in_both_commands() throws IOException {
        Message message = KindSamples.token(
                KindSamples.DATABASE, Secret.of("s.x"), new VaultAddress("https://vault.example.com", "team-a"));

        assertThat(code(message).get(WITH_VAULT)).contains("VAULT_NAMESPACE=team-a ");
        assertThat(code(message).get(WITH_CURL)).contains("-H 'X-Vault-Namespace: team-a'");
    }

    private String command(CredentialKind kind, int which, Map<String, String> secrets) throws Exception {
        Message message = KindSamples.token(
                kind, wrapped(secrets), new VaultAddress(vault.url().toString(), ""));
        return code(message).get(which);
    }

    private static List<String> code(Message message) throws IOException {
        List<String> code = new ArrayList<>();
        for (JsonNode block : JSON.readTree(message.blocks())) {
            if (block.path("type").asText().equals("rich_text")) {
                code.add(block.findValue("text").asText());
            }
        }
        return code;
    }

    private Secret wrapped(Map<String, String> secrets) throws Exception {
        ObjectNode body = JSON.createObjectNode();
        secrets.forEach(body::put);
        HttpRequest request = HttpRequest.newBuilder(URI.create(vault.url() + "/v1/sys/wrapping/wrap"))
                .header("X-Vault-Token", FakeVault.ROOT)
                .header("X-Vault-Wrap-TTL", "60s")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        String answer = HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString())
                .body();
        return Secret.of(JSON.readTree(answer).path("wrap_info").path("token").asText());
    }

    private String run(Shell shell, String command) throws Exception {
        Path stale = home.resolve(".vault-token");
        Files.deleteIfExists(stale);
        if (shell.staleLogin()) {
            Files.writeString(stale, "s.stale");
        }
        ProcessBuilder process = new ProcessBuilder("sh", "-c", command).directory(directory.toFile());
        Map<String, String> variables = new HashMap<>(shell.variables());
        variables.put("HOME", home.toString());
        variables.put("PATH", bin + ":" + System.getenv("PATH"));
        process.environment().clear();
        process.environment().putAll(variables);
        process.redirectError(directory.resolve("stderr").toFile());
        Process running = process.start();
        running.getOutputStream().close();
        String printed = new String(running.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(running.waitFor(20, TimeUnit.SECONDS)).isTrue();
        return printed;
    }

    private static Optional<Path> onPath(String name) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
