package dev.breakglass.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.BoundaryAccount;
import dev.breakglass.access.BoundaryAccount.By;
import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PeopleCheckTest {
    private final Scene scene = new Scene();
    private final String oidc = scene.boundary.oidcAuthMethodId();
    private final PeopleCheck check = new PeopleCheck(scene.settings, scene.client, scene.clock);

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void people_who_are_one_user_each_need_no_word() {
        scene.boundary.letFindPeople("breakglass-bot");
        scene.boundary.addAccount(scene.alice, oidc, Map.of("subject", "a"));
        assertThat(told(byAccount("alice", "a"), byUser("bob", scene.bob))).isEmpty();
    }

    @Test
    void each_person_who_is_nobody_somebody_elses_or_two_is_named() {
        scene.boundary.letFindPeople("breakglass-bot");
        scene.boundary.addAccount(scene.alice, oidc, Map.of("subject", "a", "email", "a@example.com"));
        scene.boundary.addAccount(scene.bob, oidc, Map.of("subject", "b", "email", "a@example.com"));
        Person mailed = person("zoe", Optional.empty(), new BoundaryAccount(oidc, By.EMAIL, "a@example.com"));
        assertThat(told(
                        byAccount("alice", "a"),
                        byUser("mallory", scene.alice),
                        byAccount("nora", "n"),
                        byUser("otto", "u_0000000000"),
                        mailed))
                .containsExactly(
                        "mallory and alice are the same Boundary user " + scene.alice
                                + ". Remedy: make them one person in the people file, or bind one of them to another user",
                        "no Boundary user has account n of " + oidc
                                + " of nora. Remedy: let nora log in to Boundary once, or correct the people file",
                        "Boundary user u_0000000000 of otto does not exist. Remedy: correct the people file",
                        "more than one Boundary user fits account a@example.com of " + oidc
                                + " of zoe. Remedy: name the user itself in the people file (boundary: u_…)");
    }

    @Test
    void a_bot_that_may_not_read_users_is_told_only_if_it_has_to() {
        scene.boundary.withoutDefaultGrants();
        assertThat(told(byUser("alice", scene.alice))).isEmpty();
        assertThat(told(byAccount("alice", "a")))
                .singleElement()
                .asString()
                .contains("ids=*;type=account;actions=list,read", "ids=*;type=user;actions=list,read");
    }

    @Test
    void an_unknown_auth_method_is_named_as_that() {
        scene.boundary.letFindPeople("breakglass-bot");
        Person lost = person(
                "alice", Optional.empty(), new BoundaryAccount("amoidc_0000000000", By.SUBJECT, "alice@example.com"));
        assertThat(told(lost)).singleElement().asString().contains("auth method");
    }

    @Test
    void while_boundary_is_away_the_other_check_says_so() {
        scene.boundary.goDown();
        assertThat(told(byAccount("alice", "a"))).isEmpty();
    }

    private List<String> told(Person... people) {
        return check.findings(List.of(people)).stream().map(Object::toString).toList();
    }

    private static Person byUser(String id, String user) {
        return new Person(new PersonId(id), id, Set.of(), Optional.of(user));
    }

    private Person byAccount(String id, String subject) {
        return person(id, Optional.empty(), new BoundaryAccount(oidc, By.SUBJECT, subject));
    }

    private static Person person(String id, Optional<String> user, BoundaryAccount account) {
        return new Person(new PersonId(id), id, Set.of(), user, Optional.of(account));
    }
}
