package dev.breakglass.boundary;

import dev.breakglass.access.SlotId;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.Finding;
import dev.breakglass.tls.TlsTrouble;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds out whether Boundary is there, lets the bot do what it must, and has slots that open what they should. */
public final class BoundaryCheck {
    /** Fewer than this may be used up before the person's own program connects. */
    private static final long FEW_CONNECTIONS = 3;

    private final Settings settings;
    private final BoundaryClient client;
    private final RightsCheck rights;

    public BoundaryCheck(Settings settings, BoundaryClient client) {
        this.settings = settings;
        this.client = client;
        this.rights = new RightsCheck(client, settings.loginName());
    }

    /**
     * Everything that is wrong for these targets; empty if all is well. Changes nothing.
     *
     * @param reserved the slots that live requests hold, and that may therefore be filled
     */
    public List<Finding> findings(Collection<Terms> targets, Set<SlotId> reserved) {
        try {
            List<Finding> findings = new ArrayList<>();
            if (client.ownTokenStatus() != 200) {
                findings.add(ownTokenUnreadable());
            } else {
                findings.addAll(rights.onLogins(
                        targets.stream().anyMatch(terms -> terms.measures().hardKill()),
                        targets.stream().anyMatch(terms -> !terms.accounts().isEmpty())));
            }
            List<Wanted> wanted = new ArrayList<>();
            longest(targets).forEach((target, terms) -> findings.addAll(targetFindings(target, terms, wanted)));
            slots(wanted, targets).values().forEach(slot -> findings.addAll(slotFindings(slot, reserved)));
            wanted.stream()
                    .map(Wanted::project)
                    .distinct()
                    .sorted()
                    .forEach(project -> findings.addAll(sessionFindings(project)));
            return findings;
        } catch (BoundaryException e) {
            return List.of(nothingElseCanBeTold(e));
        }
    }

    // ---- reaching it ----

    private Finding nothingElseCanBeTold(BoundaryException e) {
        String at = " at " + settings.addr();
        Optional<TlsTrouble> trouble = TlsTrouble.of(e);
        if (trouble.isPresent()) {
            return Finding.fault(
                    "Boundary" + at + " " + trouble.get().says(), trouble.get().remedy("boundary"));
        }
        if (e.status() == 0) {
            return Finding.fault(
                    "Boundary does not answer" + at, "start it, or correct boundary.addr and what lies between");
        }
        return e.operation().equals(BoundaryException.LOGIN)
                ? cannotLogIn(e, at)
                : Finding.fault(e.says(), "read Boundary's log, and try again");
    }

    private Finding cannotLogIn(BoundaryException e, String at) {
        return switch (e.status()) {
            case 401 ->
                Finding.fault(
                        "Boundary does not let the bot log in as " + settings.loginName(),
                        "correct boundary.loginName and boundary.password, or set the account's password again");
            case 400, 404 ->
                Finding.fault(
                        "Boundary" + at + " has no password auth method " + settings.authMethod(),
                        "correct boundary.authMethod, or boundary.addr if it is not that of the API");
            default -> Finding.fault(e.says(), "read Boundary's log, and try again");
        };
    }

    private Finding ownTokenUnreadable() {
        return Finding.fault(
                "the bot may not read its own token, so it can never prove that a list of sessions is complete",
                add(
                        "ids=*;type=auth-token;actions=list,read:self,delete:self",
                        "the scope of " + settings.authMethod()));
    }

    // ---- slots ----

    /** One slot with everything that is configured to be opened through it. */
    private record Slot(SlotId id, String project, Set<String> targets) {}

    /** Slots of unknown targets are left out: what they should open is not known either. */
    private static Map<String, Slot> slots(List<Wanted> wanted, Collection<Terms> targets) {
        Map<String, Slot> slots = new TreeMap<>();
        for (Wanted target : wanted) {
            targets.stream()
                    .filter(terms -> terms.boundaryTarget().equals(target.id()))
                    .flatMap(terms -> terms.slots().stream())
                    .forEach(id -> slots.computeIfAbsent(
                                    id.value(), name -> new Slot(id, target.project(), new TreeSet<>()))
                            .targets()
                            .add(target.id()));
        }
        return slots;
    }

    private List<Finding> slotFindings(Slot slot, Set<SlotId> reserved) {
        String needed = "ids=" + slot.id() + ";actions=read,set-principals";
        Role role;
        try {
            role = client.readRole(slot.id());
        } catch (BoundaryException e) {
            return List.of(unreadable("slot " + slot.id(), e, add(needed, slot.project())));
        }
        List<Finding> findings = new ArrayList<>();
        if (!role.actions().containsAll(Set.of("read", "set-principals"))) {
            findings.add(
                    Finding.fault("the bot may not fill and empty slot " + slot.id(), add(needed, slot.project())));
        }
        findings.addAll(rights.onSlot(role));
        findings.addAll(reach(role, slot));
        findings.addAll(grants(role, slot));
        if (!role.isEmpty() && !reserved.contains(slot.id())) {
            findings.add(Finding.fault(
                    "slot " + slot.id() + " is filled, and no live request holds it",
                    "find out who put " + String.join(", ", new TreeSet<>(role.principals()))
                            + " there, then take every" + " principal out of role " + slot.id()));
        }
        return findings;
    }

    private static List<Finding> reach(Role role, Slot slot) {
        boolean there = role.grantScopes().contains(slot.project())
                || (role.scope().equals(slot.project()) && role.grantScopes().contains("this"));
        boolean onlyThere = role.grantScopes().size() == 1;
        return there && onlyThere
                ? List.of()
                : List.of(Finding.fault(
                        "the grants of slot " + slot.id() + " do not apply to project " + slot.project() + " alone",
                        "make the slot a role in " + slot.project() + " with the grant scope \"this\" and no other"));
    }

