package dev.breakglass.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.SettableClock;
import java.nio.file.Path;
import java.util.List;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One schema, whichever database it is in. */
class SchemaTest {
    private static final String TABLES =
            " where lower(table_schema) = 'public' and table_name not like 'flyway%' order by 1, 2, 3";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void both_databases_have_the_same_tables_columns_and_keys() {
        try (Database h2 = Database.open(new Settings.Embedded(directory));
                Database postgres = Database.open(Postgres.fresh())) {
            List<String> columns = columns(h2.jdbi());
            assertThat(columns).isNotEmpty().isEqualTo(columns(postgres.jdbi()));
            List<String> keys = keys(h2.jdbi());
            assertThat(keys).isNotEmpty().isEqualTo(keys(postgres.jdbi()));
            List<String> indexes = indexes(
                    h2.jdbi(), "select table_name || '.' || index_name from information_schema.indexes order by 1");
            assertThat(indexes)
                    .isNotEmpty()
                    .isEqualTo(indexes(
                            postgres.jdbi(), "select tablename || '.' || indexname from pg_indexes order by 1"));
        }
    }

    @Test
    void both_products_have_the_same_steps() {
        try (Database h2 = Database.open(new Settings.Embedded(directory));
                Database postgres = Database.open(Postgres.fresh())) {
            String steps = "select version || ' ' || description from flyway_schema_history where version is not null"
                    + " order by 1";
            assertThat(rows(h2.jdbi(), steps)).isNotEmpty().isEqualTo(rows(postgres.jdbi(), steps));
        }
    }

    @Test
    void a_database_that_has_all_is_opened_as_it_is() {
        Settings settings = Postgres.fresh();
        try (Store first = Store.open(settings, SettableClock.running(), () -> {});
                Store second = Store.open(settings, SettableClock.running(), () -> {})) {
            assertThat(first.audit().verify()).isEqualTo(second.audit().verify());
        }
    }

    private static List<String> columns(Jdbi jdbi) {
        return rows(
                        jdbi,
                        "select table_name || '.' || column_name || ' ' || lower(data_type)"
                                + " || ' ' || coalesce(cast(character_maximum_length as varchar), '')"
                                + " || ' ' || is_nullable, table_name, column_name"
                                + " from information_schema.columns" + TABLES)
                .stream()
                // The same type has two names, and one of them a length.
                .map(column -> column.replaceFirst("binary varying \\d*", "bytea "))
                .toList();
    }

    private static List<String> keys(Jdbi jdbi) {
        return rows(
                        jdbi,
                        "select table_name || ' ' || constraint_type, table_name, constraint_type"
                                + " from information_schema.table_constraints" + TABLES)
                .stream()
                // PostgreSQL counts every "not null" among the checks.
                .filter(key -> !key.endsWith("CHECK"))
                .toList();
    }

    private static List<String> indexes(Jdbi jdbi, String query) {
        return rows(jdbi, query).stream()
                .filter(index -> index.contains("_by_") && !index.contains("flyway"))
                .toList();
    }

    private static List<String> rows(Jdbi jdbi, String query) {
        return jdbi.withHandle(handle -> handle.createQuery(query)
                .map((row, context) -> row.getString(1))
                .list());
    }
}
