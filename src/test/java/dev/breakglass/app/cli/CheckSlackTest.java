package dev.breakglass.app.cli;

import dev.breakglass.sandbox.slack.Workspace;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code check} says of each single fault in Slack: one line, with what to do. */
class CheckSlackTest {
    private static final Map<String, String> WITHOUT = Map.of(
            "commands", "people could not use the command",
            "chat:write", "cards and messages could not be posted",
            "im:write", "direct messages could not be opened",
            "users:read", "nobody could be identified",
            "channels:read", "public channels could not be checked",
            "groups:read", "private channels could not be checked");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CheckedWorld checked;

    @SuppressWarnings("NullAway.Init")
    private Workspace workspace;

    @BeforeEach
    void start() {
        checked = new CheckedWorld(directory);
        workspace = checked.world.slack.workspace();
    }

    @AfterEach
    void stop() {
        checked.close();
    }

    @Test
    void down() {
        checked.world.slack.goDown();
        checked.assertFault("slack: Slack does not take the bot token: it did not answer (IOException)."
                + " Remedy: check slack.apiUrl, the network and any proxy in between");
    }

    @Test
    void a_revoked_token() {
        checked.world.slack.revokeToken();
        checked.assertFault("slack: Slack does not take the bot token: token_revoked."
                + " Remedy: install the app again and store its bot token (xoxb-…)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"commands", "chat:write", "im:write", "users:read", "channels:read", "groups:read"})
    void a_missing_scope(String scope) {
        workspace.withoutScope(scope);
        checked.assertFault("slack: the bot token lacks the scope " + scope + ", so " + WITHOUT.get(scope)
                + ". Remedy: compare the app with manifest.yml and install it again");
    }

    @Test
    void the_scope_of_addresses_is_missed_only_where_people_are_found_by_them() {
        workspace.withoutScope("users:read.email");
        checked.assertWell();
        checked.inPolicy("people:\n", "people_by_email: {slack: true, approvers: true}\npeople:\n");
        checked.inPolicy(", slack: [{team: T0001, user: U0CAROL}]", "");
        checked.assertFault("slack: the bot token lacks the scope users:read.email, so nobody could be found by their"
                + " e-mail address. Remedy: compare the app with manifest.yml and install it again");
    }

    @Test
    void a_wrong_team() {
        checked.inConfig("teamId: T0001", "teamId: T0002");
        checked.assertFault("slack: the bot token belongs to team T0001, but the configuration says T0002."
                + " Remedy: set slack.teamId to the team of the token, or use the token of that team");
    }

    @Test
    void a_wrong_app() {
        checked.inConfig("appId: A0001", "appId: A0002");
        checked.assertFault("slack: the bot token belongs to app A0001, but the configuration says A0002."
                + " Remedy: set slack.appId to the app of the token, or use the token of that app");
    }

    // ---- the channel of the cards

    @Test
    void a_private_channel_without_the_bot() {
        workspace.withoutBot("emergency");
        checked.assertFault("slack: the approval channel C0EMERGENCY cannot be read: channel_not_found."
                + " Remedy: use the channel's id, and invite the bot into it");
    }

    @Test
    void a_public_channel_without_the_bot() {
        checked.inPolicy("C0EMERGENCY", "C0RANDOM");
        checked.assertFault(
                "slack: the bot is not in the approval channel C0RANDOM." + " Remedy: invite the bot into the channel");
    }

    @Test
    void an_archived_channel() {
        workspace.archived("emergency");
        checked.assertFault("slack: the approval channel C0EMERGENCY is archived."
                + " Remedy: restore it, or name another in the policy");
    }

    @Test
    void a_channel_shared_with_others() {
        workspace.sharedExternally("emergency");
        checked.assertFault("slack: the approval channel C0EMERGENCY is shared with another workspace."
                + " Remedy: name a channel of this workspace only in the policy");
    }

    @Test
    void an_unknown_channel() {
        checked.inPolicy("C0EMERGENCY", "C0NOWHERE");
        checked.assertFault("slack: the approval channel C0NOWHERE cannot be read: channel_not_found."
                + " Remedy: use the channel's id, and invite the bot into it");
    }

    // ---- people

    @Test
    void an_unknown_account() {
        checked.inPolicy("U0CAROL", "U0CARLA");
        checked.assertFault("slack: the Slack account T0001/U0CARLA of carol@example.com cannot be read:"
                + " user_not_found. Remedy: correct the account under 'people' in the policy");
    }

    @Test
    void an_address_that_nobody_has() {
        checked.inPolicy("people:\n", "people_by_email: {slack: true, approvers: true}\npeople:\n");
        checked.inPolicy(", slack: [{team: T0001, user: U0CAROL}]", "");
        checked.assertWell();
        workspace.deactivated("carol");
        checked.assertFault("slack: the Slack account of carol@example.com cannot be found by e-mail: users_not_found."
                + " Remedy: correct the subject, or name the account under 'people' in the policy");
    }

    @Test
    void a_deactivated_account() {
        workspace.deactivated("carol");
        assertCarolIs("deactivated");
    }

    @Test
    void a_guest() {
        workspace.guest("carol");
        assertCarolIs("a guest");
    }

    @Test
    void a_bot() {
        workspace.bot("carol");
        assertCarolIs("a bot");
    }

    @Test
    void an_account_of_another_workspace() {
        workspace.stranger("carol");
        assertCarolIs("of another workspace");
    }

    private void assertCarolIs(String what) {
        checked.assertFault("slack: the Slack account T0001/U0CAROL of carol@example.com is " + what
                + ". Remedy: correct the account under 'people' in the policy");
    }
}
