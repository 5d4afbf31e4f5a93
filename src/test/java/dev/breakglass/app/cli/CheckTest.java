package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.SettableClock;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code check} and the files that it reads; what it finds outside has tests of its own for each system. */
class CheckTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CheckedWorld checked;

    @BeforeEach
    void start() {
        checked = new CheckedWorld(directory);
    }

    @AfterEach
    void stop() {
        checked.close();
    }

    @Test
    void a_world_in_which_all_is_well_gets_one_line() {
        checked.assertWell();
    }

    @Test
    void checking_makes_nothing_on_the_disk() {
        checked.check();
        assertThat(checked.data()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "ask: [oncall]              | ask: [oncal]"
                        + "              | 18: 'oncal' is neither a group nor a person. Did you mean 'oncall'?",
                "from: [security]           | from: [secrity]"
                        + "           | 19: 'secrity' is neither a group nor a person. Did you mean 'security'?",
                "oncall: [alice@example.com | oncall: [alic@example.com"
                        + " | 7: 'alic@example.com' is not a person. Did you mean 'alice@example.com'?",
                "people: 1}                 | people: 3}"
                        + "                 | 19: orders-db needs 3 to approve, but when alice@example.com asks only 2"
                        + " can. Add approvers, or lower 'people'.",
                "channel: C0EMERGENCY       | channel: emergency"
                        + "       | 17: 'emergency' is not the id of a Slack channel. Write one such as C0123456789.",
                "durations: [15m, 30m, 1h]  | durations: [15m, 30m, 9h]"
                        + "  | 20: '9h' is longer than the longest total, 4h. Shorten it, or raise 'longest'.",
            })
    void a_broken_reference_of_the_policy_is_told_with_its_line(String text, String instead, String line) {
        checked.inPolicy(text, instead);
        checked.assertFault("policy.yaml:" + line);
    }

    @Test
    void credentials_without_a_vault_to_issue_them_are_told() {
        checked.withoutVault();
        checked.inPolicy(checked.world.emergencyAccounts(), "");
        checked.replaceGrant(
                checked.world.boundary.roleNamed("breakglass-bot-global"),
                "ids=*;type=auth-token;actions=list,read,delete");
        checked.assertFault("vault: the policy issues credentials, but the configuration has no section 'vault'."
                + " Remedy: add it, or take 'vault' out of the targets");
    }

    @Test
    void emergency_accounts_without_a_vault_to_wrap_their_passwords_are_told() {
        checked.withoutVault();
        assertThat(checked.check().lines())
                .hasSize(2)
                .contains("vault: the policy has emergency accounts, but without a section 'vault' nothing wraps their"
                        + " passwords, so none is offered. Remedy: add it, or take 'emergency_accounts' out of the"
                        + " targets");
    }

    @Test
    void a_configuration_that_is_not_there_is_told() {
        Path none = directory.resolve("none.yaml");
        Said said = Said.by(SettableClock.running(), "check", "--config", none.toString());
        assertThat(said.lines())
                .containsExactly("none.yaml:1: " + none + " does not exist. Create it, or correct the path.");
        assertThat(said.code()).isEqualTo(1);
    }
}
