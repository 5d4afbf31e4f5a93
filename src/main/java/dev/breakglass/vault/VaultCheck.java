package dev.breakglass.vault;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Terms;
import dev.breakglass.access.Terms.CredentialTerms;
import dev.breakglass.flow.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
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
    private final LoginFindings loginFindings;

    public VaultCheck(Settings settings, VaultLogin login, VaultClient client) {
        this.settings = settings;
        this.login = login;
        this.client = client;
        this.loginFindings = new LoginFindings(settings);
    }

    /** Everything that is wrong for issuing what these targets want; empty if all is well. */
    public List<Finding> findings(Collection<Terms> targets) {
        try {
            VaultLogin.Health health = login.health();
            List<Finding> findings = new ArrayList<>(unhealthy(health).stream().toList());
            // A standby passes calls on, so the rest can be tried there as well.
            if (health == VaultLogin.Health.ACTIVE || health == VaultLogin.Health.STANDBY) {
                findings.addAll(loginFindings.beforeLogin());
                findings.addAll(loginFindings.mayLogIn() ? rights(targets) : List.of());
            }
            return findings;
        } catch (VaultException e) {
            return List.of(loginFindings.unreachable(e));
        }
    }

    private List<Finding> rights(Collection<Terms> targets) {
        List<CredentialTerms> credentials =
                targets.stream().flatMap(terms -> terms.credentials().stream()).toList();
        List<Finding> findings = new ArrayList<>();
        try {
            Map<String, Set<String>> capabilities = capabilities(credentials);
            findings.addAll(missingRights(credentials, capabilities));
            findings.addAll(tooManyRights(credentials, capabilities));
            findings.addAll(tokenRoles(credentials, capabilities));
            findings.addAll(engineRoles(targets, capabilities));
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

    private Map<String, Set<String>> capabilities(Collection<CredentialTerms> credentials) {
        Set<String> paths = new TreeSet<>(ALWAYS_USED);
        for (CredentialTerms credential : credentials) {
            CredentialPaths used = CredentialPaths.of(credential.kind());
            paths.add(createPath(credential));
            paths.add(RoleFindings.TOKEN_ROLES + credential.tokenRole());
            used.path().ifPresent(paths::add);
            used.role().ifPresent(paths::add);
        }
        return login.asBot(Way::straight, token -> client.capabilities(token, paths));
    }

    private static List<Finding> missingRights(
            Collection<CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        Set<String> needed = new TreeSet<>(ALWAYS_USED);
        credentials.forEach(credential -> needed.add(createPath(credential)));
        return needed.stream()
                .filter(path -> !may(capabilities, path, "update"))
                .map(path -> Finding.fault("the bot may not use " + path, remedyFor(path, "update")))
                .toList();
    }

    /** What makes credentials belongs to the requests' own tokens alone. */
    private static List<Finding> tooManyRights(
            Collection<CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        return credentials.stream()
                .map(credential -> CredentialPaths.of(credential.kind()))
                .filter(used -> used.path()
                        .filter(path -> may(capabilities, path, used.capability()))
                        .isPresent())
                .map(used -> used.path().orElseThrow())
                .distinct()
                .map(path -> Finding.fault(
                        "the bot itself may use " + path + ", outside of any request",
                        "take " + path + " out of the bot's policies; only a request's own token needs it"))
                .toList();
    }

    private List<Finding> tokenRoles(Collection<CredentialTerms> credentials, Map<String, Set<String>> capabilities) {
        Map<String, List<CredentialTerms>> users = new TreeMap<>();
        credentials.forEach(credential -> users.computeIfAbsent(credential.tokenRole(), name -> new ArrayList<>())
                .add(credential));
        List<Finding> findings = new ArrayList<>();
        users.forEach((name, credentialsOfRole) -> {
            String path = RoleFindings.TOKEN_ROLES + name;
            findings.addAll(
                    may(capabilities, path, "read")
                            ? found(token -> client.readTokenRole(token, name))
                                    .map(role -> RoleFindings.tokenRole(name, role, credentialsOfRole))
                                    .orElseGet(() -> List.of(missing("the token role " + name)))
                            : List.of(unread(path)));
        });
        return findings;
    }

    private List<Finding> engineRoles(Collection<Terms> targets, Map<String, Set<String>> capabilities) {
        Set<Finding> findings = new LinkedHashSet<>();
        for (Terms target : targets) {
            for (CredentialTerms credential : target.credentials()) {
                CredentialPaths.of(credential.kind())
                        .role()
                        .ifPresent(path -> findings.addAll(
                                may(capabilities, path, "read")
                                        ? credential.kind().match(new EngineRole(path, target.longest()))
                                        : List.of(unread(path))));
            }
        }
        return List.copyOf(findings);
    }

    /** Reads the role of an engine and says what is wrong with it. */
    private final class EngineRole implements CredentialKind.Cases<List<Finding>> {
        private final String path;
        private final Duration longest;

        EngineRole(String path, Duration longest) {
            this.path = path;
            this.longest = longest;
        }

        @Override
        public List<Finding> database(CredentialKind.Database kind) {
            return read(VaultClient::readDatabaseRole, role -> RoleFindings.databaseRole(path, role, kind));
        }

        @Override
        public List<Finding> sshCertificate(CredentialKind.SshCertificate kind) {
            return read(VaultClient::readSshRole, role -> RoleFindings.certificateRole(path, role, kind, longest));
        }

        @Override
        public List<Finding> sshOneTimePassword(CredentialKind.SshOneTimePassword kind) {
            return read(VaultClient::readSshRole, role -> RoleFindings.oneTimePasswordRole(path, role, kind));
        }

        @Override
        public List<Finding> token(CredentialKind.Token kind) {
            return List.of();
        }

        @Override
        public List<Finding> lease(CredentialKind.Lease kind) {
            return List.of();
        }

        @Override
        public List<Finding> staticSecret(CredentialKind.StaticSecret kind) {
            return List.of();
        }

        private <T> List<Finding> read(Reading<T> reading, Function<T, List<Finding>> judge) {
            return found(token -> reading.read(client, token, path)).map(judge).orElseGet(() -> List.of(missing(path)));
        }
    }

    private interface Reading<T> {
        T read(VaultClient client, Secret token, String path);
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

    private static String createPath(CredentialTerms credential) {
        return "auth/token/create/" + credential.tokenRole();
    }
}
