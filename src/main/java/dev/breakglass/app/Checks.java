package dev.breakglass.app;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Policy;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.Terms;
import dev.breakglass.boundary.BoundaryCheck;
import dev.breakglass.flow.Finding;
import dev.breakglass.slack.SlackCheck;
import dev.breakglass.store.Store;
import dev.breakglass.vault.VaultCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Asks every outside system whether it is as the policy needs it. Read-only. */
public final class Checks {
    private final Optional<SlackCheck> slack;
    private final BoundaryCheck boundary;
    private final Optional<VaultCheck> vault;
    private final List<Terms> targets;
    private final Store store;

    Checks(
            Optional<SlackCheck> slack,
            BoundaryCheck boundary,
            Optional<VaultCheck> vault,
            List<Terms> targets,
            Store store) {
        this.slack = slack;
        this.boundary = boundary;
        this.vault = vault;
        this.targets = List.copyOf(targets);
        this.store = store;
    }

    /** A finding and where it was made. */
    public record Fault(String system, Finding finding) {
        @Override
        public String toString() {
            return system + ": " + finding.fault() + " " + finding.remedy();
        }
    }

    public List<Fault> run(Policy policy) {
        List<Fault> faults = new ArrayList<>();
        slack.ifPresent(check -> add(faults, "slack", check.check(policy)));
        add(faults, "boundary", boundary.findings(targets, reserved()));
        List<Terms.CredentialTerms> credentials =
                targets.stream().flatMap(terms -> terms.credentials().stream()).toList();
        if (vault.isPresent()) {
            add(faults, "vault", vault.get().findings(credentials));
        } else if (!credentials.isEmpty()) {
            faults.add(new Fault(
                    "vault",
                    Finding.fault(
                            "The policy issues credentials, but the configuration has no section 'vault'.",
                            "Add it, or take 'vault' out of the targets.")));
        }
        return faults;
    }

    private Set<SlotId> reserved() {
        return store.requests().open().stream()
                .map(AccessRequest::reservedSlot)
                .flatMap(Optional::stream)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static void add(List<Fault> faults, String system, List<Finding> findings) {
        findings.forEach(finding -> faults.add(new Fault(system, finding)));
    }
}
