package dev.breakglass.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.store.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The section about a PostgreSQL. */
class DatabaseKeysTest {
    private static final String REST = """
            policy: policy.yaml
            slack: {botToken: xoxb-1, signingSecrets: 0123456789abcdef, teamId: T0123456789, appId: A0123456789}
            boundary:
              {addr: 'https://boundary:9200', authMethod: ampw_1234567890, loginName: breakglass, password: any}
            """;
    private static final String SECTION = """
            database:
              url: jdbc:postgresql://db.example.com:5432/breakglass
              user: breakglass
              password: file:password
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void without_the_section_the_database_is_embedded_in_the_data_directory() throws IOException {
        Config config = read(REST).value().orElseThrow();
        assertThat(config.database()).isEqualTo(new Settings.Embedded(directory.resolve("breakglass-data")));
        assertThat(config.onPostgreSql()).isFalse();
    }

    @Test
    void with_the_section_it_is_a_postgresql() throws IOException {
        Result<Config> result = read(SECTION + REST);
        assertThat(result.problems()).isEmpty();
        Config config = result.value().orElseThrow();
        assertThat(config.onPostgreSql()).isTrue();
        Settings.PostgreSql database = (Settings.PostgreSql) config.database();
        assertThat(database.url()).isEqualTo("jdbc:postgresql://db.example.com:5432/breakglass");
        assertThat(database.user()).isEqualTo("breakglass");
        assertThat(database.password().expose()).isEqualTo("hidden");
        assertThat(database.connections()).isEqualTo(12);
        assertThat(config.toString()).doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jdbc:postgresql://localhost/db",
                "jdbc:postgresql://a.example.com:5432,b.example.com:5433/db?targetServerType=primary",
                "jdbc:postgresql://[::1]:5432/db?sslmode=verify-full&sslrootcert=/etc/ca.pem",
            })
    void addresses_of_all_forms_are_taken(String url) throws IOException {
        assertThat(read(section(url, "12")).problems()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "postgres://db/breakglass | is not the address of a PostgreSQL database",
                "jdbc:postgresql:breakglass | is not the address of a PostgreSQL database",
                "jdbc:postgresql://db:5432/ | is not the address of a PostgreSQL database",
                "jdbc:postgresql://me:hidden@db:5432/breakglass | is not the address of a PostgreSQL database",
                "jdbc:h2:mem:x | is not the address of a PostgreSQL database",
                "jdbc:postgresql://db/breakglass?user=me&password=hidden | holds a login",
                "jdbc:postgresql://db/breakglass?sslmode=require&PASSWORD=hidden | holds a login",
            })
    void a_bad_address_is_told_with_its_line_and_not_repeated(String url, String fault) throws IOException {
        Result<Config> result = read(section(url, "12"));
        assertThat(result.problems())
                .singleElement()
                .asString()
                .startsWith("config.yaml:2: 'database.url' " + fault)
                .doesNotContain("hidden");
    }

    @ParameterizedTest
    @CsvSource({"3", "101", "many", "-1", "99999999999"})
    void a_bad_number_of_connections_is_told(String number) throws IOException {
        assertThat(read(section("jdbc:postgresql://db/breakglass", number)).problems())
                .singleElement()
                .asString()
                .startsWith("config.yaml:5: 'database.connections' is not a number from 4 to 100.");
    }

    @Test
    void the_password_never_comes_from_vault() throws IOException {
        assertThat(read((SECTION + REST).replace("file:password", "vault:kv/db"))
                        .problems())
                .singleElement()
                .asString()
                .contains("'database.password' is a vault: reference")
                .contains("will never use vault:");
    }

    @Test
    void with_a_bad_section_nothing_is_looked_for_in_the_embedded_database() throws IOException {
        Result<Config> result = read((SECTION + REST).replace("  user: breakglass\n", ""));
        assertThat(result.problems()).singleElement().asString().contains("'database' has no 'user'");
        assertThat(result.value()).isEmpty();
    }

    private static String section(String url, String connections) {
        return "database:\n  url: '" + url + "'\n  user: breakglass\n  password: file:password\n  connections: "
                + connections + "\n" + REST;
    }

    private Result<Config> read(String text) throws IOException {
        Files.writeString(directory.resolve("password"), "hidden\n");
        Files.writeString(directory.resolve("config.yaml"), text);
        return Config.read(directory.resolve("config.yaml"), Map.of());
    }
}
