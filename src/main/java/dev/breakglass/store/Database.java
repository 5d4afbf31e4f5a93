package dev.breakglass.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool;
import dev.breakglass.flow.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfoService;
import org.flywaydb.core.api.MigrationState;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The open database. It, and the two kinds of {@link Product}, are all that knows which one it is. */
public final class Database implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Database.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    /** The state of "unique violation", with both products. */
    private static final String DUPLICATE = "23505";

    private final HikariDataSource pool;
    private final Jdbi jdbi;
    private final String claiming;

    private Database(HikariDataSource pool, String claiming) {
        this.pool = pool;
        this.jdbi = Jdbi.create(pool);
        this.claiming = claiming;
    }

    /**
     * Opens it and brings its schema up to date; waits for a while if it is away or another process lets go of it.
     *
     * @throws Unusable if an administrator has to do something
     */
    public static Database open(Settings settings) {
        Product product = product(settings);
        HikariConfig config = product.pool();
        config.setPoolName("store");
        config.setMinimumIdle(1);
        config.setAutoCommit(true);
        HikariDataSource pool = connect(product, config);
        try {
            migrate(product);
        } catch (RuntimeException e) {
            pool.close();
            throw e;
        }
        return new Database(pool, product.claiming());
    }

    /** Whether a database was ever made there; looking makes none. */
    static boolean exists(Settings settings) {
        Product product = product(settings);
        try {
            return product.isThere();
        } catch (SQLException e) {
            throw unusable(product, e);
        }
    }

    /** What is wrong with it; changes nothing and waits for nothing. */
    static List<Finding> examine(Settings settings) {
        Product product = product(settings);
        try {
            if (!product.isThere() && settings instanceof Settings.Embedded) {
                return List.of();
            }
            MigrationInfoService schema = flyway(product).info();
            if (isNewer(schema)) {
                return List.of(newer());
            }
            try (Connection connection = product.source().getConnection()) {
                return product.examine(connection, schema.current() != null);
            }
        } catch (SQLException e) {
            return List.of(unusable(product, e).finding());
        } catch (FlywayException e) {
            return List.of(explained(product, e).finding());
        }
    }

    private static Product product(Settings settings) {
        return settings instanceof Settings.PostgreSql server
                ? new PostgreSql(server)
                : new EmbeddedH2((Settings.Embedded) settings);
    }

    private static HikariDataSource connect(Product product, HikariConfig config) {
        for (long left = product.patience().dividedBy(PAUSE); ; left--) {
            try {
                return new HikariDataSource(config);
            } catch (HikariPool.PoolInitializationException e) {
                SQLException cause = Product.cause(e).orElseThrow(() -> e);
                if (left <= 1 || !product.mayPass(cause)) {
                    throw unusable(product, cause);
                }
                log.warn("the database cannot be opened yet, {} more tries: {}", left - 1, cause.getMessage());
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private static void migrate(Product product) {
        Flyway flyway = flyway(product);
        try {
            if (isNewer(flyway.info())) {
                throw new Unusable(newer());
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw explained(product, e);
        }
    }

    private static Flyway flyway(Product product) {
        return Flyway.configure()
                .dataSource(product.source())
                .locations("classpath:db/common", product.migrations())
                .cleanDisabled(true)
                .load();
    }

    private static boolean isNewer(MigrationInfoService schema) {
        return Arrays.stream(schema.applied()).anyMatch(applied -> applied.getState() == MigrationState.FUTURE_SUCCESS);
    }

    private static Finding newer() {
        return Finding.fault(
                "the database was brought up to date by a newer version of this program",
                "start that version; an older one would not understand what is stored");
    }

    private static Unusable explained(Product product, FlywayException failure) {
        return unusable(product, Product.cause(failure).orElseThrow(() -> failure));
    }

    private static Unusable unusable(Product product, SQLException failure) {
        log.warn("the database cannot be used", failure);
        return new Unusable(product.explain(failure)
                .orElseGet(() -> Finding.fault(
                        "the database cannot be used (" + failure.getSQLState() + ")", "see the log for its words")));
    }

    Jdbi jdbi() {
        return jdbi;
    }

    /** The one place that asks the database for its time; every other statement is given one. */
    Instant now() {
        return jdbi.withHandle(handle -> handle.createQuery("select current_timestamp")
                        .mapTo(OffsetDateTime.class)
                        .one())
                .toInstant();
    }

    /** How many candidates for a claim are looked at, and whether looking locks them. */
    String claiming() {
        return claiming;
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
        Optional<String> state = Product.cause(failure).map(SQLException::getSQLState);
        return state.filter(DUPLICATE::equals).isPresent();
    }
}
