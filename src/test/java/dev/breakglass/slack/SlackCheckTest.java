package dev.breakglass.slack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.Policy;
import dev.breakglass.access.SlackByEmail;
import dev.breakglass.access.SlackUser;
import dev.breakglass.flow.Finding;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.slack.FakeSlack;
import dev.breakglass.sandbox.slack.Workspace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlackCheckTest {
    private final Policy policy = Samples.policy(Samples.rule("orders-db", 2));
    private final FakeSlack slack = new FakeSlack(0, SettableClock.stoppedAt(Samples.NOON), Workspace.standard());
    private final Settings settings = Samples.settings(slack.apiUrl().toString());

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void a_good_workspace_has_no_faults() {
        assertThat(faults(settings, policy)).isEmpty();
    }

    @Test
    void a_bad_token_is_the_only_fault_told() {
        slack.revokeToken();
        assertThat(faults(settings, policy)).singleElement().asString().contains("does not take the bot token");
    }

    @Test
    void a_silent_slack_is_told() {
        slack.goDown();
        assertThat(faults(settings, policy)).singleElement().asString().contains("did not answer");
    }

    @Test
    void another_team_or_app_is_told() {
        slack.fail(
                call -> call.path().endsWith("/bots.info"),
                new Fault.Answer(Reply.json(200, "{\"ok\":true,\"bot\":{\"id\":\"B0001\",\"app_id\":\"A0REAL\"}}")));
        Settings other = new Settings(
                settings.apiUrl(), settings.botToken(), settings.signingSecrets(), "T0OTHER", "A0OTHER", "", "", "");
        assertThat(faults(other, Samples.policy()))
                .anyMatch(fault -> fault.contains("team T0001"))
                .anyMatch(fault -> fault.contains("app A0REAL"));
    }

    @Test
    void every_missing_scope_is_told() {
        slack.workspace().withoutScope("im:write").withoutScope("users:read");
        assertThat(faults(settings, policy))
                .anyMatch(fault -> fault.contains("scope im:write"))
                .anyMatch(fault -> fault.contains("scope users:read"));
    }

    @Test
    void an_unusable_channel_is_told() {
        slack.workspace().sharedExternally("emergency");
        assertThat(faults(settings, policy)).singleElement().asString().contains("shared");
        slack.workspace().archived("emergency");
        assertThat(faults(settings, policy)).anyMatch(fault -> fault.contains("archived"));
        slack.workspace().withoutBot("emergency");
        assertThat(faults(settings, policy)).anyMatch(fault -> fault.contains("cannot be read"));
    }

    @Test
    void an_unusable_account_is_told() {
        slack.workspace().deactivated("bob");
        assertThat(faults(settings, policy)).singleElement().asString().contains("deactivated");
        Map<PersonId, Person> people = new HashMap<>(policy.people());
        for (String name : List.of("gil", "robo", "sam", "nobody")) {
            PersonId id = new PersonId(name);
            people.put(id, new Person(id, name, Set.of(Samples.account(name)), Optional.empty()));
        }
        PersonId far = new PersonId("far");
        people.put(far, new Person(far, "Far", Set.of(new SlackUser("T0OTHER", "U1")), Optional.empty()));
        assertThat(faults(settings, new Policy(policy.rules(), people)))
                .anyMatch(fault -> fault.contains("gil is a guest"))
                .anyMatch(fault -> fault.contains("robo is a bot"))
                .anyMatch(fault -> fault.contains("of sam is of another workspace"))
                .anyMatch(fault -> fault.contains("of far is of another workspace"))
                .anyMatch(fault -> fault.contains("nobody cannot be read: user_not_found"));
    }

    @Test
    void people_without_an_account_of_their_own_are_looked_up_where_they_are_found_by_e_mail() {
        Map<PersonId, Person> people = new HashMap<>(policy.people());
        for (String name : List.of("dave", "gil", "dora", "mallory", "carol", "sam", "nobody")) {
            PersonId id = new PersonId(name + "@example.com");
            people.put(id, new Person(id, name, Set.of(), Optional.empty()));
        }
        PersonId bound = new PersonId("bound");
        people.put(bound, new Person(bound, "Bound", Set.of(Samples.account("carol")), Optional.empty()));
        people.remove(Samples.CAROL.id());
        slack.workspace()
                .put(new dev.breakglass.sandbox.slack.Person(
                        Workspace.userId("mallory"),
                        Workspace.TEAM,
                        "mallory",
                        "mallory@example.com",
                        Set.of(dev.breakglass.sandbox.slack.Person.Flag.UNCONFIRMED)));

        assertThat(faults(settings, new Policy(policy.rules(), people))).isEmpty();
        assertThat(faults(settings, new Policy(policy.rules(), people, SlackByEmail.ASKERS)))
                .containsExactlyInAnyOrder(
                        "the Slack account of carol@example.com, T0001/U0CAROL, is bound to somebody else",
                        "the Slack account of dora@example.com cannot be found by e-mail: users_not_found",
                        "the Slack account of gil@example.com, T0001/U0GIL, is a guest",
                        "the Slack account of mallory@example.com, T0001/U0MALLORY, has an e-mail address that is not"
                                + " confirmed",
                        "the Slack account of nobody@example.com cannot be found by e-mail: users_not_found",
                        "the Slack account of sam@example.com, T0001/U0SAM, is of another workspace");
    }

    private static List<String> faults(Settings settings, Policy policy) {
        List<Finding> findings = new SlackCheck(new SlackApi(settings)).check(policy);
        assertThat(findings).allMatch(finding -> !finding.remedy().isBlank());
        return findings.stream().map(Finding::fault).toList();
    }
}
