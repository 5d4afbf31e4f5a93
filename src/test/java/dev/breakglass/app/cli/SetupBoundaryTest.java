package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupBoundaryTest {
    private static final String SLOT = "breakglass-orders-db-1";
    private static final String BOT_ROLE = "breakglass-bot-orders-db";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private SetupWorld setup;

    @BeforeEach
    void start() {
        setup = new SetupWorld(directory);
    }

    @AfterEach
    void stop() {
        setup.close();
    }

    // ---- making ----

    @Test
    void the_first_run_makes_the_bot_its_roles_and_the_slots() throws IOException {
        Said said = setup.boundary();

        assertThat(said.code()).as(said.toString()).isZero();
        assertThat(made(said))
                .containsExactly(
                        "account breakglass-bot in ampw_1234567890",
                        "user breakglass-bot in global",
                        "role breakglass-bot in global",
                        "role breakglass-orders-db-1 in p_1234567890",
                        "role breakglass-orders-db-2 in p_1234567890",
                        "role breakglass-bot-orders-db in p_1234567890");
        assertThat(Files.getPosixFilePermissions(setup.secret("boundary-password")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(said.out())
                .doesNotContain(
                        Files.readString(setup.secret("boundary-password")).strip());
    }

    @Test
    void slots_open_their_target_and_nothing_else_and_hold_nobody() {
        setup.boundary();

        assertThat(setup.world.boundary.grantsOf(role(SLOT)))
                .containsExactlyInAnyOrder(
                        "ids=" + setup.world.target() + ";actions=read,authorize-session",
                        "type=target;actions=list",
                        "ids=*;type=session;actions=list,read:self,cancel:self");
        assertThat(setup.world.boundary.principalsOf(role(SLOT))).isEmpty();
    }

    @Test
    void the_bot_gets_the_session_rights_without_which_it_would_see_an_empty_list() {
        setup.boundary();

        assertThat(setup.world.boundary.grantsOf(role(BOT_ROLE)))
                .contains("ids=*;type=session;actions=list,read,cancel")
                .contains("ids=" + role(SLOT) + "," + role("breakglass-orders-db-2") + ";actions=read,set-principals");
    }

    @Test
    void the_second_run_finds_nothing_to_do() {
        setup.boundary("--accounts", "1", "--hard-kill");
        Said again = setup.boundary("--accounts", "1", "--hard-kill");

        assertThat(made(again)).isEmpty();
        assertThat(again.lines()).last().isEqualTo("Nothing to do.");
        assertThat(again.code()).isZero();
    }

    @Test
    void a_dry_run_says_what_would_be_made_and_makes_nothing() {
        Said dry = setup.boundary("--dry-run");

        assertThat(dry.code()).isZero();
        assertThat(dry.lines())
                .contains(
                        "to make   account breakglass-bot in ampw_1234567890",
                        "to make   role breakglass-orders-db-1 in p_1234567890");
        assertThat(setup.secret("boundary-password")).doesNotExist();
        assertThat(made(setup.boundary())).hasSize(6);
    }

    @Test
    void more_slots_are_made_beside_those_that_are_there_and_the_bots_own_role_is_told_of() {
        setup.boundary();
        Said more = setup.boundary("--slots", "3");

        assertThat(made(more)).containsExactly("role breakglass-orders-db-3 in p_1234567890");
        assertThat(differs(more)).singleElement().asString().contains(BOT_ROLE, role("breakglass-orders-db-3"));
        assertThat(more.code()).isEqualTo(1);
    }

    @Test
    void emergency_accounts_are_made_without_a_password_and_with_the_rights_to_open_them() {
        Said said = setup.boundary("--accounts", "1");

        assertThat(made(said)).contains("account breakglass-orders-db-emergency-1 in ampw_1234567890");
        assertThat(said.out()).containsPattern("emergency_accounts: \\[\\{account: acctpw_\\w{10}, user: u_\\w{10}}]");
        assertThat(setup.world.boundary.grantsOf(role("breakglass-bot-accounts-orders-db")))
                .anyMatch(grant -> grant.matches("ids=acctpw_\\w+;actions=read,set-password"))
                .contains("ids=*;type=auth-token;actions=list,read,delete");
    }

    @Test
    void the_right_to_delete_tokens_is_given_only_when_it_is_asked_for() {
        assertThat(made(setup.boundary())).noneMatch(line -> line.contains("hard-kill"));
        assertThat(made(setup.boundary("--hard-kill"))).containsExactly("role breakglass-bot-hard-kill in global");
        assertThat(setup.world.boundary.grantsOf(role("breakglass-bot-hard-kill")))
                .containsExactly("ids=*;type=auth-token;actions=delete");
    }

    @Test
    void the_right_to_look_people_up_is_given_where_the_policy_names_accounts() {
        setup.inPolicy(
                "boundary: " + setup.world.alice(), "boundary: {auth_method: ampw_1234567890, login_name: alice}");

        assertThat(made(setup.boundary())).contains("role breakglass-bot-people in global");
        assertThat(setup.world.boundary.grantsOf(role("breakglass-bot-people")))
                .containsExactlyInAnyOrder("ids=*;type=account;actions=list,read", "ids=*;type=user;actions=list,read");
    }

    @Test
    void what_an_interrupted_run_began_is_completed() {
        String role = setup.world.boundary.addEmptyRole(SLOT);
        Said said = setup.boundary();

        assertThat(made(said)).contains("the rest of role breakglass-orders-db-1 in p_1234567890");
        assertThat(setup.world.boundary.grantsOf(role)).hasSize(3);
    }

    @Test
    void a_target_can_be_named_that_the_policy_does_not_have_yet() {
        setup.world.boundary.addTarget("billing", World.PRODUCTION, 5433);
        Said said = setup.boundary("--target", "billing-db=billing");

        assertThat(made(said)).contains("role breakglass-billing-db-1 in p_1234567890");
        assertThat(said.lines()).contains("  billing-db:");
    }

    @Test
    void a_name_alone_does_not_overrule_the_target_that_the_policy_says() {
        String billing = setup.world.boundary.addTarget("billing", World.PRODUCTION, 5433);
        setup.inPolicy("    connect:", "    boundary: {target: " + billing + "}\n    connect:");

        assertThat(setup.boundary("--target", World.TARGET).lines()).contains("      target: " + billing);
    }

    @Test
    void a_password_without_a_file_is_shown_once() {
        setup.write("config.yaml", "boundary: {addr: '" + setup.world.boundary.url() + "'}\n");

        assertThat(setup.boundary().out()).contains("# the bot's password, shown this once: ");
        assertThat(setup.boundary().out()).doesNotContain("shown this once");
    }

    // ---- what differs ----

    @Test
    void a_slot_that_opens_more_is_told_and_left_alone() {
        setup.boundary();
        List<String> grants = List.of("ids=*;type=target;actions=read,authorize-session");
        setup.world.boundary.setGrants(role(SLOT), grants);
        Said said = setup.boundary();

        assertThat(differs(said))
                .singleElement()
                .asString()
                .contains(SLOT, "found [ids=*;type=target;actions=authorize-session,read]");
        assertThat(said.code()).isEqualTo(1);
        assertThat(setup.world.boundary.grantsOf(role(SLOT))).isEqualTo(grants);
    }

    @Test
    void a_bot_role_with_somebody_else_in_it_is_told() {
        setup.boundary();
        setup.world.boundary.addPrincipal(role(BOT_ROLE), setup.world.alice());

        assertThat(differs(setup.boundary())).singleElement().asString().contains(BOT_ROLE, setup.world.alice());
    }

    @Test
    void a_slot_that_somebody_emptied_of_its_grants_stays_so() {
        setup.boundary();
        setup.world.boundary.setGrants(role(SLOT), List.of());

        assertThat(differs(setup.boundary())).singleElement().asString().contains(SLOT, "found none");
        assertThat(setup.world.boundary.grantsOf(role(SLOT))).isEmpty();
    }

    @Test
    void a_password_that_is_not_the_accounts_is_told() throws IOException {
        setup.boundary();
        Files.writeString(setup.secret("boundary-password"), "another-password");

        assertThat(differs(setup.boundary())).singleElement().asString().contains("password of breakglass-bot");
    }

    @Test
    void a_target_that_is_not_there_is_told() {
        Said said = setup.boundary("--target", "orders-db=ttcp_0000000000");

        assertThat(differs(said)).singleElement().asString().contains("ttcp_0000000000", "found none");
        assertThat(said.code()).isEqualTo(1);
    }

    // ---- who may ----

    @Test
    void a_wrong_login_is_told_and_makes_nothing() {
        setup.administrator("admin", "a-wrong-password");
        Said said = setup.boundary();

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("Boundary refuses the administrator's login.");
        assertThat(said.out()).isEmpty();
    }

    @Test
    void a_login_that_is_no_administrators_is_told() {
        setup.administrator("alice", World.PASSWORD);
        Said said = setup.boundary();

        assertThat(said.code()).isEqualTo(2);
        assertThat(said.err()).contains("Boundary does not allow this administrator to");
    }

    @Test
    void the_login_can_be_typed_or_piped() {
        setup.environment.clear();

        assertThat(setup.typed("admin\npassword\n", "boundary").code()).isZero();
        assertThat(setup.typed("", "boundary").err()).contains("No administrator's login was given.");
    }

    @Test
    void a_token_that_the_administrator_has_already_will_do() {
        String token = setup.world.boundary.loginAs("admin", "password").token();
        setup.environment.clear();
        setup.environment.put("BOUNDARY_TOKEN", token);

        assertThat(made(setup.boundary())).hasSize(6);
    }

    @Test
    void the_administrators_login_is_nowhere_afterwards() throws IOException {
        String token = setup.world.boundary.loginAs("admin", "password").token();
        setup.environment.put("BOUNDARY_TOKEN", token);
        Said said = setup.boundary();

        assertThat(said.out() + said.err()).doesNotContain(token);
        try (Stream<Path> files = Files.walk(directory)) {
            assertThat(files.filter(Files::isRegularFile)).noneMatch(file -> contains(file, token));
        }
    }

    @Test
    void a_login_that_was_made_for_the_command_ends_with_it() {
        setup.boundary();
        setup.boundary();

        assertThat(setup.world.boundary.tokensOf("u_1234567890")).isEmpty();
        assertThat(setup.world.boundary.tokensOf(
                        setup.world.boundary.principalsOf(role(BOT_ROLE)).get(0)))
                .isEmpty();
    }

    @Test
    void a_spent_token_is_told_although_its_bearer_could_still_read_some_things() {
        setup.environment.put("BOUNDARY_TOKEN", "at_0000000000_s1spent");

        assertThat(setup.boundary().err()).contains("Boundary refuses the administrator's login.");
        assertThat(setup.boundary().code()).isEqualTo(2);
    }

    @Test
    void a_prefix_that_no_account_could_have_is_wrong_use() {
        assertThat(setup.boundary("--name", "Break_Glass").code()).isEqualTo(2);
        assertThat(made(setup.boundary("--name", "bg"))).contains("account bg-bot in ampw_1234567890");
    }

    @Test
    void a_target_with_letters_that_no_account_may_have_gets_accounts_all_the_same() {
        Said said = setup.boundary("--target", "Orders_DB=" + setup.world.target(), "--accounts", "1");

        assertThat(made(said)).contains("account breakglass-orders-db-emergency-1 in ampw_1234567890");
    }

    @Test
    void a_server_that_is_down_is_told() {
        setup.world.boundary.close();

        assertThat(setup.boundary().err()).contains("Boundary does not answer at ");
        assertThat(setup.boundary().code()).isEqualTo(2);
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String role(String name) {
        return setup.world.boundary.roleNamed(name);
    }

    private static List<String> made(Said said) {
        return starting(said, "made      ");
    }

    private static List<String> differs(Said said) {
        return starting(said, "differs   ");
    }

    private static List<String> starting(Said said, String state) {
        return said.lines().stream()
                .filter(line -> line.startsWith(state))
                .map(line -> line.substring(state.length()))
                .toList();
    }
}
