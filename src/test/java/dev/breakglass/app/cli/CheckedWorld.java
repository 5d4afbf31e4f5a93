package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.vault.FakeVault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** A world in which all is well, ways to break one thing in it, and what {@code check} says then. */
final class CheckedWorld implements AutoCloseable {
    final World world;
    private final SettableClock clock = SettableClock.running();
    private final Path directory;
    private final Path config;

    CheckedWorld(Path directory) {
        this.directory = directory;
        world = new World(clock, directory, 0);
        config = world.configure(0, 0);
    }

    Said check() {
        return Said.by(clock, "check", "--config", config.toString());
    }

    void assertWell() {
        Said said = check();
        assertThat(said.code()).isZero();
        assertThat(said.err()).isEmpty();
        assertThat(said.lines().get(0)).isEqualTo("All is well.");
        assertThat(said.lines().subList(1, said.lines().size())).allMatch(line -> line.startsWith("Good to know: "));
    }

    /** One line and no other, and a failure. */
    void assertFault(String line) {
        Said said = check();
        assertThat(said.lines()).containsExactly(line);
        assertThat(said.code()).isEqualTo(1);
    }

    /** One line and no other, and no failure. */
    void assertWarning(String line) {
        Said said = check();
        assertThat(said.lines()).containsExactly(line);
        assertThat(said.code()).isZero();
    }

    void inPolicy(String text, String instead) {
        replace(world.policyFile(), text, instead);
    }

    void withoutVault() {
        rewrite(config, text -> text.substring(0, text.indexOf("vault:")));
    }

    void inConfig(String text, String instead) {
        replace(config, text, instead);
    }

    /** Replaces one grant of the bot's role in the project. */
    void botMay(String grant, String... instead) {
        String role = world.boundary.roleNamed("breakglass-bot");
        replaceGrant(role, grant, instead);
    }

    void replaceGrant(String role, String grant, String... instead) {
        List<String> grants = new ArrayList<>(world.boundary.grantsOf(role));
        assertThat(grants.remove(grant)).as(grant + " among " + grants).isTrue();
        grants.addAll(List.of(instead));
        world.boundary.setGrants(role, grants);
    }

    /** Takes one line out of a policy of Vault. */
    void withoutLine(String policy, String line) {
        String hcl = world.vault.policy(policy).orElseThrow();
        assertThat(hcl).contains(line);
        world.vault.setPolicy(policy, hcl.replace(line, ""));
    }

    /** What Vault's administrator does; an empty body is none. */
    void administrator(String method, String path, String body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(world.vault.url() + "/v1/" + path))
                .header("X-Vault-Token", FakeVault.ROOT)
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        try {
            HttpResponse<String> response =
                    HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isLessThan(300);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    Path data() {
        return directory.resolve("data");
    }

    private static void replace(Path file, String text, String instead) {
        rewrite(file, before -> {
            assertThat(before).contains(text);
            return before.replace(text, instead);
        });
    }

    private static void rewrite(Path file, UnaryOperator<String> change) {
        try {
            Files.writeString(file, change.apply(Files.readString(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        world.close();
    }
}
