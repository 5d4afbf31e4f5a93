package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/**
 * What an administrator makes before the bot exists: its login, a token role for emergency tokens, and a database role
 * with the policy that lets such a token read it. May be run again for further database roles.
 */
public final class Preparation {
    /** What the bot needs to log in, and the names it works with. */
    public record Login(String roleId, String secretId, String tokenRole, String policy) {}

    /** A call with the administrator's token. */
    interface Administrator {
        JsonNode call(String method, String path, ObjectNode body);
    }

    private static final String BOT = "breakglass";
    private static final String BOT_POLICY = """
            path "auth/token/create/breakglass" { capabilities = ["update"] }
            path "auth/token/roles/breakglass" { capabilities = ["read"] }
            path "auth/token/lookup-accessor" { capabilities = ["update"] }
            path "auth/token/renew-accessor" { capabilities = ["update"] }
            path "auth/token/revoke-accessor" { capabilities = ["update"] }
            path "database/roles/+" { capabilities = ["read"] }
            path "ssh/roles/+" { capabilities = ["read"] }
            path "sys/leases/lookup" { capabilities = ["update"] }
            path "sys/leases/renew" { capabilities = ["update"] }
            path "sys/leases/revoke" { capabilities = ["update"] }
            """;
    private static final String CREATION = "CREATE ROLE \"{{name}}\" WITH LOGIN PASSWORD '{{password}}'"
            + " VALID UNTIL '{{expiration}}'; GRANT pg_read_all_data TO \"{{name}}\";";
    private static final String REVOCATION =
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{{name}}';"
                    + " REASSIGN OWNED BY \"{{name}}\" TO CURRENT_USER; DROP OWNED BY \"{{name}}\";"
                    + " DROP ROLE IF EXISTS \"{{name}}\";";

    private final Administrator administrator;

    Preparation(Administrator administrator) {
        this.administrator = administrator;
    }

    Login run(String databaseRole, Duration longest) {
        mount("sys/auth", "approle");
        mount("sys/mounts", "database");
        String policy = BOT + "-" + databaseRole;
        policy(BOT + "-bot", BOT_POLICY);
        policy(policy, "path \"database/creds/" + databaseRole + "\" { capabilities = [\"read\"] }\n");
        database(databaseRole, longest);
        tokenRole(longest);
        return login(policy);
    }

    /** An SSH engine, a static secret in each version of the key-value engine, and policies for tokens that use them. */
    void otherKinds(Duration longest) {
        mount("sys/mounts", "ssh");
        mount("sys/mounts", "kv");
        ObjectNode authority = Fields.object();
        authority.put("generate_signing_key", true).put("key_type", "ed25519");
        administrator.call("POST", "ssh/config/ca", authority);
        ObjectNode certificates = Fields.object();
        certificates.put("key_type", "ca").put("allow_user_certificates", true);
        certificates.put("allowed_users", "ops").put("default_user", "ops").put("max_ttl", longest.toSeconds());
        certificates.putObject("default_extensions").put("permit-pty", "");
        administrator.call("POST", "ssh/roles/ops", certificates);
        ObjectNode passwords = Fields.object();
        passwords.put("key_type", "otp").put("default_user", "ops").put("cidr_list", "10.0.0.0/8");
        administrator.call("POST", "ssh/roles/otp", passwords);
        ObjectNode secret = Fields.object();
        secret.put("username", "root").put("password", "stands-still");
        administrator.call("POST", "kv/legacy", secret);
        administrator.call("POST", "secret/data/legacy", Fields.object().set("data", secret));
        policy(BOT + "-ssh", """
                path "ssh/sign/ops" { capabilities = ["update"] }
                path "ssh/creds/otp" { capabilities = ["update"] }
                """);
        policy(BOT + "-static", """
                path "kv/legacy" { capabilities = ["read"] }
                path "secret/data/legacy" { capabilities = ["read"] }
                """);
        policy(BOT + "-admin", "path \"sys/policies/acl/*\" { capabilities = [\"read\"] }\n");
        tokenRole(longest);
    }

    private void mount(String where, String type) {
        if (!read(where).has(type + "/")) {
            administrator.call("POST", where + "/" + type, Fields.object().put("type", type));
        }
    }

    private void policy(String name, String hcl) {
        administrator.call("PUT", "sys/policies/acl/" + name, Fields.object().put("policy", hcl));
    }

    private void database(String role, Duration longest) {
        ObjectNode connection = Fields.object();
        connection.put("plugin_name", "postgresql-database-plugin");
        connection.put("connection_url", "postgresql://{{username}}:{{password}}@127.0.0.1:5432/" + role);
        connection.put("allowed_roles", "*");
        connection.put("username", "vaultadmin");
        connection.put("password", "vaultadmin");
        administrator.call("POST", "database/config/" + role, connection);
        ObjectNode fields = Fields.object();
        fields.put("db_name", role);
        fields.put("creation_statements", CREATION);
        fields.put("revocation_statements", REVOCATION);
        fields.put("default_ttl", "1h");
        fields.put("max_ttl", longest.toSeconds());
        administrator.call("POST", "database/roles/" + role, fields);
    }

    // The emergency policies of earlier runs stay allowed.
    private void tokenRole(Duration longest) {
        Set<String> allowed = new TreeSet<>();
        for (JsonNode name : listed("sys/policies/acl")) {
            if (name.asText().startsWith(BOT + "-") && !name.asText().equals(BOT + "-bot")) {
                allowed.add(name.asText());
            }
        }
        ObjectNode fields = Fields.object();
        fields.set("allowed_policies", Fields.array(allowed));
        fields.put("orphan", true);
        fields.put("renewable", true);
        fields.put("token_explicit_max_ttl", longest.toSeconds());
        fields.put("token_no_default_policy", true);
        fields.put("token_type", "service");
        administrator.call("POST", "auth/token/roles/" + BOT, fields);
    }

    private Login login(String policy) {
        String role = "auth/approle/role/" + BOT;
        ObjectNode fields = Fields.object();
        fields.set("token_policies", Fields.array(Set.of(BOT + "-bot")));
        fields.put("token_ttl", "20m");
        administrator.call("POST", role, fields);
        String roleId = read(role + "/role-id").path("role_id").asText();
        String secretId = administrator
                .call("POST", role + "/secret-id", Fields.object())
                .path("data")
                .path("secret_id")
                .asText();
        return new Login(roleId, secretId, BOT, policy);
    }

    private JsonNode listed(String path) {
        return administrator.call("LIST", path, Fields.object()).path("data").path("keys");
    }

    private JsonNode read(String path) {
        return administrator.call("GET", path, Fields.object()).path("data");
    }
}
