package dev.breakglass.store;

import dev.breakglass.access.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/** One real PostgreSQL for all tests of this JVM, with a database of its own for each that asks. It ends with the JVM. */
public final class Postgres {
    /** Enough for the workers of a node, and few enough for many tests beside each other. */
    private static final int CONNECTIONS = 10;

    private static final AtomicInteger NAMES = new AtomicInteger();

    private Postgres() {}

    /** Started by the first test that asks. */
    private static final class Server {
        private static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder().start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** An empty database. */
    public static Settings.PostgreSql fresh() {
        String name = "t" + NAMES.incrementAndGet();
        run("postgres", "create database " + name);
        // As in production; the embedded server is set to be fast.
        run("postgres", "alter database " + name + " set synchronous_commit = on");
        return settings(name, "postgres", "any");
    }

    public static int port() {
        return Server.RUNNING.getPort();
    }

    static Settings.PostgreSql settings(String database, String user, String password) {
        String url = "jdbc:postgresql://127.0.0.1:" + port() + "/" + database;
        return new Settings.PostgreSql(url, user, Secret.of(password), CONNECTIONS);
    }

    /** The name of a database that {@link #fresh} made. */
    static String name(Settings.PostgreSql settings) {
        return settings.url().substring(settings.url().lastIndexOf('/') + 1);
    }

    /** Does what the administrator of the server may do. */
    static void run(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first value of the first row. */
    static String ask(String database, String sql) {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    static Connection connect(String database) throws SQLException {
        return Server.RUNNING.getDatabase("postgres", database).getConnection();
    }
}
