package dev.breakglass.app.config;

import dev.breakglass.access.BoundaryAccount;
import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.SlackByEmail;
import dev.breakglass.access.SlackUser;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads who is who. An account that could be two people would let one person count twice, so it is refused. */
final class PeopleReader {
    static final List<String> PERSON_KEYS = List.of("name", "slack", "boundary", "email");
    static final List<String> SLACK_KEYS = List.of("team", "user");
    static final List<String> ACCOUNT_KEYS = List.of("auth_method", "subject", "login_name");

    private final ByEmail byEmail;
    private final Problems problems;
    private final Map<SlackUser, String> slackOwners = new HashMap<>();
    private final Map<String, String> boundaryOwners = new HashMap<>();
    private final Map<String, String> addresses = new HashMap<>();

    PeopleReader(ByEmail byEmail, Problems problems) {
        this.byEmail = byEmail;
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
            refuseSecondSpelling(subject, entry.key());
            people.put(new PersonId(subject), person(new PersonId(subject), entry));
        });
        return people;
    }

    /** Whose is an account in Slack if two people have its address? */
    private void refuseSecondSpelling(String subject, Spot at) {
        @Nullable String first = addresses.putIfAbsent(subject.toLowerCase(Locale.ROOT), subject);
        if (first != null && byEmail.slack() != SlackByEmail.NOBODY) {
            problems.add(at, subject + " and " + first + " are one e-mail address", "Keep one of the two people.");
        }
    }

    private Bound person(PersonId id, Yaml.Entry entry) {
        int before = problems.count();
        Optional<Section> section = Section.of(entry.value(), id.value(), PERSON_KEYS, problems);
        String name =
                section.flatMap(s -> s.text("name")).map(Yaml.Scalar::text).orElse(id.value());
        Set<SlackUser> slack = section.map(s -> slack(id, s)).orElse(Set.of());
        Optional<String> user = section.filter(s -> s.optional("boundary")
                        .filter(node -> !(node instanceof Yaml.Mapping))
                        .isPresent())
                .flatMap(s -> boundaryUser(id, s));
        Optional<BoundaryAccount> account = section.flatMap(s -> boundaryAccount(id, s));
        boolean sound = problems.count() == before;
        return new Bound(new Person(id, name, slack, user, account), entry.key(), sound);
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

    /** The account that the file names, or the one that is found by e-mail where the policy asks for that. */
    private Optional<BoundaryAccount> boundaryAccount(PersonId id, Section person) {
        Optional<String> email = email(id, person);
        Optional<BoundaryAccount> account = person.has("boundary")
                ? person.optional("boundary")
                        .filter(Yaml.Mapping.class::isInstance)
                        .flatMap(node -> Section.of(node, "'boundary' of " + id, ACCOUNT_KEYS, problems))
                        .flatMap(this::namedAccount)
                : byEmail.boundary()
                        .flatMap(method -> email.map(address -> new BoundaryAccount(
                                method, BoundaryAccount.By.EMAIL, address.toLowerCase(Locale.ROOT))));
        account.ifPresent(
                one -> bindOnce(boundaryOwners, one.by() + " " + one, "Boundary account " + one, id, person.at()));
        return account;
    }

    private Optional<BoundaryAccount> namedAccount(Section section) {
        Optional<String> method = section.text("auth_method").flatMap(text -> Shape.ANY_AUTH_METHOD.of(text, problems));
        if (section.has("subject") == section.has("login_name")) {
            problems.add(
                    section.at(),
                    "an account is named by either its subject or its login name",
                    "Write one of 'subject' (OIDC) and 'login_name' (LDAP, password).");
            return Optional.empty();
        }
        boolean bySubject = section.has("subject");
        Optional<String> value = section.text(bySubject ? "subject" : "login_name")
                .flatMap(text -> Shape.ACCOUNT_NAME.of(text, problems));
        return method.flatMap(one -> value.map(text -> new BoundaryAccount(
                one, bySubject ? BoundaryAccount.By.SUBJECT : BoundaryAccount.By.LOGIN_NAME, text)));
    }

    /** A person's e-mail address; their subject if that is one. */
    private Optional<String> email(PersonId id, Section person) {
        return person.has("email")
                ? person.text("email").flatMap(text -> Shape.EMAIL.of(text, problems))
                : Optional.of(id.value()).filter(Shape.EMAIL::matches);
    }

    private <K> void bindOnce(Map<K, String> owners, K account, String name, PersonId id, Spot at) {
        @Nullable String owner = owners.putIfAbsent(account, id.value());
        if (owner != null) {
            problems.add(at, name + " is bound to " + owner + " already", "Bind each account to one person, once.");
        }
    }
}
