package dev.breakglass.app.cli;

import dev.breakglass.sandbox.World;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code check} says of each single fault in Boundary: one line, with what to do. */
class CheckBoundaryTest {
    private static final String SESSIONS = "ids=*;type=session;actions=list,read,cancel";
    private static final String TARGETS = "ids=*;type=target;actions=list,read";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private CheckedWorld checked;

    @SuppressWarnings("NullAway.Init")
    private World world;

    @SuppressWarnings("NullAway.Init")
    private String first;

    @SuppressWarnings("NullAway.Init")
    private String second;

    @BeforeEach
    void start() {
        checked = new CheckedWorld(directory);
        world = checked.world;
        first = world.slots().get(0);
        second = world.slots().get(1);
    }

    @AfterEach
    void stop() {
        checked.close();
    }

    // ---- reaching it

    @Test
    void down() {
        world.boundary.goDown();
        checked.assertFault("boundary: Boundary does not answer at " + world.boundary.url()
                + ". Remedy: start it, or correct boundary.addr and what lies between");
    }

    @Test
    void wrong_password() {
        checked.inConfig("password: " + World.PASSWORD, "password: another-long-password");
        checked.assertFault("boundary: Boundary does not let the bot log in as breakglass-bot."
                + " Remedy: correct boundary.loginName and boundary.password, or set the account's password again");
    }

    @Test
    void wrong_auth_method() {
        checked.inConfig(world.boundary.authMethodId(), "ampw_0000000000");
        checked.assertFault("boundary: Boundary at " + world.boundary.url()
                + " has no password auth method ampw_0000000000."
                + " Remedy: correct boundary.authMethod, or boundary.addr if it is not that of the API");
    }

    @Test
    void its_own_token_unreadable() {
        checked.inPolicy(world.emergencyAccounts(), "");
        String role = world.boundary.roleNamed("breakglass-bot-global");
        checked.replaceGrant(role, "ids=*;type=auth-token;actions=list,read:self,delete:self");
        checked.replaceGrant(role, "ids=*;type=auth-token;actions=list,read,delete");
        world.boundary.setGrants(
                world.boundary.roleNamed("Login Grants"), List.of("ids=*;type=auth-method;actions=list,authenticate"));
        checked.assertFault("boundary: the bot may not read its own token, so it can never prove that a list of"
                + " sessions is complete. Remedy: add the grant string"
                + " \"ids=*;type=auth-token;actions=list,read:self,delete:self\" to a role of breakglass-bot in the"
                + " scope of " + world.boundary.authMethodId());
    }

    // ---- emergency accounts

    @Test
    void an_emergency_account_whose_tokens_the_bot_may_not_delete() {
        checked.replaceGrant(
                world.boundary.roleNamed("breakglass-bot-global"), "ids=*;type=auth-token;actions=list,read,delete");
        checked.assertFault(
                "boundary: the bot may not see and delete the auth tokens of others, so an emergency account"
                        + " could not be closed. Remedy: add the grant string"
                        + " \"ids=*;type=auth-token;actions=list,read,delete,read:self,delete:self\" to a role of breakglass-bot"
                        + " in the scope of " + world.boundary.authMethodId());
    }

    // ---- slots

    @Test
    void a_slot_that_the_bot_may_not_read() {
        checked.botMay(bothSlots(), "ids=" + first + ";actions=set-principals", slot(second));
        checked.assertFault("boundary: the bot may not read slot " + first + ". Remedy: " + add(slot(first)));
    }

    @Test
    void a_slot_that_the_bot_may_not_fill() {
        checked.botMay(bothSlots(), "ids=" + first + ";actions=read", slot(second));
        checked.assertFault("boundary: the bot may not fill and empty slot " + first + ". Remedy: " + add(slot(first)));
    }

    @Test
    void a_slot_that_opens_nothing() {
        checked.replaceGrant(second, opening());
        checked.assertFault("boundary: slot " + second + " does not open target " + world.target()
                + ". Remedy: add the grant string \"" + opening() + "\" to role " + second);
    }

