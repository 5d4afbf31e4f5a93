package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.app.Scene;
import dev.breakglass.sandbox.SettableClock;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestsCommandTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void what_is_open_is_listed_beside_a_running_server_and_without_one() {
        try (Scene scene = new Scene(directory)) {
            assertThat(scene.command("requests")).isEqualTo(new Said(0, "Nothing is open.\n", ""));
            assertThat(scene.requests()).isEmpty();

            String id = scene.grant();
            Said beside = scene.command("requests");
            assertThat(beside.code()).isZero();
            assertThat(beside.lines())
                    .singleElement()
                    .asString()
                    .matches(
                            id
                                    + "  ACTIVE   orders-db  alice@example.com  until \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.?\\d*Z");

            scene.sandbox.stopNode();
            assertThat(scene.command("requests")).isEqualTo(beside);
        }
    }

    @Test
    void one_json_array_says_what_each_request_may_hold() {
        try (Scene scene = new Scene(directory)) {
            String id = scene.grant();
            JsonNode one = scene.requests().path(0);
            assertThat(one.path("id").asText()).isEqualTo(id);
            assertThat(one.path("state").asText()).isEqualTo("ACTIVE");
            assertThat(one.path("target").asText()).isEqualTo("orders-db");
            assertThat(one.path("requester").asText()).isEqualTo("alice@example.com");
            assertThat(one.path("asked_at").asText()).endsWith("Z");
            assertThat(one.path("until").asText()).endsWith("Z");
            assertThat(one.path("holdings").findValuesAsText("kind"))
                    .containsExactlyInAnyOrder("SLOT", "SESSIONS", "CREDENTIAL");
            assertThat(one.path("holdings").findValuesAsText("phase")).containsOnly("HELD");
        }
    }

    @Test
    void a_path_without_a_database_is_not_taken_for_calm() {
        CheckedWorld checked = new CheckedWorld(directory);
        try (checked) {
            Path config = directory.resolve("config.yaml");
            for (String[] command : new String[][] {
                {"requests"}, {"revoke", "--all"}, {"audit", "verify"},
            }) {
                Said said = Said.by(SettableClock.running(), with(command, "--config", config.toString()));
                assertThat(said.code()).isEqualTo(2);
                assertThat(said.out()).isEmpty();
                assertThat(said.err())
                        .isEqualTo("There is no database in " + directory.resolve("data")
                                + ". Correct 'data' in the configuration, or start the server once.\n");
            }
            assertThat(checked.data()).doesNotExist();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"requests", "revoke --all", "audit verify", "check", "serve"})
    void every_command_needs_its_configuration(String command) {
        Said said = Said.by(SettableClock.running(), command.split(" ", -1));
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).startsWith("Missing required option: '--config=FILE'");
        assertThat(said.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"requests", "revoke --all", "audit verify", "serve"})
    void a_configuration_that_cannot_be_read_is_wrong_use(String command) throws Exception {
        Path file = directory.resolve("bad.yaml");
        Files.writeString(file, "policy: policy.yaml\nboundary: {addr: http://127.0.0.1:9200}\n");
        Said said = Said.by(SettableClock.running(), with(command.split(" ", -1), "--config", file.toString()));
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("bad.yaml:2: ");
        assertThat(said.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "request", "requests --jsno", "audit", "revoke", "revoke --all --lift-freeze"})
    void wrong_use_is_told_with_the_right_one(String command) {
        Said said = Said.by(
                SettableClock.running(),
                with(command.isEmpty() ? new String[0] : command.split(" ", -1), "--config=x"));
        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).containsAnyOf("Usage: breakglass", "Did you mean", "Possible solutions");
    }

    private static String[] with(String[] command, String... more) {
        String[] all = new String[command.length + more.length];
        System.arraycopy(command, 0, all, 0, command.length);
        System.arraycopy(more, 0, all, command.length, more.length);
        return all;
    }
}
