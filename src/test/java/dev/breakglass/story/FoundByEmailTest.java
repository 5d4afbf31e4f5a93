package dev.breakglass.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Message;
import dev.breakglass.sandbox.slack.Person;
import dev.breakglass.sandbox.slack.Workspace;
import dev.breakglass.story.Stage.Refused;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** People whom the policy binds to no Slack account, and who are found by their e-mail address. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@SuppressWarnings("NullAway.Init")
class FoundByEmailTest {
    private static final String ASKERS = "people_by_email: {slack: true}\n";
    private static final String EVERYBODY = "people_by_email: {slack: true, approvers: true}\n";

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path directory) {
        stage = Stage.open(directory);
        stage.world.slack.workspace().members("erin").join(World.INCIDENT, "erin");
    }

    @AfterEach
    void finish() {
        stage.policy(stage.world.policy(1));
        stage.finish();
        assertThat(stage.world.slack.notifications()).isEmpty();
    }

    @AfterAll
    void close() {
        stage.close();
    }

    /** The usual policy with this opt-in, in which these people have no Slack account of their own. */
    private void policy(String optIn, String... unbound) {
        String text = stage.world.policy(1);
        for (String name : unbound) {
            text = text.replace(", slack: [{team: T0001, user: " + People.user(name) + "}]", "");
        }
        stage.policy(optIn + text);
    }

    @Test
    void whoever_is_found_by_e_mail_asks_and_decides_but_never_what_is_theirs() {
        policy(EVERYBODY, "alice", "bob");
        Message card = stage.asked("alice");
        Refused own = stage.refused("alice", () -> stage.press("alice", card, "approve"));
        assertThat(own.why()).isEqualTo("OWN_REQUEST");
        stage.press("bob", card, "approve");
        stage.awaitEvent("OPENED", card);
        assertThat(stage.historyOf(stage.requestOf(card))).contains("APPROVAL_GIVEN");
    }

    /** Bob keeps his account in another workspace, so that the policy can be read, and is here by his address alone. */
    @Test
    void an_approver_who_is_found_by_e_mail_decides_only_if_that_is_said_as_well() {
        String elsewhere = stage.world.policy(1).replace("{team: T0001, user: U0BOB}", "{team: T0002, user: U0BOB}");
        stage.policy(ASKERS + elsewhere);
        Message card = stage.asked("alice");
        Refused refused = stage.refused("bob", () -> stage.press("bob", card, "approve"));
        assertThat(refused.why()).isEqualTo("APPROVER_BY_EMAIL");
        assertThat(refused.actor()).isEqualTo("PERSON bob@example.com");
        assertThat(refused.sentence()).contains("by your e-mail address only");
        stage.press("carol", card, "approve");
        stage.awaitEvent("OPENED", card);
    }

    @Test
    void without_the_opt_in_an_address_is_nobody() {
        policy("", "alice");
        Refused refused = stage.refused("alice", () -> stage.people.typesBreakglass("alice"));
        assertThat(refused.why()).isEqualTo("UNKNOWN_PERSON");
    }

    @Test
    void an_address_of_somebody_with_another_account_is_told_which_to_use() {
        String id = People.user("erin");
        stage.world.slack.workspace().put(new Person(id, Workspace.TEAM, "erin", "Bob@example.com", Set.of()));
        policy(EVERYBODY);
        Refused refused = stage.refused("erin", () -> stage.people.typesBreakglass("erin"));
        assertThat(refused.why()).isEqualTo("BOUND_TO_ANOTHER_ACCOUNT");
        assertThat(refused.sentence()).contains("another Slack account", "under 'slack'");
    }

    @ParameterizedTest
    @EnumSource(
            value = Person.Flag.class,
            names = {"ADMIN", "STRANGER"},
            mode = EnumSource.Mode.EXCLUDE)
    void an_address_makes_nobody_of_an_account_that_may_do_nothing(Person.Flag flag) {
        String name = flag.name().replace("_", "");
        stage.world
                .slack
                .workspace()
                .put(new Person(People.user(name), Workspace.TEAM, name, "alice@example.com", Set.of(flag)))
                .join(World.INCIDENT, name);
        policy(EVERYBODY, "alice");
        Refused refused = stage.refused(name, () -> stage.people.typesBreakglass(name));
        assertThat(refused.why())
                .isEqualTo(
                        switch (flag) {
                            case RESTRICTED, ULTRA_RESTRICTED -> "GUEST";
                            case BOT -> "BOT_ACCOUNT";
                            case DELETED -> "DEACTIVATED";
                            default -> "UNKNOWN_PERSON";
                        });
    }
}
