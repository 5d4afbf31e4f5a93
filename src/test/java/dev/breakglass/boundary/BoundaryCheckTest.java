package dev.breakglass.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Secret;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.Finding;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class BoundaryCheckTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void nothing_is_found_where_all_is_well() {
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_boundary_that_is_away_is_the_only_finding() {
        scene.boundary.goDown();
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.fault()).startsWith("Boundary does not answer at http://127.0.0.1:");
            assertThat(finding.remedy()).contains("boundary.addr");
        });
    }

    @Test
    void a_wrong_password_is_found() {
        Settings wrong = new Settings(
                scene.boundary.url(),
                scene.boundary.url(),
                scene.boundary.authMethodId(),
                "breakglass-bot",
                Secret.of("not-it"));
        List<Finding> findings =
                new BoundaryCheck(wrong, new BoundaryClient(wrong)).findings(List.of(scene.terms()), Set.of());
        assertThat(findings)
                .singleElement()
                .satisfies(finding -> assertThat(finding.fault())
                        .isEqualTo("Boundary does not let the bot log in as breakglass-bot"));
    }

    @Test
    void an_unknown_auth_method_is_found() {
        Settings wrong = new Settings(
                scene.boundary.url(),
                scene.boundary.url(),
                "ampw_0000000000",
                "breakglass-bot",
                Secret.of(Scene.PASSWORD));
        assertThat(new BoundaryCheck(wrong, new BoundaryClient(wrong)).findings(List.of(scene.terms()), Set.of()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.fault()).contains("ampw_0000000000"));
    }

    @Test
    void an_unreadable_token_is_found() {
        scene.boundary.fail(Scene.PROBE, new Fault.Answer(Reply.json(403, "{\"kind\":\"PermissionDenied\"}")));
        assertOneFinding("may not read its own token", "ids=*;type=auth-token;actions=list,read:self,delete:self");
    }

    @Test
    void a_missing_slot_is_found() {
        SlotId nowhere = new SlotId("r_0000000000");
        assertThat(check(withSlots(List.of(scene.first, nowhere))))
                .extracting(Finding::fault)
                .containsExactly("slot r_0000000000 does not exist in Boundary");
    }

    @Test
    void a_slot_that_the_bot_may_not_read_or_not_fill_is_found_with_the_grant_that_is_missing() {
        botMay("ids=" + scene.second + ";actions=read", "ids=*;type=session;actions=list,read,cancel");
        assertThat(findings())
                .extracting(Finding::fault)
                .containsExactlyInAnyOrder(
                        "the bot may not read slot " + scene.first,
                        "the bot may not fill and empty slot " + scene.second);
        assertThat(findings())
                .extracting(Finding::remedy)
                .contains("add the grant string \"ids=" + scene.first
                        + ";actions=read,set-principals\" to a role of breakglass-bot in "
                        + scene.boundary.projectId());
    }

    @Test
    void a_slot_that_opens_nothing_is_found() {
        scene.boundary.setGrants(scene.first.value(), List.of("ids=*;type=session;actions=list,read:self"));
        assertOneFinding(
                "slot " + scene.first + " does not open target " + scene.target,
                "ids=" + scene.target + ";actions=read,authorize-session");
    }

    @Test
    void a_slot_that_gives_more_than_the_policy_says_is_found() {
        List<String> proper = scene.boundary.grantsOf(scene.first.value());
        for (String surprise : List.of(
                "ids=*;type=target;actions=authorize-session",
                "ids=*;type=session;actions=list,read,cancel",
                "ids=ttcp_0000000000;actions=authorize-session",
                "ids=*;type=role;actions=add-grants",
                "ids=*;type=*;actions=*")) {
            scene.boundary.setGrants(scene.first.value(), List.of(proper.get(0), proper.get(1), surprise));
            assertOneFinding("slot " + scene.first + " gives more than the policy says: \"" + surprise + "\"", "take");
        }
    }

    @Test
    void what_a_slot_may_give_besides_is_not_found() {
        scene.boundary.setGrants(
                scene.first.value(),
                List.of("ids=" + scene.target + ";actions=read,authorize-session", "type=target;actions=list"));
        assertThat(findings()).isEmpty();
    }

    @Test
    void a_filled_slot_is_found_unless_a_live_request_holds_it() {
        scene.boundary.addPrincipal(scene.first.value(), scene.alice);
        assertOneFinding("slot " + scene.first + " is filled, and no live request holds it", scene.alice);
        assertThat(new BoundaryCheck(scene.settings, scene.client)
                        .findings(List.of(scene.terms()), Set.of(scene.first)))
                .isEmpty();
    }

    @Test
    void sessions_that_may_outlast_every_grant_are_found() {
        String target = scene.boundary.addTarget("billing-db", "10.0.0.6", 5432, Duration.ofHours(8));
        scene.boundary.setGrants(
                scene.first.value(), List.of("ids=" + scene.target + "," + target + ";actions=read,authorize-session"));
        Terms terms = scene.terms();
        Terms billing = copy(terms, target, List.of(scene.first));
        assertThat(new BoundaryCheck(scene.settings, scene.client).findings(List.of(terms, billing), Set.of()))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy())
                        .isEqualTo("set session_max_seconds of target " + target + " to 14400 or less"));
    }

    @Test
    void a_missing_target_is_found() {
        assertThat(check(copy(scene.terms(), "ttcp_0000000000", List.of())))
                .extracting(Finding::fault)
                .containsExactly("target ttcp_0000000000 does not exist in Boundary");
    }

    @Test
    void sessions_that_the_bot_may_not_list_are_found() {
        scene.boundary.withoutDefaultGrants();
        botMay(
                "ids=" + scene.first + "," + scene.second + ";actions=read,set-principals",
                "ids=*;type=target;actions=list,read");
        assertOneFinding(
                "the bot may not read the sessions of " + scene.boundary.projectId(),
                "ids=*;type=session;actions=list,read,cancel");
    }

    @Test
    void sessions_that_the_bot_may_not_cancel_are_found_as_soon_as_there_is_one() {
        scene.filled();
        scene.openSession();
        botMay(
                "ids=" + scene.first + "," + scene.second + ";actions=read,set-principals",
                "ids=*;type=target;actions=list,read",
                "ids=*;type=session;actions=list,read");
        assertThat(new BoundaryCheck(scene.settings, scene.client)
                        .findings(List.of(scene.terms()), Set.of(scene.first)))
                .extracting(Finding::fault)
                .containsExactly("the bot may not read and cancel every session in " + scene.boundary.projectId());
    }

    @Test
    void rights_that_the_bot_does_not_need_are_found() {
        scene.boundary.withoutDefaultGrants();
        botMay(
                "ids=" + scene.first + "," + scene.second + ";actions=read,set-principals",
                "ids=" + scene.first + ";actions=add-grants",
                "ids=*;type=session;actions=list,read,cancel",
                "ids=*;type=target;actions=list,read,authorize-session");
        assertThat(findings()).allMatch(Finding::isWarning);
        assertThat(findings())
                .extracting(Finding::fault)
                .containsExactlyInAnyOrder(
                        "the bot has more rights on slot " + scene.first + " than it needs: add-grants",
                        "the bot has more rights on target " + scene.target + " than it needs: authorize-session");
    }

    @Test
    void the_right_to_end_logins_is_needed_for_a_hard_kill_and_too_much_without() {
        Terms mild = scene.terms();
        scene.allowHardKill();
        assertThat(check(scene.terms())).isEmpty();
        assertThat(check(mild))
                .singleElement()
                .satisfies(finding -> assertThat(finding.fault()).startsWith("the bot may end anybody's login"));
        scene.boundary.setGrants(
                scene.boundary.roleNamed("breakglass-bot-global"),
                List.of("ids=*;type=auth-token;actions=list,read:self,delete:self"));
        assertThat(check(mild)).isEmpty();
        assertThat(check(scene.terms())).singleElement().satisfies(finding -> {
            assertThat(finding.isWarning()).isFalse();
            assertThat(finding.remedy()).contains("ids=*;type=auth-token;actions=delete");
        });
    }

    @Test
    void a_target_whose_sessions_carry_few_connections_is_found() {
        String narrow = scene.boundary.addTarget("narrow-db", "10.0.0.7", 5432, Duration.ofHours(1), 1);
        scene.boundary.setGrants(scene.first.value(), List.of("ids=" + narrow + ";actions=read,authorize-session"));
        assertThat(check(copy(scene.terms(), narrow, List.of(scene.first))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.isWarning()).isTrue();
                    assertThat(finding.remedy()).contains("session_connection_limit of target " + narrow);
                });
    }

    @Test
    void what_cannot_be_seen_and_what_this_edition_lacks_is_said() {
        BoundaryCheck check = new BoundaryCheck(scene.settings, scene.client);
        assertThat(check.remarks(List.of(scene.terms())))
                .satisfiesExactly(
                        recordings -> assertThat(recordings).contains("community edition"),
                        sessions -> assertThat(sessions).contains("no session is open in"));
        scene.filled();
        scene.openSession();
        assertThat(check.remarks(List.of(scene.terms()))).hasSize(1);
        scene.boundary.goDown();
        assertThat(check.remarks(List.of(scene.terms()))).isEmpty();
    }

    private void botMay(String... grants) {
        scene.boundary.setGrants(scene.boundary.roleNamed("breakglass-bot"), List.of(grants));
    }

    private List<Finding> findings() {
        return check(scene.terms());
    }

    private List<Finding> check(Terms terms) {
        return new BoundaryCheck(scene.settings, scene.client).findings(List.of(terms), Set.of());
    }

    private void assertOneFinding(String fault, String remedy) {
        assertThat(findings()).singleElement().satisfies(finding -> {
            assertThat(finding.fault()).contains(fault);
            assertThat(finding.remedy()).contains(remedy);
        });
    }

    private Terms withSlots(List<SlotId> slots) {
        return copy(scene.terms(), scene.target, slots);
    }

    private static Terms copy(Terms terms, String target, List<SlotId> slots) {
        return new Terms(
                terms.target(),
                terms.description(),
                terms.risk(),
                terms.project(),
                target,
                slots,
                terms.credentials(),
                terms.connect(),
                terms.approvalsNeeded(),
                terms.longest(),
                terms.channel(),
                Terms.Measures.MILD,
                terms.digest());
    }
}
