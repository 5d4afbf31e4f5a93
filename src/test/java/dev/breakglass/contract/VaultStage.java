package dev.breakglass.contract;

import dev.breakglass.contract.VaultUnderTest.Login;
import dev.breakglass.contract.Wire.Reply;
import java.time.Duration;
import java.util.UUID;

/** What the suite needs on a Vault, under names of its own, made by calls that the fake and a real server both know. */
final class VaultStage implements AutoCloseable {
    static final Duration LONGEST = Duration.ofHours(4);
    static final Duration DEFAULT_TTL = Duration.ofHours(1);
    static final Duration LOGIN_TTL = Duration.ofMinutes(20);

    /** Ends connections, drops what is owned, drops the user. */
    static final String ORDERS = "orders";

    /** Leaves it to the engine how a user is taken away. */
    static final String PLAIN = "plain";

    private static final String MAKES_USER = "CREATE ROLE \\'{{name}}\\' WITH LOGIN PASSWORD `{{password}}`"
            + " VALID UNTIL `{{expiration}}`; GRANT ALL ON SCHEMA public TO \\'{{name}}\\';";
    private static final String TAKES_USER = """
            ['SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = `{{name}}`',
             'REASSIGN OWNED BY \\'{{name}}\\' TO CURRENT_USER',
             'DROP OWNED BY \\'{{name}}\\'',
             'DROP ROLE IF EXISTS \\'{{name}}\\'']""";

    private final String unique = "test-" + UUID.randomUUID().toString().substring(0, 8);
    private final String approle = "approle-" + unique;
    private final String engine = "database-" + unique;
    private final String tokenRole = "breakglass-" + unique;
    private final String botPolicy = "bot-" + unique;
    private final String policy = "orders-" + unique;
    private final VaultCaller admin;

    VaultStage(VaultUnderTest server) {
        admin = server.administrator();
        admin.post("sys/auth/" + approle, "{'type':'approle'}").good();
        admin.post("sys/mounts/" + engine, "{'type':'database'}").good();
        policy(botPolicy, botRights());
        policy(policy, "path '" + engine + "/creds/*' { capabilities = ['read'] }");
        approle("bot", "'token_ttl':'20m'");
        tokenRole(tokenRole, "'orphan':true");
        connection(server.database());
        databaseRole(ORDERS, TAKES_USER);
        databaseRole(PLAIN, "[]");
    }

    private String botRights() {
        return """
                path 'auth/token/create/breakglass-*' { capabilities = ['update'] }
                path 'auth/token/roles/breakglass-*' { capabilities = ['read'] }
                path 'auth/token/lookup-accessor' { capabilities = ['update'] }
                path 'auth/token/renew-accessor' { capabilities = ['update'] }
                path 'auth/token/revoke-accessor' { capabilities = ['update'] }
                path '%s/roles/+' { capabilities = ['read'] }
                path 'sys/leases/lookup' { capabilities = ['update'] }
                path 'sys/leases/renew' { capabilities = ['update'] }
                path 'sys/leases/revoke' { capabilities = ['update'] }
                """.formatted(engine);
    }

    private void policy(String name, String hcl) {
        String escaped = hcl.replace("'", "\\'").replace("\n", "\\n");
        admin.post("sys/policies/acl/" + name, "{'policy':'" + escaped + "'}").good();
    }

    void approle(String name, String fields) {
        admin.post("auth/" + approle + "/role/" + name, "{'token_policies':['%s'],%s}".formatted(botPolicy, fields))
                .good();
    }

    /** A token role for the emergency policy, with more fields. */
    void tokenRole(String name, String fields) {
        admin.post(
                        "auth/token/roles/" + name,
                        ("{'allowed_policies':['%s'],'renewable':true,'token_no_default_policy':true,"
                                        + "'token_explicit_max_ttl':'%ds',%s}")
                                .formatted(policy, LONGEST.toSeconds(), fields))
                .good();
    }

    private void connection(VaultUnderTest.Database database) {
        admin.post(
                        engine + "/config/orders",
                        ("{'plugin_name':'postgresql-database-plugin','allowed_roles':'*','connection_url':'%s',"
                                        + "'username':'%s','password':'%s'}")
                                .formatted(database.url(), database.admin(), database.adminPassword()))
                .good();
    }

