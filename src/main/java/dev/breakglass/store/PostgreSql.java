package dev.breakglass.store;

import com.zaxxer.hikari.HikariConfig;
import dev.breakglass.flow.Finding;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PSQLState;

/** A PostgreSQL that many nodes share. */
final class PostgreSql implements Product {
    /** Long enough for a restart of the database; whatever supervises the program starts it again after that. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final Duration CONNECT = Duration.ofSeconds(4);
    private static final Duration GET_CONNECTION = Duration.ofSeconds(10);
    /** Longer than the server's own limits, so that it only ends what the network swallowed. */
    private static final Duration SILENCE = Duration.ofSeconds(20);
    /**
     * A node that is frozen in the middle of a transaction holds locks that all others wait for, so the server ends what
     * does not go on.
     */
    private static final String LIMITS =
            "set statement_timeout = '10s'; set lock_timeout = '8s'; set idle_in_transaction_session_timeout = '5s'";

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "::1", "[::1]");

    private final Settings.PostgreSql settings;

    PostgreSql(Settings.PostgreSql settings) {
        this.settings = settings;
    }

    @Override
    public HikariConfig pool() {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source(SILENCE));
        config.setMaximumPoolSize(settings.connections());
        config.setConnectionTimeout(GET_CONNECTION.toMillis());
        config.setConnectionInitSql(LIMITS);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return config;
    }

    @Override
    public DataSource source() {
        return source(Duration.ZERO);
    }

    private PGSimpleDataSource source(Duration silence) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL(settings.url());
        source.setUser(settings.user());
        source.setPassword(settings.password().expose());
        source.setApplicationName("breakglass");
        source.setConnectTimeout((int) CONNECT.toSeconds());
        source.setLoginTimeout((int) CONNECT.toSeconds());
        source.setSocketTimeout((int) silence.toSeconds());
        source.setTcpKeepAlive(true);
        trust(source);
        return source;
    }

    /** Beyond this host, who answers must prove to be the database, unless the address says otherwise. */
    private void trust(PGSimpleDataSource source) {
        boolean beyond = !LOOPBACK.containsAll(List.of(source.getServerNames()));
        if (beyond && source.getSslMode() == null) {
            source.setSslMode("verify-full");
            if (source.getSslRootCert() == null && !settings.url().contains("sslfactory=")) {
                source.setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
            }
        }
    }

    /** What the driver is told, but for the password. */
    Properties told() {
        PGSimpleDataSource source = source(SILENCE);
        Properties told = new Properties();
        told.setProperty("sslmode", String.valueOf(source.getSslMode()));
        told.setProperty("sslfactory", String.valueOf(source.getSslfactory()));
        return told;
    }

    @Override
    public String migrations() {
        return "classpath:db/postgresql";
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }

    /** Away, starting, stopping, or without a free place; everything else needs somebody to mend it. */
    @Override
    public boolean mayPass(SQLException failure) {
        String state = state(failure);
        return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
    }

    @Override
    public Optional<Finding> explain(SQLException failure) {
        String state = state(failure);
        if (state.startsWith("28")) {
            return Optional.of(
                    Finding.fault("the database refuses the login", "correct 'database.user' and 'database.password'"));
        }
        return Optional.ofNullable(
                switch (state) {
                    case "3D000" ->
                        Finding.fault(
                                "the server has no database of that name", "create it, or correct 'database.url'");
                    case "42501" ->
                        Finding.fault(
                                "the database user lacks a right that it needs",
                                "let it own the database and its tables; the log says more");
                    case "25006" -> readOnly();
                    case "53300" ->
                        Finding.fault(
                                "the database has no connection left for this node",
                                "raise its max_connections, or lower 'database.connections'");
                    default ->
                        mayPass(failure)
                                ? Finding.fault(
                                        "the database cannot be reached",
                                        "start it, or correct 'database.url'; the log says more")
                                : null;
                });
    }

    private Finding missingRight() {
        return Finding.fault(
                "the database user may not make tables",
                "run \"grant create, usage on schema public to \\\"" + settings.user()
                        + "\\\"\" in that database, or let the user own it");
    }

    private static Finding readOnly() {
        return Finding.fault(
                "the database is read-only",
                "let 'database.url' name the primary, such as by targetServerType=primary");
    }

    private static String state(SQLException failure) {
        return failure.getSQLState() == null ? PSQLState.UNKNOWN_STATE.getState() : failure.getSQLState();
    }

    /** Skips what another node is claiming or writing, so that nodes never wait for each other's claims. */
    @Override
    public String claiming() {
        return " limit 1 for update skip locked";
    }

    @Override
    public boolean isThere() throws SQLException {
        try (Connection connection = source(SILENCE).getConnection()) {
            return one(connection, "select to_regclass('request') is not null").equals("t");
        }
    }

    @Override
    public List<Finding> examine(Connection connection, boolean migrated) throws SQLException {
        List<Finding> findings = new ArrayList<>();
        if (one(connection, "select pg_is_in_recovery() or current_setting('transaction_read_only') = 'on'")
                .equals("t")) {
            findings.add(readOnly());
        }
        if (!migrated && !mayMakeTables(connection)) {
            findings.add(missingRight());
        }
        Set<String> closed = closedTables(connection);
        if (migrated && !closed.isEmpty()) {
            findings.add(Finding.fault(
                    "the database user may not read and write " + String.join(", ", closed),
                    "let the user own these tables, or grant it select, insert, update and delete"));
        }
        if (one(connection, "select current_setting('synchronous_commit')").equals("off")) {
            findings.add(Finding.warning(
                    "the database acknowledges commits that a crash of it can lose (synchronous_commit is off)",
                    "set synchronous_commit to on for this database"));
        }
        return findings;
    }

    private static boolean mayMakeTables(Connection connection) throws SQLException {
        return one(connection, "select coalesce(has_schema_privilege(current_schema(), 'create'), false)")
                .equals("t");
    }

    private static Set<String> closedTables(Connection connection) throws SQLException {
        Set<String> tables = new TreeSet<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("""
                        select relname from pg_class
                         where relkind = 'r' and relnamespace = current_schema()::regnamespace
                           and relname in ('request', 'work', 'surface', 'live_grant', 'reserved_slot', 'audit_event')
                           and not (has_table_privilege(oid, 'select') and has_table_privilege(oid, 'insert')
                                    and (relname = 'audit_event' or has_table_privilege(oid, 'update'))
                                    and (relname = 'audit_event' or has_table_privilege(oid, 'delete')))""")) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static String one(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }
}
