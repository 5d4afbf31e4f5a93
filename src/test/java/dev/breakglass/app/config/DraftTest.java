package dev.breakglass.app.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DraftTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void the_examples_can_be_read_before_anything_in_them_is_filled_in() throws IOException {
        Files.copy(Path.of("deploy/config.example.yaml"), directory.resolve("config.yaml"));
        Files.copy(Path.of("deploy/policy.example.yaml"), directory.resolve("policy.example.yaml"));
        Draft draft = read();

        assertThat(draft.address("boundary.addr")).isPresent();
        assertThat(draft.secret("boundary.password").file()).isPresent();
        assertThat(draft.secret("boundary.password").value()).isEmpty();
        assertThat(draft.targets()).extracting(Draft.Target::name).containsExactly("orders-db");
        assertThat(draft.targets().get(0).slots()).hasSize(2);
        assertThat(draft.targets().get(0).credentials()).hasSize(1);
    }

    @Test
    void what_is_missing_or_unfinished_reads_as_absent() {
        write("config.yaml", "boundary: {addr: , authMethod: \"${NOT_SET}\"}\npolicy: none.yaml\n");
        Draft draft = read();

        assertThat(draft.text("boundary.addr")).isEmpty();
        assertThat(draft.text("boundary.authMethod")).isEmpty();
        assertThat(draft.asWritten("boundary.authMethod")).hasValue("${NOT_SET}");
        assertThat(draft.text("vault.addr")).isEmpty();
        assertThat(draft.targets()).isEmpty();
    }

    @Test
    void an_address_to_which_no_secret_may_go_reads_as_absent() {
        write("config.yaml", "boundary: {addr: 'http://boundary.example.com:9200'}\n");

        assertThat(read().address("boundary.addr")).isEmpty();
    }

    @Test
    void a_secret_is_found_in_its_file_or_in_the_environment() {
        write("config.yaml", "boundary: {password: 'file:here'}\nvault: {secretId: '${SECRET_ID}'}\n");
        write("here", "in the file\n");
        Draft draft = Draft.read(directory.resolve("config.yaml"), Map.of("SECRET_ID", "in the environment"))
                .value()
                .orElseThrow();

        assertThat(draft.secret("boundary.password").value().map(Secret::expose))
                .hasValue("in the file");
        assertThat(draft.secret("vault.secretId").value().map(Secret::expose)).hasValue("in the environment");
        assertThat(draft.secret("vault.secretId").file()).isEmpty();
    }

    @Test
    void people_who_are_bound_by_account_have_to_be_looked_up() {
        write("config.yaml", "policy: policy.yaml\n");
        write("policy.yaml", "people: {a: {boundary: u_1234567890}}\n");
        assertThat(read().looksPeopleUp()).isFalse();

        write("policy.yaml", "people_file: people.yaml\n");
        write("people.yaml", "a: {boundary: {auth_method: ampw_1234567890, login_name: a}}\n");
        assertThat(read().looksPeopleUp()).isTrue();
    }

    @Test
    void a_file_that_is_no_yaml_is_a_fault() {
        write("config.yaml", "boundary: {addr: [\n");

        assertThat(Draft.read(directory.resolve("config.yaml"), Map.of()).problems())
                .hasSize(1);
    }

    @Test
    void a_file_with_a_secret_is_never_overwritten() {
        Path file = directory.resolve("new").resolve("secret");
        SecretFile.write(file, Secret.of("one"));

        assertThatThrownBy(() -> SecretFile.write(file, Secret.of("other"))).hasMessageContaining("cannot write");
        assertThat(List.of(contents(file))).containsExactly("one\n");
    }

    private Draft read() {
        return Draft.read(directory.resolve("config.yaml"), Map.of()).value().orElseThrow();
    }

    private static String contents(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String name, String text) {
        try {
            Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
