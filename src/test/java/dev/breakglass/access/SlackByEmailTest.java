package dev.breakglass.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Policy.Owner;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlackByEmailTest {
    private static final SlackUser ACCOUNT = new SlackUser("T0001", "U0KIM");
    private static final Owner UNKNOWN = new Owner.Nobody(Refusal.UNKNOWN_PERSON);
    private static final Person KIM = kim("kim@example.com");

    private static Person kim(String id, SlackUser... accounts) {
        return new Person(new PersonId(id), "Kim", Set.of(accounts), Optional.empty());
    }

    private static Policy policy(SlackByEmail found, Person... people) {
        Map<PersonId, Person> byId = Stream.of(people).collect(Collectors.toMap(Person::id, Function.identity()));
        return new Policy(Map.of(), byId, found);
    }

    private static Owner owner(Policy policy, String email) {
        return policy.ownerOf(ACCOUNT, Optional.of(email));
    }

    @Test
    void an_address_finds_only_its_one_person_and_only_where_the_policy_says_so() {
        assertThat(owner(policy(SlackByEmail.NOBODY, KIM), "kim@example.com")).isEqualTo(UNKNOWN);
        assertThat(owner(policy(SlackByEmail.ASKERS, KIM), "kim@example.com")).isEqualTo(new Owner.One(KIM));
        assertThat(owner(policy(SlackByEmail.EVERYBODY, KIM), " Kim@Example.COM\n"))
                .isEqualTo(new Owner.One(KIM));
        assertThat(policy(SlackByEmail.EVERYBODY, KIM).ownerOf(ACCOUNT, Optional.empty()))
                .isEqualTo(UNKNOWN);
        assertThat(owner(policy(SlackByEmail.EVERYBODY, KIM, kim("KIM@example.com")), "kim@example.com"))
                .isEqualTo(UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "kim",
                "kim+other@example.com",
                "k.im@example.com",
                "kim@example.com.",
                "kim@example.co",
                "<kim@example.com>",
                "\u212aim@example.com",
                "kim@example.com, bob@example.com"
            })
    void an_address_that_is_only_like_the_subject_finds_nobody(String email) {
        assertThat(owner(policy(SlackByEmail.EVERYBODY, KIM), email)).isEqualTo(UNKNOWN);
    }

    @Test
    void an_account_that_the_file_names_comes_first() {
        Person bound = kim("other@example.com", ACCOUNT);
        assertThat(owner(policy(SlackByEmail.EVERYBODY, KIM, bound), "kim@example.com"))
                .isEqualTo(new Owner.One(bound));
    }

    @Test
    void whoever_has_an_account_of_their_own_there_is_not_found_by_e_mail() {
        Person here = kim("kim@example.com", new SlackUser("T0001", "U0OTHER"));
        Person organisation = kim("kim@example.com", new SlackUser("E0001", "U0OTHER"));
        Person elsewhere = kim("kim@example.com", new SlackUser("T0002", "U0OTHER"));
        Owner refused = new Owner.Nobody(Refusal.BOUND_TO_ANOTHER_ACCOUNT);
        assertThat(owner(policy(SlackByEmail.EVERYBODY, here), "kim@example.com"))
                .isEqualTo(refused);
        assertThat(owner(policy(SlackByEmail.EVERYBODY, organisation), "kim@example.com"))
                .isEqualTo(refused);
        assertThat(owner(policy(SlackByEmail.EVERYBODY, elsewhere), "kim@example.com"))
                .isEqualTo(new Owner.One(elsewhere));
    }

    @Test
    void an_address_decides_and_ends_for_others_only_if_that_is_said_as_well() {
        AccessRequest request = Samples.pending(1);
        SlackUser own = Samples.BOB.slack().iterator().next();
        Policy asking = finding(SlackByEmail.ASKERS);
        Policy deciding = finding(SlackByEmail.EVERYBODY);

        assertThat(asking.refusesDeciding(Samples.BOB, own, request)).isEmpty();
        assertThat(asking.refusesEnding(Samples.BOB, own, request)).isEmpty();
        assertThat(asking.refusesDeciding(Samples.BOB, ACCOUNT, request)).contains(Refusal.APPROVER_BY_EMAIL);
        assertThat(asking.refusesEnding(Samples.BOB, ACCOUNT, request)).contains(Refusal.APPROVER_BY_EMAIL);
        assertThat(deciding.refusesDeciding(Samples.BOB, ACCOUNT, request)).isEmpty();
        assertThat(deciding.refusesEnding(Samples.BOB, ACCOUNT, request)).isEmpty();
        assertThat(asking.refusesEnding(Samples.ALICE, ACCOUNT, request)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(SlackByEmail.class)
    void nobody_decides_their_own_request_whatever_account_they_use(SlackByEmail found) {
        assertThat(finding(found).refusesDeciding(Samples.ALICE, ACCOUNT, Samples.pending(1)))
                .contains(Refusal.OWN_REQUEST);
    }

    private static Policy finding(SlackByEmail found) {
        Policy usual = Samples.policy(1);
        return new Policy(usual.rules(), usual.people(), found);
    }
}
