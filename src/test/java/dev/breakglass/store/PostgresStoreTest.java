package dev.breakglass.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresStoreTest extends DatabaseContract {
    private final Settings.PostgreSql settings = Postgres.fresh();

    @Override
    Settings settings() {
        return settings;
    }

    @Override
    List<String> triggers() {
        return List.of("audit_event_is_kept on audit_event", "audit_head_moves_on on audit_head");
    }

    @Test
    void the_database_refuses_to_empty_the_record() {
        assertThatThrownBy(() -> database().useHandle(handle -> handle.execute("truncate audit_event")))
                .hasMessageContaining("the record is only added to");
        assertThatThrownBy(() -> database().useHandle(handle -> handle.execute("truncate audit_head")))
                .hasMessageContaining("the record is only added to");
    }
}
