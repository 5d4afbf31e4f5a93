package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.app.Scene;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    private static final String HOLDS = "\\d+ events, the last with hash [0-9a-f]{64}\\. The chain holds\\.";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void the_record_is_examined_beside_a_running_server_and_without_one() throws SQLException {
        try (Scene scene = new Scene(directory)) {
            scene.grant();
            Said beside = scene.command("audit", "verify");
            assertThat(beside.code()).isZero();
            assertThat(beside.lines().get(0)).matches(HOLDS);
            assertThat(beside.lines().get(1)).startsWith("Without a copy of that hash kept elsewhere");

            scene.sandbox.stopNode();
            Said without = scene.command("audit", "verify");
            assertThat(without.code()).isZero();
            assertThat(without.lines().get(0)).matches(HOLDS);

            forget(3);
            Said changed = scene.command("audit", "verify");
            assertThat(changed.code()).isEqualTo(1);
            assertThat(changed.out()).contains("THE CHAIN IS BROKEN.").contains("3");
        }
    }

    /** What somebody with access to the files could do. */
    private void forget(long seq) throws SQLException {
        String url = "jdbc:h2:file:" + directory.resolve("data").resolve("breakglass")
                + ";AUTO_SERVER=TRUE;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("drop trigger audit_event_is_kept");
            assertThat(statement.executeUpdate("delete from audit_event where seq = " + seq))
                    .isEqualTo(1);
        }
    }
}
