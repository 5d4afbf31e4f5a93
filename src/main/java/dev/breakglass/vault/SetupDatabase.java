package dev.breakglass.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.flow.Ledger;
import dev.breakglass.vault.VaultSetup.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Database engines, connections and roles: makes what is missing, and tells what would leave access behind. */
final class SetupDatabase {
    /**
     * Vault's own default only drops the user: open connections would go on, and a user who owns something could not be
     * dropped at all. The first statement lets an administrator who is no superuser do the rest.
     */
    static final List<String> REVOCATION = List.of(
            "GRANT \"{{name}}\" TO CURRENT_USER",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{{name}}'",
            "REASSIGN OWNED BY \"{{name}}\" TO CURRENT_USER",
            "DROP OWNED BY \"{{name}}\"",
            "DROP ROLE IF EXISTS \"{{name}}\"");

    private static final String CREATION =
            "CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}' VALID UNTIL '{{expiration}}'";

    private final VaultAdmin admin;
    private final Ledger ledger;
    private final Optional<Connection> connection;
    private final List<String> grants;

    SetupDatabase(VaultAdmin admin, Ledger ledger, Optional<Connection> connection, List<String> grants) {
        this.admin = admin;
        this.ledger = ledger;
        this.connection = connection;
        this.grants = grants;
    }

    /** A database role at {@code mount/roles/name}. */
    record Role(String mount, String name, String target, long defaultTtl, long maxTtl) {}

    void ensure(Role role) {
        String path = role.mount() + "/roles/" + role.name();
        Optional<JsonNode> found = admin.find(path);
        String database = found.map(there -> there.path("db_name").asText()).orElse(role.target());
        ensureConnection(role, database);
        if (found.isEmpty()) {
            ledger.make("database role " + path, () -> admin.write(path, fields(role, database)));
        } else {
            compare(path, role, found.get());
        }
    }

    private Map<String, ?> fields(Role role, String database) {
        List<String> creation = new ArrayList<>(List.of(CREATION));
        creation.addAll(grants);
        return Map.of(
                "db_name", database,
                "creation_statements", creation,
                "revocation_statements", REVOCATION,
                "default_ttl", role.defaultTtl(),
                "max_ttl", role.maxTtl());
    }

    /** What its users may do is the administrator's; how they end is not. */
    private void compare(String path, Role role, JsonNode found) {
        String revocation = String.join(" ", texts(found.path("revocation_statements")));
        List<String> missing = List.of("pg_terminate_backend", "DROP OWNED", "DROP ROLE").stream()
                .filter(word -> !revocation.toUpperCase(Locale.ROOT).contains(word.toUpperCase(Locale.ROOT)))
                .toList();
        boolean asWanted = true;
        if (!missing.isEmpty()) {
            ledger.differs(
                    "database role " + path,
                    "revocation_statements " + REVOCATION,
                    revocation.isEmpty() ? "none" : "[" + revocation + "]");
            asWanted = false;
        }
        long ttl = found.path("default_ttl").asLong();
        if (ttl == 0 || ttl > role.defaultTtl()) {
            ledger.differs("database role " + path, "default_ttl of at most " + role.defaultTtl() + " s", ttl + " s");
            asWanted = false;
        }
        if (asWanted) {
            ledger.inPlace("database role " + path);
        }
    }

    private void ensureConnection(Role role, String database) {
        String path = role.mount() + "/config/" + database;
        String label = "database connection " + path;
        Optional<JsonNode> found = admin.find(path);
        if (found.isPresent()) {
            List<String> allowed = texts(found.get().path("allowed_roles"));
            if (allowed.contains("*") || allowed.contains(role.name())) {
                ledger.inPlace(label);
            } else {
                ledger.differs(label, "allowed_roles with " + role.name(), allowed.toString());
            }
            return;
        }
        if (connection.isEmpty()) {
            ledger.differs(label, "it to exist; make it, or give --database-url and --database-user", "none");
            return;
        }
        ledger.make(label, () -> admin.write(path, fields(connection.get(), role.name())));
    }

    private static Map<String, ?> fields(Connection connection, String role) {
        return Map.of(
                "plugin_name", "postgresql-database-plugin",
                "allowed_roles", List.of(role),
                "connection_url", connection.url(),
                "username", connection.username(),
                "password", connection.password().get().expose());
    }

    private static List<String> texts(@Nullable JsonNode array) {
        List<String> texts = new ArrayList<>();
        if (array != null) {
            array.forEach(item -> texts.add(item.asText()));
        }
        return texts;
    }
}
