package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.Finding;
import dev.breakglass.vault.VaultClient.DatabaseRole;
import dev.breakglass.vault.VaultClient.TokenRole;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/** Finds out whether Vault is there, and whether it lets the bot do what it must, and no more. Changes nothing. */
public final class VaultCheck {
    private static final List<String> ALWAYS_USED = List.of(
            "auth/token/lookup-accessor",
            "auth/token/revoke-accessor",
            "sys/leases/lookup",
            "sys/leases/renew",
            "sys/leases/revoke",
            "sys/wrapping/wrap");

    private static final String TOKEN_ROLES = "auth/token/roles/";

    private final Settings settings;
    private final VaultLogin login;
    private final VaultClient client;
    private final LoginFindings loginFindings;

    public VaultCheck(Settings settings, VaultLogin login, VaultClient client) {
        this.settings = settings;
        this.login = login;
        this.client = client;
        this.loginFindings = new LoginFindings(settings);
    }

    /** Everything that is wrong for issuing these credentials; empty if all is well. */
    public List<Finding> findings(Collection<Terms.CredentialTerms> credentials) {
        try {
            VaultLogin.Health health = login.health();
            List<Finding> findings = new ArrayList<>(unhealthy(health).stream().toList());
            // A standby passes calls on, so the rest can be tried there as well.
            if (health == VaultLogin.Health.ACTIVE || health == VaultLogin.Health.STANDBY) {
                findings.addAll(loginFindings.beforeLogin());
                findings.addAll(loginFindings.mayLogIn() ? rights(credentials) : List.of());
            }
            return findings;
        } catch (VaultException e) {
            return List.of(loginFindings.unreachable(e));
        }
    }

    private List<Finding> rights(Collection<Terms.CredentialTerms> credentials) {
        List<Finding> findings = new ArrayList<>();
        try {
            Map<String, Set<String>> capabilities = capabilities(credentials);
            findings.addAll(missingRights(credentials, capabilities));
            findings.addAll(tooManyRights(credentials, capabilities));
            findings.addAll(tokenRoles(credentials, capabilities));
            findings.addAll(databaseRoles(credentials, capabilities));
        } catch (VaultException e) {
            findings.add(failed(e));
        }
        return findings;
    }

    private Optional<Finding> unhealthy(VaultLogin.Health health) {
        String node = "Vault at " + settings.addr();
        return switch (health) {
            case ACTIVE -> Optional.empty();
            case STANDBY ->
                Optional.of(Finding.warning(
                        node + " is a standby",
                        "point vault.addr at the active node or at a load balancer that finds it"));
            case SECONDARY -> fault(node + " is a disaster recovery secondary", "point vault.addr at the primary");
            case UNINITIALIZED -> fault(node + " is not initialized", "initialize it");
            case SEALED -> fault(node + " is sealed", "unseal it");
            case UNWELL -> fault(node + " answers, but not as Vault does", "correct vault.addr, or read Vault's log");
        };
    }

    private static Optional<Finding> fault(String fault, String remedy) {
        return Optional.of(Finding.fault(fault, remedy));
    }

    private Finding failed(VaultException e) {
        if (e.loginRefused()) {
            return loginFindings.refused(e);
        }
        return e.operation().equals(VaultClient.CAPABILITIES) && e.kind() == VaultException.Kind.FORBIDDEN
                ? Finding.fault("the bot may not ask for its own rights", remedyFor("sys/capabilities-self", "update"))
                : Finding.fault(e.says(), "see the log of the host for what Vault said");
    }

    private Map<String, Set<String>> capabilities(Collection<Terms.CredentialTerms> credentials) {
        Set<String> paths = new TreeSet<>(ALWAYS_USED);
        for (Terms.CredentialTerms credential : credentials) {
            paths.add(createPath(credential));
            paths.add(tokenRolePath(credential));
            paths.add(credential.path());
            databaseRolePath(credential).ifPresent(paths::add);
        }
        return login.asBot(Way::straight, token -> client.capabilities(token, paths));
    }

    private static List<Finding> missingRights(
            Collection<Terms.CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        Set<String> needed = new TreeSet<>(ALWAYS_USED);
        credentials.forEach(credential -> needed.add(createPath(credential)));
        return needed.stream()
                .filter(path -> !may(capabilities, path, "update"))
                .map(path -> Finding.fault("the bot may not use " + path, remedyFor(path, "update")))
                .toList();
    }

    private static List<Finding> tooManyRights(
            Collection<Terms.CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        return credentials.stream()
                .map(Terms.CredentialTerms::path)
                .distinct()
                .filter(path -> may(capabilities, path, "read"))
                .map(path -> Finding.fault(
                        "the bot itself may read " + path + ", outside of any request",
                        "take " + path + " out of the bot's policies; only a request's own token needs it"))
                .toList();
    }

    // ---- token roles ----

