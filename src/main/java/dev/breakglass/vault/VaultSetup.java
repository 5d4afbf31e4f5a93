package dev.breakglass.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.Secret;
import dev.breakglass.flow.Ledger;
import dev.breakglass.tls.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Makes what an administrator must make in Vault or OpenBao before the bot exists: its login with the least rights, the
 * orphan token roles and policies of requests, and database roles whose users end with their connections.
 */
public final class VaultSetup {
    /** A database user needs nothing else to read everything; whoever wants more says so. */
    public static final String READ_ALL = "GRANT pg_read_all_data TO \"{{name}}\"";

    private static final String APPROLE = "approle";
    private static final Duration BOT_TTL = Duration.ofMinutes(20);
    private static final Duration WRAPPED_FOR = Duration.ofMinutes(30);
    private static final Pattern DATABASE = Pattern.compile("(.+)/creds/([^/]+)");

    private static final Pattern SSH = Pattern.compile("(.+)/(?:sign|creds)/[^/]+");

    private final URI addr;
    private final Optional<String> namespace;
    private final Tls tls;

    public VaultSetup(URI addr, Optional<String> namespace, Tls tls) {
        this.addr = addr;
        this.namespace = namespace;
        this.tls = tls;
    }

    /**
     * What there shall be.
     *
     * @param prefix starts every name that is made
     * @param login empty if the bot logs in otherwise than by AppRole, which is the administrator's to arrange
     * @param connection makes database connections that are missing
     * @param grants what new database users may do
     */
    public record Wanted(
            String prefix,
            Optional<Login> login,
            List<Credential> credentials,
            Optional<Connection> connection,
            List<String> grants) {}

    /**
     * The bot's login as the configuration has it.
     *
     * @param mount of the AppRole method, without {@code auth/}
     * @param keepRoleId where a role id is kept that is not there yet; empty if it is only shown
     * @param keepSecretId where a secret id is kept that is not there yet; empty if it is shown once, wrapped
     */
    public record Login(
            String mount,
            Optional<Secret> roleId,
            Optional<Secret> secretId,
            Optional<Consumer<Secret>> keepRoleId,
            Optional<Consumer<Secret>> keepSecretId) {}

    /**
     * What is issued for a target.
     *
     * @param path empty for a token that is handed out itself
     * @param isWritten whether it is asked for by writing to the path
     */
    public record Credential(
            String target,
            Kind kind,
            String path,
            boolean isWritten,
            String tokenRole,
            List<String> policies,
            Duration defaultTtl,
            Duration longest) {}

    /**
     * How Vault reaches the database, for a connection that is missing.
     *
     * @param password is asked for only when it is needed
     */
    public record Connection(String url, String username, Supplier<Secret> password) {}

    /** What is made for a credential beside its policy. */
    public enum Kind {
        DATABASE,
        /** The engine is the administrator's, but its role is one that {@code check} reads. */
        SSH,
        /** The engine behind it is the administrator's. */
        OTHER
    }

    /**
     * What belongs into the configuration.
     *
     * @param roleId empty if there is none, also in a dry run that would make one
     * @param wrappedSecretId opens once
     */
    public record Made(Optional<String> roleId, Optional<Secret> wrappedSecretId) {}

    /** Makes what is missing and writes everything into the ledger; throws {@link VaultException} where it cannot. */
    public Made run(Secret token, Wanted wanted, Ledger ledger) {
        VaultAdmin admin = new VaultAdmin(addr, namespace, tls, token);
        admin.prove();
        wanted.login().ifPresent(login -> ensureMount(admin, ledger, "sys/auth", login.mount(), APPROLE));
        databaseMounts(wanted).forEach(mount -> ensureMount(admin, ledger, "sys/mounts", mount, "database"));
        SetupPolicies policies = new SetupPolicies(admin, ledger);
        policies.ensure(wanted.prefix() + "-bot", botRules(wanted));
        credentialPolicies(wanted, policies);
        tokenRoles(wanted).values().forEach(role -> ensureTokenRole(admin, ledger, role));
        SetupDatabase databases = new SetupDatabase(admin, ledger, wanted.connection(), wanted.grants());
        wanted.credentials().forEach(credential -> databaseRole(credential).ifPresent(databases::ensure));
        return wanted.login()
                .map(login -> new SetupAppRole(admin, ledger, wanted.prefix(), login, BOT_TTL, WRAPPED_FOR).ensure())
                .orElse(new Made(Optional.empty(), Optional.empty()));
    }

    /** What went wrong, for an administrator. */
    public static String explain(VaultException e, URI addr) {
        if (e.status() == 0) {
            return "Vault does not answer at " + addr + ". Correct vault.addr, or start it.";
        }
        return e.operation().equals(VaultAdmin.PROVE) && e.kind() == VaultException.Kind.FORBIDDEN
                ? "Vault refuses the administrator's token."
                : e.says() + " (status " + e.status() + "). Its log says more.";
    }

    private static void ensureMount(VaultAdmin admin, Ledger ledger, String where, String mount, String type) {
        String label = type + " at " + (where.equals("sys/auth") ? "auth/" : "") + mount;
        JsonNode there = admin.read(where).path(mount + "/");
        if (there.isMissingNode()) {
            ledger.make(label, () -> {
                JsonNode made = admin.write(where + "/" + mount, Map.of("type", type));
                if (type.equals(APPROLE)) {
                    neverShutTheBotOut(admin, mount);
                }
                return made;
            });
        } else if (there.path("type").asText().equals(type)) {
            ledger.inPlace(label);
        } else {
            ledger.differs(label, type, there.path("type").asText());
        }
    }

