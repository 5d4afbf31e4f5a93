package dev.breakglass.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.h2.api.ErrorCode;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/** The only class that knows the database product: it opens it and brings its schema up to date. */
public final class Database implements AutoCloseable {
    /** After a kill the file stays locked until its watchdog gives up; measured 4 to 8 s. */
    private static final int OPEN_SECONDS = 15;

    private static final String NAME = "breakglass";

    private final HikariDataSource pool;
    private final Jdbi jdbi;

    private Database(HikariDataSource pool) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
    }

    /**
     * Opens the embedded database, retrying for 15 s while another process lets go of it.
     *
     * @throws RuntimeException if it cannot be opened
     */
    public static Database open(Settings settings) {
        try {
            Files.createDirectories(settings.directory());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make the data directory " + settings.directory(), e);
        }
        // Without it H2's automatic server listens on every interface.
        System.setProperty("h2.bindAddress", "127.0.0.1");
        HikariConfig config = new HikariConfig();
        // Every acknowledged commit is on disk; a command can run beside the server; the SQL is PostgreSQL's.
        config.setJdbcUrl("jdbc:h2:file:" + settings.directory().resolve(NAME).toAbsolutePath()
                + ";AUTO_SERVER=TRUE;WRITE_DELAY=0;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE;LOCK_TIMEOUT=10000");
        config.setPoolName("store");
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(1);
        config.setAutoCommit(true);
        config.setConnectionTimeout(OPEN_SECONDS * 1_000L);
        HikariDataSource pool = connect(config);
        Flyway.configure()
                .dataSource(pool)
                .locations("classpath:db/h2")
                .cleanDisabled(true)
                .load()
                .migrate();
        return new Database(pool);
    }

    static boolean exists(Settings settings) {
        return Files.exists(settings.directory().resolve(NAME + ".mv.db"));
    }

    private static HikariDataSource connect(HikariConfig config) {
        for (int tries = 1; ; tries++) {
            try {
                return new HikariDataSource(config);
            } catch (HikariPool.PoolInitializationException e) {
                if (tries == OPEN_SECONDS || !isLocked(e)) {
                    throw e;
                }
                LockSupport.parkNanos(1_000_000_000L);
            }
        }
    }

    private static boolean isLocked(Throwable failure) {
        return codes(failure).anyMatch(code -> code == ErrorCode.DATABASE_ALREADY_OPEN_1);
    }

    private static IntStream codes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .mapToInt(cause -> ((SQLException) cause).getErrorCode());
    }

    Jdbi jdbi() {
        return jdbi;
    }

    @Override
    public void close() {
        pool.close();
    }

    /** How instants are bound; {@link Instant#MAX} stands for never and is stored as null. */
    static @Nullable OffsetDateTime at(Instant instant) {
        return instant.equals(Instant.MAX) ? null : instant.atOffset(ZoneOffset.UTC);
    }

    static Instant instant(@Nullable OffsetDateTime stored) {
        return stored == null ? Instant.MAX : stored.toInstant();
    }

    /** Whether a statement failed because a unique row was there already. */
    static boolean isDuplicate(Throwable failure) {
        return codes(failure).anyMatch(code -> code == ErrorCode.DUPLICATE_KEY_1);
    }
}