    private void databaseRole(String name, String revocation) {
        String body = """
                {'db_name':'orders','creation_statements':['%s'],'revocation_statements':%s,
                 'default_ttl':'%ds','max_ttl':'%ds'}""".formatted(MAKES_USER, revocation, DEFAULT_TTL.toSeconds(), LONGEST.toSeconds());
        // Statements quote names in double quotes and texts in single ones, which stand for double ones in a call.
        admin.post(engine + "/roles/" + name, body.replace("`", "\\u0027")).good();
    }

    // ---- names ----

    VaultCaller admin() {
        return admin;
    }

    VaultCaller nobody() {
        return admin.with("");
    }

    String engine() {
        return engine;
    }

    String tokenRole() {
        return tokenRole;
    }

    String policy() {
        return policy;
    }

    String botPolicy() {
        return botPolicy;
    }

    String unique() {
        return unique;
    }

    // ---- doing ----

    Reply logIn(String roleId, String secretId) {
        return nobody().post(
                        "auth/" + approle + "/login", "{'role_id':'%s','secret_id':'%s'}".formatted(roleId, secretId));
    }

    void shutGuessedLogins(boolean shut) {
        admin.post("sys/auth/" + approle + "/tune", "{'user_lockout_config':{'lockout_disable':%s}}".formatted(!shut))
                .good();
    }

    String loginPath() {
        return "auth/" + approle + "/login";
    }

    String roleId(String name) {
        return admin.get("auth/" + approle + "/role/" + name + "/role-id")
                .good()
                .text("/data/role_id");
    }

    String secretId(String name) {
        return admin.post("auth/" + approle + "/role/" + name + "/secret-id", "{}")
                .good()
                .text("/data/secret_id");
    }

    /** The bot with its least rights and a login of its own. */
    VaultCaller bot() {
        return admin.with(logIn(roleId("bot"), secretId("bot")).good().text("/auth/client_token"));
    }

    /** Asks for an emergency token as the bot does. */
    Reply create(VaultCaller as, String role, String fields) {
        return as.post(
                "auth/token/create/" + role,
                "{'policies':['%s'],'display_name':'bg-R1','meta':{'request':'R1'},%s}".formatted(policy, fields));
    }

    Reply child(Duration ttl) {
        return create(bot(), tokenRole, "'ttl':'" + ttl.toSeconds() + "s'").good();
    }

    VaultCaller bearer(Reply created) {
        return admin.with(created.text("/auth/client_token"));
    }

    static String accessor(Reply created) {
        return created.text("/auth/accessor");
    }

    /** What a path of the database engine gave. */
    record Credential(String lease, int seconds, Login login) {}

    Credential credential(VaultCaller child, String role) {
        Reply reply = child.get(engine + "/creds/" + role).good();
        return new Credential(
                reply.text("/lease_id"),
                reply.number("/lease_duration"),
                new Login(reply.text("/data/username"), reply.text("/data/password")));
    }

    Reply lookUp(VaultCaller as, String lease) {
        return as.post("sys/leases/lookup", "{'lease_id':'%s'}".formatted(lease));
    }

    Reply revoke(VaultCaller as, String lease, boolean sync) {
        return as.post("sys/leases/revoke", "{'lease_id':'%s','sync':%s}".formatted(lease, sync));
    }

    Reply lookUpAccessor(VaultCaller as, String accessor) {
        return as.post("auth/token/lookup-accessor", "{'accessor':'%s'}".formatted(accessor));
    }

    Reply revokeAccessor(VaultCaller as, String accessor) {
        return as.post("auth/token/revoke-accessor", "{'accessor':'%s'}".formatted(accessor));
    }

    @Override
    public void close() {
        admin.delete("sys/mounts/" + engine).good();
        admin.delete("sys/auth/" + approle).good();
        admin.delete("auth/token/roles/" + tokenRole).good();
        admin.delete("sys/policies/acl/" + policy).good();
        admin.delete("sys/policies/acl/" + botPolicy).good();
    }
}
