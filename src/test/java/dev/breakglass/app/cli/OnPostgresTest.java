package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.app.Scene;
import dev.breakglass.store.Postgres;
import dev.breakglass.store.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command works on PostgreSQL as on the embedded database, beside a running server and without one. */
class OnPostgresTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final Settings.PostgreSql database = Postgres.fresh();

    @Test
    void every_command_works_beside_a_server_and_without_one() throws IOException {
        try (Scene scene = new Scene(directory, world -> world.keepIn(database.url(), database.user()))) {
            String id = scene.grant();
            assertThat(scene.command("check").withoutRemarks().out())
                    .isEqualTo("All is well." + System.lineSeparator());
            assertThat(scene.requests().path(0).path("state").asText()).isEqualTo("ACTIVE");
            assertThat(scene.slowCommand("revoke", id).out()).startsWith(id + " is revoked.");
            scene.assertNothingIsOpen();

            String other = scene.grant();
            scene.sandbox.stopNode();
            assertThat(scene.requests().path(0).path("id").asText()).isEqualTo(other);
            Said all = scene.slowCommand("revoke", "--all");
            assertThat(all.out()).contains("1 ended.").contains(other + " is revoked.");
            scene.assertNothingIsOpen();
            assertThat(scene.command("requests").lines())
                    .containsExactly(
                            "FROZEN: nothing new is granted until `breakglass revoke --lift-freeze`.",
                            "Nothing is open.");
            assertThat(scene.command("revoke", "--lift-freeze").lines()).containsExactly("The freeze is lifted.");
            assertThat(scene.command("audit", "verify").out()).contains("The chain holds.");
            assertThat(directory.resolve("data").resolve("breakglass.mv.db")).doesNotExist();
            assertDatabaseIsMissed(scene);
        }
    }

    /** A wrong address must not look like "nothing is open". */
    private static void assertDatabaseIsMissed(Scene scene) throws IOException {
        Settings.PostgreSql empty = Postgres.fresh();
        replaceUrl(scene, empty.url());
        Said nothing = scene.command("requests");
        assertThat(nothing.code()).isEqualTo(2);
        assertThat(nothing.err())
                .contains(
                        "Nothing was ever stored in that database. Correct 'database.url', or start the server once.");

        replaceUrl(scene, empty.url() + "_that_is_not_there");
        Said none = scene.command("requests");
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("the server has no database of that name");
        assertThat(scene.command("check").lines())
                .containsExactly("database: the server has no database of that name."
                        + " Remedy: create it, or correct 'database.url'");
    }

    private static void replaceUrl(Scene scene, String url) throws IOException {
        Path config = scene.sandbox.config();
        String text = Files.readString(config);
        Files.writeString(config, text.replaceFirst("jdbc:postgresql:[^']*", url));
    }
}
