package dev.breakglass.app;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Person;
import dev.breakglass.access.Policy;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.Terms;
import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.Problem;
import dev.breakglass.boundary.AccountCheck;
import dev.breakglass.boundary.BoundaryCheck;
import dev.breakglass.boundary.BoundaryClient;
import dev.breakglass.boundary.PeopleCheck;
import dev.breakglass.flow.Finding;
import dev.breakglass.slack.SlackApi;
import dev.breakglass.slack.SlackCheck;
import dev.breakglass.vault.LoginMethod;
import dev.breakglass.vault.VaultCheck;
import dev.breakglass.vault.VaultClient;
import dev.breakglass.vault.VaultLogin;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Asks every outside system whether it is as the policy needs it. Read-only. */
public final class Checks {
    private final Config config;
    private final Clock clock;

    public Checks(Config config, Clock clock) {
        this.config = config;
        this.clock = clock;
    }

    /** A finding and the system that it is about. */
    public record Found(String system, Finding finding) {
        @Override
        public String toString() {
            return system + ": " + finding;
        }
    }

    /**
     * Everything that is wrong; empty if all is well.
     *
     * @param database what was found wrong with it
     * @param open the requests that are not over, for what they hold need not be free
     */
    public List<Found> run(Policy policy, List<Finding> database, List<AccessRequest> open) {
        Set<SlotId> slots = held(open, AccessRequest::reservedSlot);
        Set<AccountId> accounts = held(open, AccessRequest::reservedAccount);
        List<Terms> targets =
                policy.rules().values().stream().map(Policy.Rule::terms).toList();
        List<Found> found = new ArrayList<>();
        add(found, "database", database);
        // One login for all that is asked of Vault.
        Optional<VaultLogin> login = config.vault().map(settings -> new VaultLogin(settings, clock));
        add(found, "slack", slack(policy, login));
        BoundaryClient client = new BoundaryClient(config.boundary());
        add(found, "boundary", new BoundaryCheck(config.boundary(), client).findings(targets, slots));
        add(found, "boundary", new PeopleCheck(config.boundary(), client, clock).findings(askers(policy)));
        add(found, "boundary", new AccountCheck(config.boundary(), client).findings(targets, accounts));
        add(found, "vault", vault(targets, login));
        return found;
    }

    /** Only of those who may ask does it matter who they are in Boundary. */
    private static List<Person> askers(Policy policy) {
        return policy.people().values().stream()
                .filter(person -> !policy.offeredTo(person).isEmpty())
                .toList();
    }

    private static <T> Set<T> held(List<AccessRequest> open, Function<AccessRequest, Optional<T>> reserved) {
        return open.stream().map(reserved).flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet());
    }

    private List<Finding> slack(Policy policy, Optional<VaultLogin> login) {
        SlackSecrets secrets = new SlackSecrets(config, login);
        if (secrets.areInVault() && !mayRead()) {
            return List.of(Finding.warning(
                    "Slack is not checked, because its secrets are in Vault and the bot's secret id for Vault is wrapped",
                    "check it once with secrets from files; logging in here would open the wrapped secret id"));
        }
        secrets.refresh(clock.instant());
        List<Problem> missing = secrets.missing();
        if (!missing.isEmpty()) {
            return missing.stream()
                    .map(problem ->
                            Finding.fault(problem.fault(), problem.remedy().replaceFirst("\\.$", "")))
                    .toList();
        }
        return secrets.settings()
                .map(settings -> new SlackCheck(new SlackApi(settings)).check(policy))
                .orElse(List.of());
    }

    private boolean mayRead() {
        return config.vault()
                .map(settings -> !(settings.login() instanceof LoginMethod.WrappedAppRole))
                .orElse(false);
    }

    /** What is no fault and should be known all the same. */
    public List<String> remarks(Policy policy) {
        List<Terms> targets =
                policy.rules().values().stream().map(Policy.Rule::terms).toList();
        return new BoundaryCheck(config.boundary(), new BoundaryClient(config.boundary()))
                .remarks(targets).stream()
                        .map(remark -> "boundary: " + remark + ".")
                        .toList();
    }

    private List<Finding> vault(List<Terms> targets, Optional<VaultLogin> login) {
        if (config.vault().isEmpty()) {
            return withoutVault(targets);
        }
        dev.breakglass.vault.Settings settings = config.vault().get();
        return new VaultCheck(settings, login.orElseThrow(), new VaultClient(settings)).findings(targets);
    }

    private static List<Finding> withoutVault(List<Terms> targets) {
        List<Finding> findings = new ArrayList<>();
        if (targets.stream().anyMatch(terms -> !terms.credentials().isEmpty())) {
            findings.add(Finding.fault(
                    "the policy issues credentials, but the configuration has no section 'vault'",
                    "add it, or take 'vault' out of the targets"));
        }
        if (targets.stream().anyMatch(terms -> !terms.accounts().isEmpty())) {
            findings.add(Finding.fault(
                    "the policy has emergency accounts, but without a section 'vault' nothing wraps their passwords,"
                            + " so none is offered",
                    "add it, or take 'emergency_accounts' out of the targets"));
        }
        return findings;
    }

    private static void add(List<Found> found, String system, List<Finding> findings) {
        findings.forEach(finding -> found.add(new Found(system, finding)));
    }
}
