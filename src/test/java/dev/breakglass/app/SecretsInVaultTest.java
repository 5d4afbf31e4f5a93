package dev.breakglass.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.app.cli.Said;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Slack's secrets are kept in Vault: starting with and without it, and replacing them. */
class SecretsInVaultTest {
    private static final String OTHER_SECRET = "fedcba9876543210fedcba9876543210";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Scene scene;

    @BeforeEach
    void start() {
        scene = new Scene(directory);
        String policy = scene.world.vault.policy("breakglass-bot").orElseThrow();
        scene.world.vault.setPolicy(
                "breakglass-bot", policy + "path \"secret/data/breakglass\" { capabilities = [\"read\"] }\n");
        keep(Workspace.TOKEN, World.SIGNING_SECRET);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void access_is_granted_with_secrets_that_only_vault_holds() {
        moveToVault();
        scene.sandbox.startNode();

        scene.grant();

        assertThat(scene.slotFilled()).isTrue();
        assertThat(scene.command("check").withoutRemarks().out().lines()).containsExactly("All is well.");
    }

    @Test
    void with_nothing_open_and_vault_away_the_server_does_not_start() {
        moveToVault();
        scene.world.vault.goDown();

        Said said = scene.command("serve");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err().lines())
                .containsExactly(
                        "config.yaml:7: 'slack.botToken' cannot be read from Vault: Vault did not answer."
                                + " Start Vault, write the field 'botToken' at 'secret/data/breakglass', and let the"
                                + " bot's policy read that path.",
                        "config.yaml:8: 'slack.signingSecrets' cannot be read from Vault: Vault did not answer."
                                + " Start Vault, write the field 'signingSecret' at 'secret/data/breakglass', and let"
                                + " the bot's policy read that path.");
    }

    @Test
    void with_something_open_and_vault_away_it_ends_that_and_takes_slack_up_when_vault_is_back() {
        scene.grant();
        moveToVault();
        scene.world.vault.goDown();

        scene.sandbox.startNode();

        assertThat(scene.admin("/health/live").statusCode()).isEqualTo(200);
        HttpResponse<String> ready = scene.admin("/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body())
                .startsWith("not ready: nothing is granted until this can be read: config.yaml:7: 'slack.botToken'");
        assertThat(scene.people.typesBreakglass("dave").ok()).isFalse();
        assertThat(scene.metric("breakglass_secrets_unreadable")).isEqualTo(2);
        scene.clock.advance(Duration.ofMinutes(30));
        scene.await("the end in Boundary", () -> !scene.slotFilled());

        scene.world.vault.mend();
        scene.await("the secrets", () -> scene.admin("/health/ready").statusCode() == 200);
        scene.await("the end in Vault", () -> scene.requests().isEmpty());
        scene.grant();
        assertThat(scene.metric("breakglass_secrets_unreadable")).isZero();
    }

    @Test
    void a_signing_secret_that_was_replaced_is_used_without_a_restart() {
        moveToVault();
        scene.sandbox.startNode();
        keep(Workspace.TOKEN, OTHER_SECRET);
        scene.world.slack.installApp(slackUrl(), OTHER_SECRET);

        scene.await(
                "the new secret", () -> scene.people.typesBreakglass("alice").ok());
    }

    @Test
    void a_signing_secret_in_a_file_that_was_replaced_is_used_at_once() {
        scene.sandbox.stopNode();
        write(directory.resolve("signing"), World.SIGNING_SECRET);
        inConfig(World.SIGNING_SECRET, "file:signing");
        scene.sandbox.startNode();
        assertThat(scene.people.typesBreakglass("alice").ok()).isTrue();

        write(directory.resolve("signing"), OTHER_SECRET + "\n");
        assertThat(scene.people.typesBreakglass("alice").ok()).isFalse();
        scene.world.slack.installApp(slackUrl(), OTHER_SECRET);
        assertThat(scene.people.typesBreakglass("alice").ok()).isTrue();

        write(directory.resolve("signing"), "short");
        assertThat(scene.people.typesBreakglass("alice").ok())
                .as("the last good value stays in use")
                .isTrue();
    }

    @Test
    void check_says_which_secret_cannot_be_read() {
        moveToVault();
        scene.sandbox.startNode();
        keep("", World.SIGNING_SECRET);

        assertThat(scene.command("check").withoutRemarks().out().lines())
                .singleElement()
                .asString()
                .startsWith(
                        "slack: 'slack.botToken' cannot be read from Vault: there is no such field. Remedy: Start Vault");
    }

    private URI slackUrl() {
        return URI.create("http://127.0.0.1:" + scene.sandbox.publicPort() + "/slack/events");
    }

    private void moveToVault() {
        scene.sandbox.stopNode();
        inConfig("botToken: " + Workspace.TOKEN, "botToken: vault:secret/data/breakglass#botToken");
        inConfig(World.SIGNING_SECRET, "vault:secret/data/breakglass#signingSecret");
    }

    private void keep(String token, String signingSecret) {
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("data").put("botToken", token).put("signingSecret", signingSecret);
        scene.world.vault.administer("POST", "secret/data/breakglass", body);
    }

    private void inConfig(String text, String instead) {
        Path file = scene.sandbox.config();
        try {
            String before = Files.readString(file);
            assertThat(before).contains(text);
            write(file, before.replace(text, instead));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
