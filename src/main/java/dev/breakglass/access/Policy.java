package dev.breakglass.access;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who may do what, as the policy file says it. Facts about people in Slack are gathered before and given in; the answers
 * are pure.
 */
public record Policy(Map<TargetId, Rule> rules, Map<PersonId, Person> people, SlackByEmail slackByEmail) {
    /** Reasons shorter than this say nothing. */
    public static final int SHORTEST_REASON = 10;
    /** Longer texts belong into the incident's channel. */
    public static final int LONGEST_REASON = 1_000;

    public Policy {
        rules = Map.copyOf(rules);
        people = Map.copyOf(people);
    }

    /** Of people who are found in Slack by their accounts alone. */
    public Policy(Map<TargetId, Rule> rules, Map<PersonId, Person> people) {
        this(rules, people, SlackByEmail.NOBODY);
    }

    /**
     * The rule of one target.
     *
     * @param durations what is offered, shortest first
     */
    public record Rule(Terms terms, Set<PersonId> askers, Set<PersonId> approvers, List<Duration> durations) {
        public Rule {
            askers = Set.copyOf(askers);
            approvers = Set.copyOf(approvers);
            durations = durations.stream().sorted().toList();
        }

        /** The approvers who are left when one person may not decide. */
        public Set<PersonId> approversWithout(PersonId person) {
            return approvers.stream()
                    .filter(approver -> !approver.equals(person))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    /** Whose a Slack account is. */
    public sealed interface Owner {
        record One(Person person) implements Owner {}

        record Nobody(Refusal why) implements Owner {}
    }

    /**
     * The one person to whom a Slack account is bound, or who is found by its address.
     *
     * @param email the account's confirmed address, if Slack tells one
     */
    public Owner ownerOf(SlackUser account, Optional<String> email) {
        return people.values().stream()
                .filter(person -> person.slack().contains(account))
                .findFirst()
                .<Owner>map(Owner.One::new)
                .orElseGet(() -> ownerByEmail(account, email));
    }

    private Owner ownerByEmail(SlackUser account, Optional<String> email) {
        List<Person> found = slackByEmail == SlackByEmail.NOBODY || email.isEmpty()
                ? List.of()
                : people.values().stream()
                        .filter(person -> person.id().isAddress(email.get()))
                        .toList();
        if (found.size() != 1) {
            return new Owner.Nobody(Refusal.UNKNOWN_PERSON);
        }
        Person person = found.get(0);
        return person.isBoundIn(account.team())
                ? new Owner.Nobody(Refusal.BOUND_TO_ANOTHER_ACCOUNT)
                : new Owner.One(person);
    }

    /** An address may be easier to come by than an account, so that it decides nothing unless the policy says so. */
    private boolean mayDecideFrom(SlackUser account, Person person) {
        return slackByEmail == SlackByEmail.EVERYBODY || person.slack().contains(account);
    }

    public Optional<Rule> rule(TargetId target) {
        return Optional.ofNullable(rules.get(target));
    }

    /** The same where nothing can wrap a password, so that no emergency account can be handed over. */
    public Policy withoutEmergencyAccounts() {
        Map<TargetId, Rule> without = new TreeMap<>(Comparator.comparing(TargetId::value));
        rules.forEach((target, rule) -> without.put(
                target,
                new Rule(rule.terms().withAccounts(List.of()), rule.askers(), rule.approvers(), rule.durations())));
        return new Policy(without, people, slackByEmail);
    }

    /** What a person may ask for, by name. */
    public Collection<Rule> offeredTo(Person person) {
        Map<String, Rule> offered = new TreeMap<>();
        rules.forEach((target, rule) -> {
            if (rule.askers().contains(person.id())) {
                offered.put(target.value(), rule);
            }
        });
        return offered.values();
    }

    /** Whether a person may ask for this; empty means yes. */
    public Optional<Refusal> refusesAsking(
            Person person, TargetId target, Duration duration, boolean emergencyLogin, String reason) {
        Rule rule = rules.get(target);
        if (rule == null) {
            return Optional.of(Refusal.UNKNOWN_TARGET);
        }
        if (!rule.askers().contains(person.id())) {
            return Optional.of(Refusal.TARGET_NOT_ALLOWED);
        }
        if (!person.isBoundToBoundary()) {
            return Optional.of(Refusal.NO_BOUNDARY_USER);
        }
        if (!rule.durations().contains(duration)) {
            return Optional.of(Refusal.DURATION_NOT_OFFERED);
        }
        if (emergencyLogin && rule.terms().accounts().isEmpty()) {
            return Optional.of(Refusal.NO_EMERGENCY_ACCOUNTS);
        }
        if (visible(reason) < SHORTEST_REASON) {
            return Optional.of(Refusal.REASON_TOO_SHORT);
        }
        if (reason.codePointCount(0, reason.length()) > LONGEST_REASON) {
            return Optional.of(Refusal.REASON_TOO_LONG);
        }
        return Optional.empty();
    }

    /** Joiners are left in reasons for the sake of some scripts, but alone they say nothing. */
    private static long visible(String reason) {
        return reason.codePoints()
                .filter(point -> Character.getType(point) != Character.FORMAT)
                .count();
    }

    /** Whether a person may approve or deny this with this account; empty means yes. */
    public Optional<Refusal> refusesDeciding(Person person, SlackUser account, AccessRequest request) {
        if (person.id().equals(request.requester().id())) {
            return Optional.of(Refusal.OWN_REQUEST);
        }
        Rule rule = rules.get(request.terms().target());
        if (rule == null || rule.approvers().isEmpty()) {
            return Optional.of(Refusal.APPROVERS_UNREADABLE);
        }
        if (!rule.approvers().contains(person.id())) {
            return Optional.of(Refusal.NOT_AN_APPROVER);
        }
        return mayDecideFrom(account, person) ? Optional.empty() : Optional.of(Refusal.APPROVER_BY_EMAIL);
    }

    /** Whether the requester may still have what they asked for when it is approved; empty means yes. */
    public Optional<Refusal> refusesGranting(AccessRequest request) {
        boolean allowed = rule(request.terms().target())
                .filter(rule -> rule.askers().contains(request.requester().id()))
                .filter(rule -> rule.durations().contains(request.ask().duration()))
                .filter(rule -> !request.ask().emergencyLogin()
                        || !rule.terms().accounts().isEmpty())
                .isPresent();
        if (!allowed) {
            return Optional.of(Refusal.NO_LONGER_ALLOWED);
        }
        boolean same = Optional.ofNullable(people.get(request.requester().id()))
                .filter(person -> person.isBoundAs(request.requester()))
                .isPresent();
        return same ? Optional.empty() : Optional.of(Refusal.BOUNDARY_USER_CHANGED);
    }

    /** Whether a person may end this grant early with this account; empty means yes. */
    public Optional<Refusal> refusesEnding(Person person, SlackUser account, AccessRequest request) {
        if (person.id().equals(request.requester().id())) {
            return Optional.empty();
        }
        boolean approver = rule(request.terms().target())
                .map(rule -> rule.approvers().contains(person.id()))
                .orElse(false);
        if (!approver) {
            return Optional.of(Refusal.NOT_YOURS);
        }
        return mayDecideFrom(account, person) ? Optional.empty() : Optional.of(Refusal.APPROVER_BY_EMAIL);
    }
}