    /**
     * By itself Vault shuts a login for a quarter of an hour after five wrong secrets: so anybody who knows the role id,
     * which is no secret, could keep the bot out when it is needed. Secret ids are too long to be guessed.
     */
    private static void neverShutTheBotOut(VaultAdmin admin, String mount) {
        Map<String, Object> settings = Map.of("user_lockout_config", Map.of("lockout_disable", true));
        admin.write("sys/auth/" + mount + "/tune", settings);
    }

    // ---- policies ----

    private static Map<String, String> botRules(Wanted wanted) {
        Map<String, String> rules = new TreeMap<>();
        for (String path : List.of(
                "auth/token/lookup-accessor",
                "auth/token/renew-accessor",
                "auth/token/revoke-accessor",
                "sys/leases/lookup",
                "sys/leases/renew",
                "sys/leases/revoke")) {
            rules.put(path, "update");
        }
        // Token roles that start with the prefix are made here only, so a new target needs no new rule.
        for (Credential credential : wanted.credentials()) {
            String own = wanted.prefix() + "-";
            String role = credential.tokenRole().startsWith(own) ? own + "*" : credential.tokenRole();
            rules.put("auth/token/create/" + role, "update");
            rules.put("auth/token/roles/" + role, "read");
        }
        databaseMounts(wanted).forEach(mount -> rules.put(mount + "/roles/+", "read"));
        wanted.credentials().stream()
                .filter(credential -> credential.kind() == Kind.SSH)
                .map(credential -> SSH.matcher(credential.path()))
                .filter(Matcher::matches)
                .forEach(path -> rules.put(path.group(1) + "/roles/+", "read"));
        return rules;
    }

    /** The first policy of a credential gives its path; what a handed out token may do is the administrator's to say. */
    private static void credentialPolicies(Wanted wanted, SetupPolicies policies) {
        Map<String, Map<String, String>> rules = new TreeMap<>();
        Set<String> others = new TreeSet<>();
        for (Credential credential : wanted.credentials()) {
            List<String> names = credential.policies();
            if (credential.path().isEmpty()) {
                others.addAll(names);
            } else {
                rules.computeIfAbsent(names.get(0), absent -> new TreeMap<>())
                        .put(credential.path(), credential.isWritten() ? "update" : "read");
                others.addAll(names.subList(1, names.size()));
            }
        }
        rules.forEach(policies::ensure);
        others.removeAll(rules.keySet());
        others.forEach(policies::mustExist);
    }

    // ---- token roles ----

    private record TokenRole(String name, Set<String> policies, Duration longest) {}

    private static Map<String, TokenRole> tokenRoles(Wanted wanted) {
        Map<String, TokenRole> roles = new TreeMap<>();
        for (Credential credential : wanted.credentials()) {
            TokenRole one =
                    new TokenRole(credential.tokenRole(), new TreeSet<>(credential.policies()), credential.longest());
            roles.merge(one.name(), one, VaultSetup::both);
        }
        return roles;
    }

    private static TokenRole both(TokenRole one, TokenRole other) {
        Set<String> policies = new TreeSet<>(one.policies());
        policies.addAll(other.policies());
        Duration longest = one.longest().compareTo(other.longest()) > 0 ? one.longest() : other.longest();
        return new TokenRole(one.name(), policies, longest);
    }

    private static void ensureTokenRole(VaultAdmin admin, Ledger ledger, TokenRole role) {
        String path = "auth/token/roles/" + role.name();
        String label = "token role " + role.name();
        Map<String, Object> fields = new TreeMap<>(Map.of(
                "allowed_policies",
                List.copyOf(role.policies()),
                "orphan",
                true,
                "renewable",
                true,
                "token_explicit_max_ttl",
                role.longest().toSeconds(),
                "token_no_default_policy",
                true,
                "token_type",
                "service"));
        Optional<JsonNode> found = admin.find(path);
        if (found.isEmpty()) {
            ledger.make(label, () -> admin.write(path, fields));
            return;
        }
        List<String> differing = new ArrayList<>();
        fields.forEach((field, value) -> {
            if (!same(value, found.get().path(field))) {
                differing.add(field);
                ledger.differs(
                        label, field + " " + value, found.get().path(field).toString());
            }
        });
        if (differing.isEmpty()) {
            ledger.inPlace(label);
        }
    }

    private static boolean same(Object wanted, JsonNode found) {
        if (!(wanted instanceof List<?> list)) {
            return found.asText().equals(wanted.toString());
        }
        Set<String> texts = new TreeSet<>();
        found.forEach(item -> texts.add(item.asText()));
        return texts.equals(new TreeSet<>(list));
    }

    // ---- databases ----

    private static Set<String> databaseMounts(Wanted wanted) {
        Set<String> mounts = new TreeSet<>();
        wanted.credentials().forEach(each -> databaseRole(each).ifPresent(role -> mounts.add(role.mount())));
        return mounts;
    }

    private static Optional<SetupDatabase.Role> databaseRole(Credential credential) {
        Matcher path = DATABASE.matcher(credential.path());
        return credential.kind() == Kind.DATABASE && path.matches()
                ? Optional.of(new SetupDatabase.Role(
                        path.group(1),
                        path.group(2),
                        credential.target(),
                        credential.defaultTtl().toSeconds(),
                        credential.longest().toSeconds()))
                : Optional.empty();
    }
}
