package dev.breakglass.store;

import com.zaxxer.hikari.HikariConfig;
import dev.breakglass.flow.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.h2.api.ErrorCode;
import org.h2.jdbcx.JdbcDataSource;

/** The embedded database: a file of this host, and a door for commands that run beside the server. */
final class EmbeddedH2 implements Product {
    private static final String NAME = "breakglass";
    private static final int CONNECTIONS = 12;
    /** After a kill the file stays locked until its watchdog gives up; measured 4 to 8 s. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final Path directory;

    EmbeddedH2(Settings.Embedded settings) {
        this.directory = settings.directory();
        // Without it H2's automatic server listens on every interface.
        System.setProperty("h2.bindAddress", "127.0.0.1");
    }

    @Override
    public HikariConfig pool() {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the data directory " + directory, e);
        }
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setConnectionTimeout(PATIENCE.toMillis());
        return config;
    }

    @Override
    public DataSource source() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL(url());
        return source;
    }

    /** Every acknowledged commit is on disk; a command can run beside the server; the SQL is PostgreSQL's. */
    private String url() {
        return "jdbc:h2:file:" + directory.resolve(NAME).toAbsolutePath()
                + ";AUTO_SERVER=TRUE;WRITE_DELAY=0;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;LOCK_TIMEOUT=10000";
    }

    @Override
    public String migrations() {
        return "classpath:db/h2";
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    @Override
    public boolean mayPass(SQLException failure) {
        return failure.getErrorCode() == ErrorCode.DATABASE_ALREADY_OPEN_1;
    }

    @Override
    public Optional<Finding> explain(SQLException failure) {
        return mayPass(failure)
                ? Optional.of(Finding.fault(
                        "the database in " + directory + " is open in another process, which does not share it",
                        "end that process"))
                : Optional.empty();
    }

    /** Its "skip locked" comes after its "limit", so one that is locked would hide the others. */
    @Override
    public String claiming() {
        return " limit 8";
    }

    @Override
    public boolean isThere() {
        return Files.exists(directory.resolve(NAME + ".mv.db"));
    }

    @Override
    public List<Finding> examine(Connection connection, boolean migrated) {
        return List.of();
    }
}
