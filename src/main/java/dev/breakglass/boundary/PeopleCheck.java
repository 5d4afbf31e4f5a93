package dev.breakglass.boundary;

import dev.breakglass.access.BoundaryAccount;
import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.flow.BoundaryUsers.Resolution;
import dev.breakglass.flow.Finding;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out whether everybody whom the policy lets ask is exactly one user in Boundary, and nobody else's. */
public final class PeopleCheck {
    private final Settings settings;
    private final BoundaryClient client;
    private final AccountOwners owners;

    public PeopleCheck(Settings settings, BoundaryClient client, Clock clock) {
        this.settings = settings;
        this.client = client;
        this.owners = new AccountOwners(client, clock);
    }

    /** Everything that is wrong with these people; people without a Boundary user or account are left out. */
    public List<Finding> findings(Collection<Person> people) {
        List<Finding> findings = new ArrayList<>();
        Map<String, PersonId> users = new HashMap<>();
        List<Person> sorted = people.stream()
                .sorted(Comparator.comparing(person -> person.id().value()))
                .toList();
        try {
            for (Person person : sorted) {
                user(person, findings).ifPresent(user -> {
                    PersonId other = users.putIfAbsent(user, person.id());
                    if (other != null) {
                        findings.add(sameUser(person.id(), other, user));
                    }
                });
            }
        } catch (BoundaryException e) {
            // Whether Boundary answers at all is told by the check of everything else.
            if (e.status() != 0 && !e.operation().equals(BoundaryException.LOGIN)) {
                findings.add(cannotLook(e));
            }
        }
        return findings;
    }

    private Optional<String> user(Person person, List<Finding> findings) {
        if (person.boundaryAccount().isEmpty()) {
            person.boundaryUser().flatMap(user -> missing(person.id(), user)).ifPresent(findings::add);
            return person.boundaryUser();
        }
        BoundaryAccount account = person.boundaryAccount().get();
        Resolution found = owners.find(account, client);
        if (found instanceof Resolution.User user) {
            return Optional.of(user.id());
        }
        findings.add(
                found instanceof Resolution.Several
                        ? Finding.fault(
                                "more than one Boundary user fits account " + account + " of " + person.id(),
                                "name the user itself in the people file (boundary: u_…)")
                        : Finding.fault(
                                "no Boundary user has account " + account + " of " + person.id(),
                                "let " + person.id() + " log in to Boundary once, or correct the people file"));
        return Optional.empty();
    }

    /** A bot that may not read users cannot tell whether one that is named by its id is there; it needs no such right. */
    private Optional<Finding> missing(PersonId person, String user) {
        try {
            return client.findUser(user).isPresent()
                    ? Optional.empty()
                    : Optional.of(Finding.fault(
                            "Boundary user " + user + " of " + person + " does not exist", "correct the people file"));
        } catch (BoundaryException e) {
            if (e.status() == 403) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private static Finding sameUser(PersonId one, PersonId other, String user) {
        return Finding.fault(
                one + " and " + other + " are the same Boundary user " + user,
                "make them one person in the people file, or bind one of them to another user");
    }

    private Finding cannotLook(BoundaryException e) {
        if (e.status() == 404) {
            return Finding.fault(
                    "Boundary does not know an auth method that the people file names", "correct its auth_method");
        }
        return Finding.fault(
                "the Boundary users of people cannot be found by their accounts: " + e.says(),
                "add the grant strings \"ids=*;type=account;actions=list,read\" and \"ids=*;type=user;actions=list,read\""
                        + " to a role of " + settings.loginName() + " in the scope of the auth method");
    }
}
