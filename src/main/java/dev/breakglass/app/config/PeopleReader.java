package dev.breakglass.app.config;

import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.SlackUser;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads who is who. An account that could be two people would let one person count twice, so it is refused. */
final class PeopleReader {
    static final List<String> PERSON_KEYS = List.of("name", "slack", "boundary");
    static final List<String> SLACK_KEYS = List.of("team", "user");

    private final Problems problems;
    private final Map<SlackUser, String> slackOwners = new HashMap<>();
    private final Map<String, String> boundaryOwners = new HashMap<>();

    PeopleReader(Problems problems) {
        this.problems = problems;
    }

    /**
     * A person and where the file names them.
     *
     * @param at where the person's key stands
     * @param sound false if a fault was found in what binds them, so that nobody complains twice
     */
    record Bound(Person person, Spot at, boolean sound) {}

    /** Everybody who is named, by subject; also those who have faults, so that references to them are not faults. */
    Optional<Map<PersonId, Bound>> read(Yaml node) {
        return Section.mapping(node, "'people'", problems).map(this::people);
    }

    private Map<PersonId, Bound> people(Yaml.Mapping mapping) {
        Map<PersonId, Bound> people = new LinkedHashMap<>();
        mapping.entries().forEach((subject, entry) -> {
            Shape.PERSON.of(new Yaml.Scalar(entry.key(), subject), problems);
            people.put(new PersonId(subject), person(new PersonId(subject), entry));
        });
        return people;
    }

    private Bound person(PersonId id, Yaml.Entry entry) {
        int before = problems.count();
        Optional<Section> section = Section.of(entry.value(), id.value(), PERSON_KEYS, problems);
        String name =
                section.flatMap(s -> s.text("name")).map(Yaml.Scalar::text).orElse(id.value());
        Set<SlackUser> slack = section.map(s -> slack(id, s)).orElse(Set.of());
        Optional<String> boundary = section.filter(s -> s.has("boundary")).flatMap(s -> boundaryUser(id, s));
        boolean sound = problems.count() == before;
        return new Bound(new Person(id, name, slack, boundary), entry.key(), sound);
    }

    private Set<SlackUser> slack(PersonId id, Section person) {
        Set<SlackUser> accounts = new HashSet<>();
        for (Yaml item : person.itemsIfAny("slack").orElse(List.of())) {
            Section.of(item, "an item of 'slack' of " + id, SLACK_KEYS, problems)
                    .flatMap(section -> account(id, section))
                    .ifPresent(accounts::add);
        }
        return accounts;
    }

    private Optional<SlackUser> account(PersonId id, Section section) {
        Optional<String> team = section.text("team").flatMap(text -> Shape.SLACK_TEAM.of(text, problems));
        Optional<String> user = section.text("user").flatMap(text -> Shape.SLACK_USER.of(text, problems));
        if (team.isEmpty() || user.isEmpty()) {
            return Optional.empty();
        }
        SlackUser account = new SlackUser(team.get(), user.get());
        bindOnce(slackOwners, account, "Slack account " + account, id, section.at());
        return Optional.of(account);
    }

    private Optional<String> boundaryUser(PersonId id, Section person) {
        Optional<Yaml.Scalar> text = person.text("boundary");
        Optional<String> user = text.flatMap(scalar -> Shape.BOUNDARY_USER.of(scalar, problems));
        if (text.isPresent() && user.isPresent()) {
            bindOnce(
                    boundaryOwners,
                    user.get(),
                    "Boundary user " + user.get(),
                    id,
                    text.get().at());
        }
        return user;
    }

    private <K> void bindOnce(Map<K, String> owners, K account, String name, PersonId id, Spot at) {
        @Nullable String owner = owners.putIfAbsent(account, id.value());
        if (owner != null) {
            problems.add(at, name + " is bound to " + owner + " already", "Bind each account to one person, once.");
        }
    }
}
