package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The database engine: connections, roles, and a fresh database user for each reading of a role's credentials. */
final class DatabaseBackend implements Backend {
    /** The database refuses the password a little later than Vault ends the lease. */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final Pattern URL = Pattern.compile(".*@([^/]*)/([^?]*).*");
    private static final List<String> STATEMENTS =
            List.of("creation_statements", "renew_statements", "revocation_statements", "rollback_statements");

    private final Map<String, Fields> connections = new TreeMap<>();
    private final Map<String, Fields> roles = new TreeMap<>();
    private final String mount = Ids.mount("database");
    private final FakeDatabase database;
    private final Leases leases;
    private final Present present;

    DatabaseBackend(FakeDatabase database, Leases leases, Present present) {
        this.database = database;
        this.leases = leases;
        this.present = present;
    }

    @Override
    public boolean exists(String path) {
        return connections.containsKey(path.replaceFirst("^config/", ""))
                || roles.containsKey(path.replaceFirst("^roles/", ""));
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.is(Ask.Verb.LIST, "roles")) {
            return Optional.of(Outcome.keys(List.copyOf(roles.keySet())));
        }
        if (ask.is(Ask.Verb.LIST, "config")) {
            return Optional.of(Outcome.keys(List.copyOf(connections.keySet())));
        }
        Optional<String> creds = ask.after("creds/");
        if (creds.isPresent() && ask.verb() == Ask.Verb.READ) {
            return Optional.of(credential(ask, creds.get()));
        }
        return ask.after("config/")
                .map(name -> connection(ask, name))
                .or(() -> ask.after("roles/").map(name -> role(ask, name)));
    }

    private Outcome connection(Ask ask, String name) {
        switch (ask.verb()) {
            case WRITE -> connections.merge(name, ask.body(), Fields::changedBy);
            case DELETE -> connections.remove(name);
            default -> {
                Fields connection = Optional.ofNullable(connections.get(name)).orElseThrow(Refusal::nothingThere);
                return Outcome.data(shownConnection(connection));
            }
        }
        return Outcome.DONE;
    }

    private Outcome role(Ask ask, String name) {
        switch (ask.verb()) {
            case WRITE -> roles.merge(name, ask.body(), Fields::changedBy);
            case DELETE -> roles.remove(name);
            default -> {
                return Outcome.data(
                        shownRole(Optional.ofNullable(roles.get(name)).orElseThrow(Refusal::nothingThere)));
            }
        }
        return Outcome.DONE;
    }

    private Outcome credential(Ask ask, String name) {
        Fields role = Optional.ofNullable(roles.get(name)).orElseThrow(() -> Refusal.of(400, "unknown role: " + name));
        Fields connection = connectionOf(role);
        List<String> allowed = connection.texts("allowed_roles");
        if (!allowed.contains("*") && !allowed.contains(name)) {
            throw Refusal.collected(500, "\"" + name + "\" is not an allowed role");
        }
        if (database.isAway()) {
            throw Refusal.collected(500, "unable to start transaction: " + refused(connection));
        }
        Token caller = ask.knownCaller();
        Instant now = present.now();
        Duration ttl = lesser(orSystemMax(role.ttl("default_ttl")), orSystemMax(role.ttl("max_ttl")));
        String username = username(caller.terms.displayName(), name, now);
        String password = Ids.random(8) + "-" + Ids.random(11);
        database.create(username, password, now.plus(ttl).plus(GRACE), role.statements("creation_statements"));
        Lease.Terms terms = new Lease.Terms(ask.fullPath(), mount, caller, ttl, orSystemMax(role.ttl("max_ttl")), true);
        Lease lease = leases.register(terms, new DatabaseUser(username, role), now);
        ObjectNode data = Fields.object();
        data.put("password", password);
        data.put("username", username);
        return new Outcome.Envelope(lease.id, true, ttl, data, null, List.of());
    }

    private Fields connectionOf(Fields role) {
        String name = role.text("db_name");
        return Optional.ofNullable(connections.get(name))
                .orElseThrow(() ->
                        Refusal.collected(500, "failed to find entry for connection with name: \"" + name + "\""));
    }

    /** A database user that lives as long as its lease. */
    private final class DatabaseUser implements Lease.Thing {
        private final String username;
        private final Fields role;

        DatabaseUser(String username, Fields role) {
            this.username = username;
            this.role = role;
        }

        @Override
        public void prolong(Instant until) {
            reach();
            database.prolong(username, until.plus(GRACE));
        }

        @Override
        public void revoke() {
            reach();
            database.revoke(username, role.statements("revocation_statements"));
        }

        private void reach() {
            if (database.isAway()) {
                throw new Lease.Failed(refused(connectionOf(role)));
            }
        }
    }

    /** What PostgreSQL says when it lets Vault's own user not in; Vault blots out its password wherever it stands. */
    private static String refused(Fields connection) {
        Matcher url = URL.matcher(connection.text("connection_url"));
        String server = url.matches() ? url.group(1) : "";
        String name = url.matches() ? url.group(2) : "";
        String user = connection.text("username");
        String text = "failed to connect to `user=" + user + " database=" + name + "`: " + server + " ("
                + server.replaceFirst(":\\d+$", "") + "): server error: FATAL: role \"" + user
                + "\" is not permitted to log in (SQLSTATE 28000)";
        String password = connection.text("password");
        return password.isEmpty() ? text : text.replace(password, "[password]");
    }

    private static String username(String displayName, String role, Instant now) {
        String name =
                "v-" + cut(displayName, 8) + "-" + cut(role, 8) + "-" + Ids.random(20) + "-" + now.getEpochSecond();
        return cut(name, 63);
    }

    private static String cut(String text, int length) {
        return text.substring(0, Math.min(length, text.length()));
    }

    private static Duration orSystemMax(Duration ttl) {
        return ttl.isZero() ? Ttl.SYSTEM_MAX : ttl;
    }

    private static Duration lesser(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static ObjectNode shownConnection(Fields connection) {
        ObjectNode details = Fields.object();
        details.put("connection_url", connection.text("connection_url"));
        details.put("username", connection.text("username"));
        ObjectNode data = Fields.object();
        data.set("allowed_roles", Fields.array(connection.texts("allowed_roles")));
        data.set("connection_details", details);
        data.put("plugin_name", connection.text("plugin_name"));
        return data;
    }

    private static ObjectNode shownRole(Fields role) {
        ObjectNode data = Fields.object();
        STATEMENTS.forEach(name -> data.set(name, Fields.array(role.statements(name))));
        data.put("credential_type", "password");
        data.put("db_name", role.text("db_name"));
        data.put("default_ttl", role.ttl("default_ttl").toSeconds());
        data.put("max_ttl", role.ttl("max_ttl").toSeconds());
        return data;
    }
}
