package dev.breakglass.store;

import com.zaxxer.hikari.HikariConfig;
import dev.breakglass.flow.Finding;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** In what one database product differs from the other. */
interface Product {
    /** How the program works with it. */
    HikariConfig pool();

    /** Single connections, for looking at it and bringing its schema up to date; no limit of time cuts them short. */
    DataSource source();

    /** The folder of what only this product understands of the schema. */
    String migrations();

    /** For how long opening it is tried. */
    Duration patience();

    /** Whether a failure to open it may pass. */
    boolean mayPass(SQLException failure);

    /** What an administrator can do about a failure to open it; empty if nobody knows. */
    Optional<Finding> explain(SQLException failure);

    /** Ends the query for what can be claimed: how many are looked at, and whether they are locked. */
    String claiming();

    /** Whether it is there at all; looking makes nothing. */
    boolean isThere() throws SQLException;

    /** What is wrong with it, though it can be opened. */
    List<Finding> examine(Connection connection, boolean migrated) throws SQLException;

    /** The first of the database's own words among the causes. */
    static Optional<SQLException> cause(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .findFirst();
    }
}
