package dev.breakglass.app.config;

import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.SlackByEmail;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The people and groups of a policy, and whether they are bound to the accounts that their part needs. */
final class Roster {
    private final Map<PersonId, PeopleReader.Bound> people;
    private final Map<String, Optional<Set<PersonId>>> groups = new HashMap<>();
    private final Set<PersonId> missingSlack = new HashSet<>();
    private final Set<PersonId> missingBoundary = new HashSet<>();
    private final boolean peopleKnown;
    private final SlackByEmail slackByEmail;
    private final Problems problems;

    /** Of people who could not be read at all, nobody is called unknown: that would bury the one true fault. */
    Roster(Optional<Map<PersonId, PeopleReader.Bound>> people, SlackByEmail slackByEmail, Problems problems) {
        this.slackByEmail = slackByEmail;
        this.people = people.orElse(Map.of());
        this.peopleKnown = people.isPresent();
        this.problems = problems;
    }

    /** Reads the groups; a group holds people, never other groups. */
    void readGroups(Yaml node) {
        Section.mapping(node, "'groups'", problems)
                .ifPresent(mapping -> mapping.entries().forEach(this::readGroup));
    }

    private void readGroup(String name, Yaml.Entry entry) {
        Shape.NAME.of(new Yaml.Scalar(entry.key(), name), problems);
        if (people.containsKey(new PersonId(name))) {
            problems.add(entry.key(), "group '" + name + "' has the name of a person", "Rename the group.");
        }
        groups.put(
                name,
                Section.items(entry.value(), "group '" + name + "'", problems).flatMap(this::members));
    }

    private Optional<Set<PersonId>> members(List<Yaml> items) {
        return Section.scalars(items, "a member of a group", problems).flatMap(this::known);
    }

    private Optional<Set<PersonId>> known(List<Yaml.Scalar> names) {
        Set<PersonId> members = new HashSet<>();
        boolean complete = true;
        for (Yaml.Scalar name : names) {
            members.add(new PersonId(name.text()));
            complete &= !unknownPerson(name);
        }
        return complete ? Optional.of(members) : Optional.empty();
    }

    private boolean unknownPerson(Yaml.Scalar member) {
        boolean unknown = !people.containsKey(new PersonId(member.text()));
        if (unknown && peopleKnown) {
            problems.add(member.at(), member.shown() + " is not a person", didYouMean(member, names()));
        }
        return unknown;
    }

    /** Everybody whom these groups and people name; empty if one of them is unknown or has a fault. */
    Optional<Set<PersonId>> resolve(List<Yaml.Scalar> references) {
        Set<PersonId> resolved = new LinkedHashSet<>();
        boolean complete = true;
        for (Yaml.Scalar reference : references) {
            Optional<Set<PersonId>> meant = resolve(reference);
            meant.ifPresent(resolved::addAll);
            complete &= meant.isPresent();
        }
        return complete ? Optional.of(resolved) : Optional.empty();
    }

    private Optional<Set<PersonId>> resolve(Yaml.Scalar reference) {
        if (groups.containsKey(reference.text())) {
            return groups.getOrDefault(reference.text(), Optional.empty());
        }
        PersonId person = new PersonId(reference.text());
        if (people.containsKey(person)) {
            return Optional.of(Set.of(person));
        }
        if (!peopleKnown) {
            return Optional.empty();
        }
        Set<String> known = names();
        known.addAll(groups.keySet());
        problems.add(
                reference.at(), reference.shown() + " is neither a group nor a person", didYouMean(reference, known));
        return Optional.empty();
    }

    private Set<String> names() {
        return people.keySet().stream().map(PersonId::value).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String didYouMean(Yaml.Scalar word, Collection<String> known) {
        return Nearest.to(word.text(), known)
                .map(near -> "Did you mean '" + near + "'?")
                .orElse("Add it, or remove it here.");
    }

    /** Without a Boundary user, a request could be approved and would then open nothing. */
    void mayAsk(Collection<PersonId> askers, String target) {
        bound(askers).filter(asker -> !asker.person().isBoundToBoundary()).forEach(asker -> {
            if (missingBoundary.add(asker.person().id())) {
                problems.add(
                        asker.at(),
                        asker.person().id() + " may ask for " + target + " and has no Boundary user",
                        "Add 'boundary: u_…', or the account under 'boundary'.");
            }
        });
    }

    /** Without a Slack account, an approver only seems to be one. */
    void mayApprove(Collection<PersonId> approvers, String target) {
        bound(approvers).filter(one -> !mayBeInSlack(one.person())).forEach(approver -> {
            if (missingSlack.add(approver.person().id())) {
                problems.add(
                        approver.at(),
                        approver.person().id() + " may approve " + target + " and has no Slack account",
                        "Add 'slack: [{team: T…, user: U…}]'.");
            }
        });
    }

    private boolean mayBeInSlack(Person approver) {
        return !approver.slack().isEmpty()
                || (findsApproversByEmail() && Shape.EMAIL.matches(approver.id().value()));
    }

    boolean findsApproversByEmail() {
        return slackByEmail == SlackByEmail.EVERYBODY;
    }

    private Stream<PeopleReader.Bound> bound(Collection<PersonId> ids) {
        return people.values().stream()
                .filter(one -> one.sound() && ids.contains(one.person().id()));
    }

    boolean isBoundaryUserOfSomebody(String user) {
        return people.values().stream()
                .anyMatch(one -> one.person().boundaryUser().equals(Optional.of(user)));
    }

    /** The people behind these ids. */
    List<Person> people(Collection<PersonId> ids) {
        return people.values().stream()
                .map(PeopleReader.Bound::person)
                .filter(person -> ids.contains(person.id()))
                .toList();
    }

    Map<PersonId, Person> people() {
        return people.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().person()));
    }
}