    private static List<Finding> grants(Role role, Slot slot) {
        List<Finding> findings = new ArrayList<>();
        List<GrantString> grants =
                role.grants().stream().map(GrantString::parse).toList();
        for (String target : slot.targets()) {
            if (grants.stream().noneMatch(grant -> grant.opens(target))) {
                findings.add(Finding.fault(
                        "slot " + slot.id() + " does not open target " + target,
                        "add the grant string \"ids=" + target + ";actions=read,authorize-session\" to role "
                                + slot.id()));
            }
        }
        for (GrantString grant : grants) {
            if (!grant.isExpectedFor(slot.targets())) {
                findings.add(Finding.fault(
                        "slot " + slot.id() + " gives more than the policy says: \"" + grant.raw() + "\"",
                        "take that grant string out of role " + slot.id() + ", or name its targets in the policy"));
            }
        }
        return findings;
    }

    // ---- targets ----

    /** A target that is there, in the project where it really is, so that a wrong project is told once. */
    private record Wanted(String id, String project) {}

    private static Map<String, Terms> longest(Collection<Terms> targets) {
        Map<String, Terms> longest = new TreeMap<>();
        for (Terms terms : targets) {
            longest.merge(terms.boundaryTarget(), terms, (a, b) -> a.longest().compareTo(b.longest()) >= 0 ? a : b);
        }
        return longest;
    }

    private List<Finding> targetFindings(String id, Terms terms, List<Wanted> wanted) {
        Target target;
        try {
            target = client.readTarget(id);
        } catch (BoundaryException e) {
            if (!e.saysNotFound()) {
                wanted.add(new Wanted(id, terms.project()));
            }
            return List.of(unreadable("target " + id, e, add("ids=" + id + ";actions=read", terms.project())));
        }
        wanted.add(new Wanted(id, target.scope()));
        List<Finding> findings = new ArrayList<>();
        if (!target.scope().equals(terms.project())) {
            findings.add(Finding.fault(
                    "target " + id + " is in " + target.scope() + ", and the policy says " + terms.project(),
                    "correct the project of target " + terms.target() + " in the policy"));
        }
        findings.addAll(rights.onTarget(target));
        target.connections()
                .filter(limit -> limit < FEW_CONNECTIONS)
                .ifPresent(limit -> findings.add(Finding.warning(
                        "a session on target " + id + " carries " + limit
                                + " connections in all, and Boundary's own client"
                                + " uses some to see whether the target answers",
                        "set session_connection_limit of target " + id + " to -1, or to " + FEW_CONNECTIONS
                                + " or more")));
        Optional<Duration> tooLong = target.sessionMax().filter(max -> max.compareTo(terms.longest()) > 0);
        tooLong.ifPresent(max -> findings.add(Finding.warning(
                "a session on target " + id + " may last " + max.toSeconds() + " s, longer than any grant ("
                        + terms.longest().toSeconds() + " s), so Boundary alone would end it too late",
                "set session_max_seconds of target " + id + " to "
                        + terms.longest().toSeconds() + " or less")));
        return findings;
    }

    // ---- sessions ----

    private List<Finding> sessionFindings(String project) {
        String remedy = add("ids=*;type=session;actions=list,read,cancel", project);
        try {
            // An empty list says nothing about reading and cancelling; the first session that is there does.
            Collection<Session> sessions =
                    client.listSessions(project).sessions().values();
            boolean mayAll =
                    sessions.stream().allMatch(session -> session.actions().containsAll(Set.of("read", "cancel")));
            return mayAll
                    ? sessions.stream()
                            .map(rights::onSession)
                            .filter(more -> !more.isEmpty())
                            .findFirst()
                            .orElse(List.of())
                    : List.of(Finding.fault("the bot may not read and cancel every session in " + project, remedy));
        } catch (BoundaryException e) {
            return List.of(unreadable("the sessions of " + project, e, remedy));
        }
    }

    /**
     * What no finding says, but whoever installs this should know: what cannot be seen from outside, and what this edition
     * of Boundary does not have.
     */
    public List<String> remarks(Collection<Terms> targets) {
        List<String> remarks = new ArrayList<>();
        try {
            if (!client.recordsSessions()) {
                remarks.add(
                        "this Boundary records no sessions (community edition); the record has their times and bytes");
            }
            targets.stream()
                    .map(Terms::project)
                    .distinct()
                    .sorted()
                    .filter(project -> client.listSessions(project).sessions().isEmpty())
                    .forEach(project -> remarks.add("no session is open in " + project
                            + ", so nobody can see whether the bot"
                            + " may read and cancel them; run this again while one is, or see that a role of "
                            + settings.loginName() + " has \"ids=*;type=session;actions=list,read,cancel\" there"));
        } catch (BoundaryException e) {
            // Why it cannot be asked is among the findings.
            return List.of();
        }
        return remarks;
    }

    // ---- words ----

    /** What one refusal says of one thing; any other trouble is trouble with everything. */
    private static Finding unreadable(String what, BoundaryException e, String grantRemedy) {
        if (e.saysNotFound()) {
            return Finding.fault(what + " does not exist in Boundary", "make it, or correct the id in the policy");
        }
        if (e.status() == 403) {
            return Finding.fault("the bot may not read " + what, grantRemedy);
        }
        throw e;
    }

    private String add(String grant, String scope) {
        return "add the grant string \"" + grant + "\" to a role of " + settings.loginName() + " in " + scope;
    }
}