    private List<Finding> tokenRoles(
            Collection<Terms.CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        Map<String, Set<String>> policies = new TreeMap<>();
        credentials.forEach(credential -> policies.computeIfAbsent(credential.tokenRole(), name -> new TreeSet<>())
                .addAll(credential.policies()));
        List<Finding> findings = new ArrayList<>();
        policies.forEach((name, needed) -> {
            String path = TOKEN_ROLES + name;
            if (may(capabilities, path, "read")) {
                findings.addAll(found(token -> client.readTokenRole(token, name))
                        .map(role -> tokenRole(name, role, needed))
                        .orElseGet(() -> List.of(missing("the token role " + name))));
            } else {
                findings.add(unread(path));
            }
        });
        return findings;
    }

    private static List<Finding> tokenRole(String name, TokenRole role, Set<String> policies) {
        List<Finding> findings = new ArrayList<>();
        for (String policy : policies) {
            if (!role.allows(policy)) {
                findings.add(Finding.fault(
                        "the token role " + name + " does not allow the policy " + policy,
                        "add it to allowed_policies of " + TOKEN_ROLES + name
                                + ", or correct 'policies' in the policy"));
            }
        }
        if (!role.orphan()) {
            findings.add(Finding.fault(
                    "tokens of the token role " + name + " die with the bot's login",
                    "set orphan=true on " + TOKEN_ROLES + name));
        }
        if (!role.noDefaultPolicy()) {
            findings.add(Finding.fault(
                    "tokens of the token role " + name + " also get Vault's default policy",
                    "set token_no_default_policy=true on " + TOKEN_ROLES + name));
        }
        if (role.explicitMaxTtl().isZero()) {
            findings.add(Finding.fault(
                    "tokens of the token role " + name + " have no hard end",
                    "set token_explicit_max_ttl on " + TOKEN_ROLES + name + " to the longest grant"));
        }
        return findings;
    }

    // ---- database roles ----

    private List<Finding> databaseRoles(
            Collection<Terms.CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        Map<String, Terms.CredentialTerms> byPath = new TreeMap<>();
        for (Terms.CredentialTerms credential : credentials) {
            databaseRolePath(credential).ifPresent(path -> byPath.put(path, credential));
        }
        List<Finding> findings = new ArrayList<>();
        byPath.forEach((path, credential) -> {
            if (may(capabilities, path, "read")) {
                findings.addAll(found(token -> client.readDatabaseRole(token, path))
                        .map(role -> databaseRole(path, role, credential))
                        .orElseGet(() -> List.of(missing(path))));
            } else {
                findings.add(unread(path));
            }
        });
        return findings;
    }

    private static List<Finding> databaseRole(String path, DatabaseRole role, Terms.CredentialTerms credential) {
        List<Finding> findings = new ArrayList<>();
        if (role.revocationStatements().stream().noneMatch(statement -> statement.contains("pg_terminate_backend"))) {
            findings.add(Finding.warning(
                    path + " leaves open connections alive when a credential ends",
                    "give it revocation_statements that end the user's connections with pg_terminate_backend,"
                            + " drop what the user owns, and drop the user"));
        }
        if (role.defaultTtl().isZero() || role.defaultTtl().compareTo(credential.defaultTtl()) > 0) {
            findings.add(Finding.fault(
                    path + " gives leases that may live longer than the "
                            + credential.defaultTtl().toSeconds() + " s that the policy names",
                    "set default_ttl on " + path + " to at most that, or name the longer time in the policy"));
        }
        return findings;
    }

    private static Finding missing(String what) {
        return Finding.fault(what + " does not exist in Vault", "make it, or correct its name in the policy");
    }

    private static Finding unread(String path) {
        return Finding.warning(
                "the bot may not read " + path + ", so what it says cannot be checked", remedyFor(path, "read"));
    }

    private <T> Optional<T> found(Function<Secret, T> reading) {
        try {
            return Optional.of(asBot(reading));
        } catch (VaultException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private <T> T asBot(Function<Secret, T> call) {
        return login.asBot(Way::straight, call);
    }

    private static boolean may(Map<String, Set<String>> capabilities, String path, String capability) {
        Set<String> granted = capabilities.getOrDefault(path, Set.of());
        return granted.contains("root") || granted.contains(capability);
    }

    private static String remedyFor(String path, String capability) {
        return "add to the bot's policy: path \"" + path + "\" { capabilities = [\"" + capability + "\"] }";
    }

    private static String createPath(Terms.CredentialTerms credential) {
        return "auth/token/create/" + credential.tokenRole();
    }

    private static String tokenRolePath(Terms.CredentialTerms credential) {
        return TOKEN_ROLES + credential.tokenRole();
    }

    private static Optional<String> databaseRolePath(Terms.CredentialTerms credential) {
        return credential.path().matches(".+/creds/[^/]+")
                ? Optional.of(credential.path().replaceFirst("/creds/([^/]+)$", "/roles/$1"))
                : Optional.empty();
    }
}
