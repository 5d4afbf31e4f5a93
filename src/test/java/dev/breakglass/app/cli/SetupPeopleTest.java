package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.World;
import dev.breakglass.sandbox.slack.Workspace;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupPeopleTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private SetupWorld setup;

    @BeforeEach
    void start() {
        setup = new SetupWorld(directory);
        setup.paste(setup.boundary(), setup.vaultWithDatabase());
    }

    @AfterEach
    void stop() {
        setup.close();
    }

    @Test
    void who_is_the_only_match_is_suggested_and_where_it_comes_from_is_said() {
        assertThat(suggested()).contains("""
                        alice@example.com:
                          name: "Alice"
                          slack: [{team: T0001, user: U0ALICE}]
                          boundary: %s # by the name alice only
                        """.formatted(setup.world.alice()));
    }

    @Test
    void an_address_that_is_a_login_name_counts_for_more_than_a_name() {
        String carol = setup.world.boundary.addUser("c", "carol@example.com", World.PASSWORD);
        setup.world.boundary.addUser("carol", "carol", World.PASSWORD);

        assertThat(suggested()).contains("user: U0CAROL}]\n  boundary: " + carol + "\n");
    }

    @Test
    void who_has_no_user_in_boundary_is_asked_for() {
        assertThat(suggested())
                .contains("user: U0BOB}]\n  # boundary: no user has this e-mail address or login name\n");
    }

    @Test
    void two_possible_users_are_both_named_and_neither_is_suggested() {
        String one = setup.world.boundary.addUser("carol1", "carol@example.com", World.PASSWORD);
        String other = setup.world.boundary.addUser("carol2", "CAROL@example.com", World.PASSWORD);

        assertThat(suggested()).containsPattern("  # boundary: which one\\? .*(" + one + "|" + other + ").*,");
    }

    @Test
    void bots_guests_strangers_and_former_members_are_left_out() {
        assertThat(suggested()).doesNotContain("U0ROBO", "U0GIL", "U0UMA", "U0SAM", "U0DORA", Workspace.BOT_USER);
    }

    @Test
    void users_of_boundary_who_are_nobody_in_slack_are_named() {
        assertThat(suggested()).containsPattern("# Boundary user u_\\w{10} \\(breakglass-bot\\) is nobody in Slack");
    }

    @Test
    void the_suggestion_is_a_people_file_that_the_policy_accepts() {
        String people = suggested();
        setup.write("people.yaml", people);
        setup.withPeopleFile("people.yaml");

        assertThat(setup.check().withoutRemarks().out()).isEqualTo("All is well." + System.lineSeparator());
    }

    @Test
    void without_the_scope_for_addresses_names_do() {
        setup.world.slack.workspace().withoutScope("users:read.email");

        assertThat(suggested()).contains("alice:\n  name: \"Alice\"\n");
    }

    @Test
    void a_slack_that_refuses_is_told() {
        setup.world.slack.revokeToken();
        Said said = setup.setup("people", "--suggest");

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("Slack does not list its users (token_revoked).");
    }

    private String suggested() {
        Said said = setup.setup("people", "--suggest");
        assertThat(said.code()).as(said.toString()).isZero();
        return said.out().replace(System.lineSeparator(), "\n");
    }
}