    @Test
    void a_slot_that_opens_more_than_it_should() {
        checked.replaceGrant(second, opening(), opening(), "ids=*;type=host-set;actions=read");
        checked.assertFault("boundary: slot " + second + " gives more than the policy says:"
                + " \"ids=*;type=host-set;actions=read\". Remedy: take that grant string out of role " + second
                + ", or name its targets in the policy");
    }

    @Test
    void a_slot_that_holds_somebody_unknown() {
        world.boundary.addPrincipal(first, world.dave());
        checked.assertFault("boundary: slot " + first + " is filled, and no live request holds it."
                + " Remedy: find out who put " + world.dave() + " there, then take every principal out of role "
                + first);
    }

    @Test
    void a_slot_that_does_not_exist() {
        checked.inPolicy(first + ", " + second, first + ", r_0000000000");
        checked.assertFault("boundary: slot r_0000000000 does not exist in Boundary."
                + " Remedy: make it, or correct the id in the policy");
    }

    // ---- targets and projects

    @Test
    void a_target_that_does_not_exist() {
        checked.inPolicy("target: " + world.target(), "target: ttcp_0000000000");
        checked.assertFault("boundary: target ttcp_0000000000 does not exist in Boundary."
                + " Remedy: make it, or correct the id in the policy");
    }

    @Test
    void a_target_that_the_bot_may_not_read() {
        checked.botMay(TARGETS);
        checked.assertFault("boundary: the bot may not read target " + world.target() + ". Remedy: "
                + add("ids=" + world.target() + ";actions=read"));
    }

    @Test
    void a_wrong_project() {
        checked.inPolicy("project: " + world.boundary.projectId(), "project: p_0000000000");
        checked.assertFault("boundary: target " + world.target() + " is in " + world.boundary.projectId()
                + ", and the policy says p_0000000000."
                + " Remedy: correct the project of target orders-db in the policy");
    }

    @Test
    void sessions_that_may_last_longer_than_any_grant_are_a_warning() {
        checked.inPolicy("durations: [15m, 30m, 1h]", "durations: [15m, 30m]");
        checked.inPolicy("longest: 4h", "longest: 30m");
        checked.assertWarning("boundary: warning: a session on target " + world.target()
                + " may last 3600 s, longer than any grant (1800 s), so Boundary alone would end it too late."
                + " Remedy: set session_max_seconds of target " + world.target() + " to 1800 or less");
    }

    // ---- sessions

    @Test
    void sessions_that_the_bot_may_not_list() {
        checked.botMay(SESSIONS);
        checked.assertFault("boundary: the bot may not read the sessions of " + world.boundary.projectId()
                + ". Remedy: " + add(SESSIONS));
    }

    @Test
    void sessions_that_the_bot_may_not_read() {
        somebodyIsConnected();
        checked.botMay(SESSIONS, "ids=*;type=session;actions=list,cancel");
        checked.assertFault(notEverySession());
    }

    @Test
    void sessions_that_the_bot_may_not_cancel() {
        somebodyIsConnected();
        checked.botMay(SESSIONS, "ids=*;type=session;actions=list,read");
        checked.assertFault(notEverySession());
    }

    /** Somebody whose session is none of the bot's business; what it may do with it is checked all the same. */
    private void somebodyIsConnected() {
        world.boundary.addPrincipal(first, world.dave());
        world.boundary.authorizeSession(world.loginAs("dave"), world.target());
        world.boundary.removePrincipal(first, world.dave());
    }

    private String notEverySession() {
        return "boundary: the bot may not read and cancel every session in " + world.boundary.projectId() + ". Remedy: "
                + add(SESSIONS);
    }

    private String bothSlots() {
        return "ids=" + first + "," + second + ";actions=read,set-principals";
    }

    private static String slot(String id) {
        return "ids=" + id + ";actions=read,set-principals";
    }

    private String opening() {
        return "ids=" + world.target() + ";actions=read,authorize-session";
    }

    private String add(String grant) {
        return "add the grant string \"" + grant + "\" to a role of breakglass-bot in " + world.boundary.projectId();
    }
}
