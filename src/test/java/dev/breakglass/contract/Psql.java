package dev.breakglass.contract;

import dev.breakglass.contract.VaultUnderTest.Connection;
import dev.breakglass.contract.VaultUnderTest.Login;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A real PostgreSQL on this machine, asked with {@code psql} as people would. */
final class Psql implements VaultUnderTest.Database {
    private static final String PLACES = "{{username}}:{{password}}@";

    private final String program;
    private final String url;
    private final Login admin;

    Psql(TestServers servers) {
        program = servers.program("PSQL_BIN", List.of("psql"));
        url = servers.required("DATABASE_URL");
        if (!url.contains(PLACES)) {
            throw new IllegalStateException("DATABASE_URL has no places for user and password: postgresql://" + PLACES
                    + "127.0.0.1:5432/orders?sslmode=disable");
        }
        admin = new Login(servers.required("DATABASE_USER"), servers.required("DATABASE_PASSWORD"));
    }

    private Psql(Psql direct, String url) {
        this.program = direct.program;
        this.admin = direct.admin;
        this.url = url;
    }

    /** The same database, reached through a port of this machine. */
    Psql through(int port) {
        return new Psql(this, url.replaceFirst("@[^/]+/", "@127.0.0.1:" + port + "/"));
    }

    /** Where the database itself is. */
    URI place() {
        return URI.create(url.replace(PLACES, ""));
    }

    /** Logs in and stays; empty if these do not get through. */
    Optional<Connection> tryOpen(Login login) {
        OpenPsql open = new OpenPsql(Programs.start(password(login), command(login), true));
        return open.isOpen() ? Optional.of(open) : Optional.empty();
    }

    @Override
    public String url() {
        return url;
    }

    @Override
    public String admin() {
        return admin.user();
    }

    @Override
    public String adminPassword() {
        return admin.password();
    }

    @Override
    public boolean letsIn(Login login) {
        return ask(login, "select 1").well();
    }

    @Override
    public Connection open(Login login) {
        return tryOpen(login).orElseThrow(() -> new IllegalStateException("the database refuses " + login.user()));
    }

    @Override
    public void makesTable(Login login) {
        well(ask(login, "create table made_by_test_" + BoundaryStage.unique() + " (n int)"));
    }

    @Override
    public void dropOwned(String user) {
        well(ask(admin, "drop owned by \"" + user + "\""));
    }

    @Override
    public Optional<Instant> validUntil(String user) {
        String seconds = well(ask(
                        admin,
                        "select extract(epoch from rolvaliduntil)::bigint from pg_roles where rolname = '" + user
                                + "'"))
                .strip();
        return seconds.isEmpty() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(Long.parseLong(seconds)));
    }

    private Programs.Ended ask(Login login, String sql) {
        List<String> command = new ArrayList<>(command(login));
        command.addAll(List.of("-c", sql));
        return Programs.run(password(login), command);
    }

    private static String well(Programs.Ended ended) {
        if (!ended.well()) {
            throw new IllegalStateException("psql: " + ended.said());
        }
        return ended.said();
    }

    private List<String> command(Login login) {
        return List.of(program, "-X", "-A", "-t", "-q", url.replace(PLACES, login.user() + "@"));
    }

    private static Map<String, String> password(Login login) {
        return Map.of("PGPASSWORD", login.password());
    }

    /** A psql that stays and is asked again and again; it ends by itself when its connection is cut. */
    private static final class OpenPsql implements Connection {
        private final BufferedReader said;
        private final Writer asked;

        OpenPsql(Process process) {
            said = process.inputReader(StandardCharsets.UTF_8);
            asked = process.outputWriter(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isOpen() {
            try {
                asked.write("select 'open';\n");
                asked.flush();
                return "open".equals(said.readLine());
            } catch (IOException e) {
                return false;
            }
        }
    }
}
