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

    private final Settings settings;
    private final VaultLogin login;
    private final VaultClient client;

    public VaultCheck(Settings settings, VaultLogin login, VaultClient client) {
        this.settings = settings;
        this.login = login;
        this.client = client;
    }

    /** Everything that is wrong for issuing these credentials; empty if all is well. */
    public List<Finding> findings(Collection<Terms.CredentialTerms> credentials) {
        try {
            VaultLogin.Health health = login.health();
            List<Finding> findings = new ArrayList<>(unhealthy(health).stream().toList());
            // A standby passes calls on, so the rest can be tried there as well.
            if (health == VaultLogin.Health.ACTIVE || health == VaultLogin.Health.STANDBY) {
                findings.addAll(rights(credentials));
            }
            return findings;
        } catch (VaultException e) {
            return List.of(new Finding(
                    "Vault does not answer at " + settings.addr(),
                    "start it, or correct vault.addr and what lies between"));
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
                found(
                        node + " is a standby",
                        "point vault.addr at the active node or at a load balancer that finds it");
            case SECONDARY -> found(node + " is a disaster recovery secondary", "point vault.addr at the primary");
            case UNINITIALIZED -> found(node + " is not initialized", "initialize it");
            case SEALED -> found(node + " is sealed", "unseal it");
            case UNWELL -> found(node + " answers, but not as Vault does", "correct vault.addr, or read Vault's log");
        };
    }

    private static Optional<Finding> found(String fault, String remedy) {
        return Optional.of(new Finding(fault, remedy));
    }

    private Finding failed(VaultException e) {
        if (e.loginRefused()) {
            return new Finding(
                    e.says() + " at auth/" + settings.approleMount(),
                    "issue a new secret id for the bot's AppRole; check vault.roleId, vault.secretId,"
                            + " vault.approleMount and vault.namespace");
        }
        return e.operation().equals(VaultClient.CAPABILITIES) && e.kind() == VaultException.Kind.FORBIDDEN
                ? new Finding("the bot may not ask for its own rights", remedyFor("sys/capabilities-self", "update"))
                : new Finding(e.says(), "see the log of the host for what Vault said");
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
                .map(path -> new Finding("the bot may not use " + path, remedyFor(path, "update")))
                .toList();
    }

    private static List<Finding> tooManyRights(
            Collection<Terms.CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        return credentials.stream()
                .map(Terms.CredentialTerms::path)
                .distinct()
                .filter(path -> may(capabilities, path, "read"))
                .map(path -> new Finding(
                        "the bot itself may read " + path + ", outside of any request",
                        "take " + path + " out of the bot's policies; only a request's own token needs it"))
                .toList();
    }

    private List<Finding> tokenRoles(
            Collection<Terms.CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        Set<String> readable = new TreeSet<>();
        for (Terms.CredentialTerms credential : credentials) {
            if (may(capabilities, tokenRolePath(credential), "read")) {
                readable.add(credential.tokenRole());
            }
        }
        List<Finding> findings = new ArrayList<>();
        for (String name : readable) {
            TokenRole role = asBot(token -> client.readTokenRole(token, name));
            if (!role.orphan()) {
                findings.add(new Finding(
                        "tokens of the token role " + name + " die with the bot's login",
                        "set orphan=true on auth/token/roles/" + name));
            }
            if (!role.noDefaultPolicy()) {
                findings.add(new Finding(
                        "tokens of the token role " + name + " also get Vault's default policy",
                        "set token_no_default_policy=true on auth/token/roles/" + name));
            }
            if (role.explicitMaxTtl().isZero()) {
                findings.add(new Finding(
                        "tokens of the token role " + name + " have no hard end",
                        "set token_explicit_max_ttl on auth/token/roles/" + name + " to the longest grant"));
            }
        }
        return findings;
    }

    private List<Finding> databaseRoles(
            Collection<Terms.CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        Map<String, Terms.CredentialTerms> readable = new TreeMap<>();
        for (Terms.CredentialTerms credential : credentials) {
            databaseRolePath(credential)
                    .filter(path -> may(capabilities, path, "read"))
                    .ifPresent(path -> readable.put(path, credential));
        }
        List<Finding> findings = new ArrayList<>();
        readable.forEach((path, credential) -> {
            DatabaseRole role = asBot(token -> client.readDatabaseRole(token, path));
            findings.addAll(databaseRole(path, role, credential));
        });
        return findings;
    }

    private static List<Finding> databaseRole(String path, DatabaseRole role, Terms.CredentialTerms credential) {
        List<Finding> findings = new ArrayList<>();
        if (role.revocationStatements().stream().noneMatch(statement -> statement.contains("pg_terminate_backend"))) {
            findings.add(new Finding(
                    path + " leaves open connections alive when a credential ends",
                    "give it revocation_statements that end the user's connections with pg_terminate_backend,"
                            + " drop what the user owns, and drop the user"));
        }
        if (role.defaultTtl().isZero() || role.defaultTtl().compareTo(credential.defaultTtl()) > 0) {
            findings.add(new Finding(
                    path + " gives leases that may live longer than the " + credential.defaultTtl()
                            + " that the policy names",
                    "set default_ttl on " + path + " to at most that, or name the longer time in the policy"));
        }
        return findings;
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
        return "auth/token/roles/" + credential.tokenRole();
    }

    private static Optional<String> databaseRolePath(Terms.CredentialTerms credential) {
        return credential.path().matches(".+/creds/[^/]+")
                ? Optional.of(credential.path().replaceFirst("/creds/([^/]+)$", "/roles/$1"))
                : Optional.empty();
    }
}
