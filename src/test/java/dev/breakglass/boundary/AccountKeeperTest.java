package dev.breakglass.boundary;

import static dev.breakglass.boundary.AccountScene.DELETE;
import static dev.breakglass.boundary.AccountScene.EMPTYING;
import static dev.breakglass.boundary.AccountScene.LIST;
import static dev.breakglass.boundary.AccountScene.READ;
import static dev.breakglass.boundary.AccountScene.SET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Act.Verb;
import dev.breakglass.access.Actor;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Gate;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Next;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.Seen;
import dev.breakglass.flow.Messenger.Undelivered;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.boundary.Person;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AccountKeeperTest {
    private static final Fault FORBIDDEN =
            new Fault.Answer(Reply.json(403, "{\"kind\":\"PermissionDenied\",\"message\":\"Forbidden.\"}"));

    private final AccountScene scene = new AccountScene();

    @AfterEach
    void close() {
        scene.close();
    }

    private void made() {
        assertThat(scene.perform(Verb.MAKE, 1)).isEqualTo(new Seen.Made());
    }

    private static void assertProved(Seen seen, Proof.Kind kind) {
        assertThat(seen)
                .isInstanceOfSatisfying(
                        Seen.Ended.class,
                        ended -> assertThat(ended.proof().kind()).isEqualTo(kind));
    }

    // ---- opening ----

    @Test
    void nobody_can_log_in_before_and_only_with_the_delivered_password_then() {
        assertThat(scene.isClosed(scene.first)).isTrue();
        made();
        assertThat(scene.letsIn(scene.first)).isTrue();
        assertThat(scene.account(1).id()).isEqualTo(scene.first.id());
        assertThat(scene.account(1).sentVersion()).isEqualTo(1);
        assertThat(scene.account(1).delivery())
                .isEqualTo(Handles.Delivery.wrapped(
                                "accessor-1", scene.clock.instant().plusSeconds(300))
                        .posted("D1", "1.1"));
        assertThat(scene.request.slotUser()).isEqualTo(scene.first.user());
    }

    @Test
    void every_password_is_another() {
        made();
        scene.end(1);
        scene.perform(Verb.MAKE, 2);
        assertThat(scene.courier.passwords).hasSize(2).doesNotHaveDuplicates().allMatch(one -> one.length() > 40);
    }

    @Test
    void whoever_is_logged_in_with_the_account_is_out_before_it_is_handed_over() {
        Person intruder = scene.administratorLetsIn(scene.first);
        made();
        assertThat(scene.boundary.tokensOf(scene.first.user())).isEmpty();
        assertThat(scene.courier.passwords).doesNotContain("known-to-somebody");
        assertThat(intruder.userId()).isEqualTo(scene.first.user());
    }

    @Test
    void an_account_that_another_request_has_is_passed_over() {
        scene.takenByOthers.add(scene.first.id());
        made();
        assertThat(scene.account(1).id()).isEqualTo(scene.second.id());
        assertThat(scene.boundary.hasPassword(scene.first.user())).isFalse();
    }

    @Test
    void an_account_that_boundary_does_not_know_keeps_no_other_from_being_taken() {
        scene.boundary.deleteAccount(scene.first.user());
        made();
        assertThat(scene.account(1).id()).isEqualTo(scene.second.id());
    }

    @Test
    void without_a_free_account_it_is_refused_and_nothing_was_held() {
        scene.takenByOthers.addAll(List.of(scene.first.id(), scene.second.id()));
        assertThat(scene.perform(Verb.MAKE, 1))
                .isInstanceOfSatisfying(
                        Seen.Refused.class, seen -> assertThat(seen.why()).isEqualTo(Refusal.NO_FREE_ACCOUNT));
        assertProved(scene.end(1), Proof.Kind.NEVER_HELD);
        assertThat(scene.boundary.calls()).isEmpty();
    }

    @Test
    void without_the_right_to_see_and_delete_tokens_no_password_is_ever_set() {
        scene.boundary.setGrants(
                scene.boundary.roleNamed("breakglass-bot-global"),
                List.of(
                        "ids=" + scene.first.id() + ";actions=read,set-password",
                        "ids=*;type=auth-token;actions=list,read:self,delete:self"));
        assertThat(scene.perform(Verb.MAKE, 1)).isInstanceOf(Seen.Failed.class);
        assertThat(scene.count(SET)).isZero();
    }

    @Test
    void with_vault_away_no_password_is_set_and_the_same_attempt_goes_on_later() {
        scene.wrapping.fails = Optional.of(AccountScene.noVault(false));
        assertThat(scene.perform(Verb.MAKE, 1)).isInstanceOf(Seen.Failed.class);
        assertThat(scene.count(SET)).isZero();
        scene.wrapping.fails = Optional.empty();
        scene.clock.advance(Duration.ofSeconds(1));
        assertThat(scene.request.next(scene.clock.instant(), Gate.OPEN))
                .isEqualTo(new Next.Do(AccountScene.act(Verb.LOOK, 1)));
        assertThat(scene.perform(Verb.LOOK, 1)).isEqualTo(new Seen.Made());
    }

    @Test
    void what_vault_or_slack_refuse_for_good_is_refused() {
        scene.wrapping.fails = Optional.of(AccountScene.noVault(true));
        assertRefused(scene.perform(Verb.MAKE, 1), Refusal.VAULT_REFUSED);
        scene.wrapping.fails = Optional.empty();
        scene.courier.failsToDeliver =
                Optional.of(new Undelivered(Undelivered.Kind.REFUSED, Duration.ZERO, "user_disabled"));
        assertRefused(scene.perform(Verb.LOOK, 1), Refusal.SLACK_REFUSED);
        assertProved(scene.end(1), Proof.Kind.READ_BACK);
        assertThat(scene.isClosed(scene.first)).isTrue();
    }

    private static void assertRefused(Seen seen, Refusal why) {
        assertThat(seen)
                .isInstanceOfSatisfying(
                        Seen.Refused.class, refused -> assertThat(refused.why()).isEqualTo(why));
    }

    @Test
    void while_the_direct_message_rests_nothing_is_set() {
        scene.courier.failsToOpen =
                Optional.of(new Undelivered(Undelivered.Kind.RESTING, Duration.ofSeconds(1), "rests"));
        assertThat(scene.perform(Verb.MAKE, 1)).isInstanceOf(Seen.NotYet.class);
        assertThat(scene.boundary.calls()).isEmpty();
    }

    // ---- doubt ----

    static Stream<Fault> lost() {
        return Stream.of(new Fault.LoseReply(), new Fault.HangUp(), new Fault.Answer(Reply.empty(500)));
    }

    @ParameterizedTest
    @MethodSource("lost")
    void a_password_of_unknown_fate_is_emptied_and_another_set_under_the_next_attempt(Fault fault) {
        scene.boundary.failTimes(1, SET, fault);
        assertThat(scene.perform(Verb.MAKE, 1)).isInstanceOf(Seen.Failed.class);
        assertThat(scene.courier.passwords).isEmpty();
        scene.clock.advance(Duration.ofSeconds(1));
        assertThat(scene.request.next(scene.clock.instant(), Gate.OPEN))
                .isEqualTo(new Next.Do(AccountScene.act(Verb.END, 1)));

        assertProved(scene.end(1), Proof.Kind.READ_BACK);
        assertThat(scene.isClosed(scene.first)).isTrue();
        scene.clock.advance(Duration.ofSeconds(1));
        assertThat(scene.request.next(scene.clock.instant(), Gate.OPEN))
                .isEqualTo(new Next.Do(AccountScene.act(Verb.MAKE, 2)));
        assertThat(scene.perform(Verb.MAKE, 2)).isEqualTo(new Seen.Made());
        assertThat(scene.letsIn(scene.first)).isTrue();
    }

    @Test
    void a_password_still_on_its_way_when_the_account_is_emptied_can_no_longer_be_set() {
        scene.boundary.failTimes(1, SET, new Fault.HangUp());
        scene.perform(Verb.MAKE, 1);
        Call late = scene.boundary.calls().stream().filter(SET).findFirst().orElseThrow();
        scene.end(1);

        assertThat(scene.boundary.versionOfAccount(scene.first.user())).isEqualTo(2);
        assertThat(late.body()).contains("\"version\":1,");
        assertThat(scene.isClosed(scene.first)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("lost")
    void a_lost_answer_to_any_reading_while_opening_leaves_nothing_that_is_not_ended(Fault fault) {
        for (Predicate<Call> call : List.of(READ, LIST)) {
            for (int nth = 1; nth <= 2; nth++) {
                try (AccountScene other = new AccountScene()) {
                    failNth(other, nth, call, fault);
                    assertThat(other.perform(Verb.MAKE, 1)).isInstanceOf(Seen.Failed.class);
                    boolean sent = other.account(1).sentVersion() != null;
                    assertProved(other.end(1), sent ? Proof.Kind.READ_BACK : Proof.Kind.NEVER_HELD);
                    assertThat(other.isClosed(other.first)).isTrue();
                }
            }
        }
    }

    private static void failNth(AccountScene where, int nth, Predicate<Call> which, Fault fault) {
        int[] seen = {0};
        where.boundary.failTimes(1, call -> which.test(call) && ++seen[0] == nth, fault);
    }

    @Test
    void a_message_of_unknown_fate_costs_the_password() {
        scene.courier.failsToDeliver =
                Optional.of(new Undelivered(Undelivered.Kind.LATER, Duration.ofSeconds(1), "no answer"));
        assertThat(scene.perform(Verb.MAKE, 1)).isInstanceOf(Seen.Failed.class);
        assertProved(scene.end(1), Proof.Kind.READ_BACK);
        assertThat(scene.isClosed(scene.first)).isTrue();
    }

    @Test
    void an_end_that_comes_while_it_is_opened_stops_it_and_closes_the_account() {
        for (int calls = 1; calls <= 8; calls++) {
            try (AccountScene other = new AccountScene()) {
                int[] left = {calls};
                other.beforeCall = () -> {
                    if (--left[0] == 0) {
                        other.request = other.request
                                .end(EndReason.REVOKED, Actor.BOT, other.clock.instant())
                                .orElseThrow()
                                .after();
                    }
                };
                assertThat(other.perform(Verb.MAKE, 1)).isInstanceOf(Seen.Stopped.class);
                other.beforeCall = () -> {};
                assertThat(other.end(1)).isInstanceOf(Seen.Ended.class);
                assertThat(other.isClosed(other.first)).isTrue();
            }
        }
    }

    // ---- the message ----

    @Test
    void a_spent_wrapping_is_taken_out_of_its_message() {
        made();
        assertThat(scene.perform(Verb.LOOK, 1))
                .isEqualTo(new Seen.NotYet(scene.clock.instant().plusSeconds(5)));
        scene.wrapping.unopened.clear();
        assertThat(scene.perform(Verb.LOOK, 1)).isEqualTo(new Seen.Unwrapped());
        assertThat(scene.courier.blanked).containsExactly("1.1");
        assertThat(scene.account(1).unopened()).isEmpty();
    }

    @Test
    void the_token_of_a_dead_password_is_taken_out_of_its_message() {
        made();
        assertProved(scene.end(1), Proof.Kind.READ_BACK);
        assertThat(scene.courier.blanked).containsExactly("1.1");
    }

    // ---- ending ----

    @Test
    void the_end_takes_the_password_and_the_logins_and_waits_for_late_ones() {
        made();
        scene.login(scene.first);
        assertThat(scene.perform(Verb.END, 1))
                .isEqualTo(new Seen.NotYet(scene.clock.instant().plusSeconds(5)));
        assertThat(scene.isClosed(scene.first)).isTrue();
        scene.clock.advance(Duration.ofSeconds(5));
        Seen seen = scene.perform(Verb.END, 1);
        assertProved(seen, Proof.Kind.READ_BACK);
        assertThat(((Seen.Ended) seen).proof().says())
                .contains("version 3, at which it has no password, and nobody is logged in");
        assertThat(scene.count(EMPTYING)).isEqualTo(1);
    }

    @Test
    void sessions_opened_with_the_account_end_with_its_logins() {
        made();
        scene.boundary.addPrincipal(scene.slot.value(), scene.first.user());
        String session = scene.boundary.authorizeSession(scene.login(scene.first), scene.target);
        scene.boundary.connect(session);
        scene.perform(Verb.END, 1);
        scene.clock.advance(Duration.ofSeconds(3));
        assertThat(scene.boundary.alive(session)).isFalse();
    }

    @Test
    void a_token_that_is_born_late_is_found_and_nothing_is_proved_before_it_is_gone() {
        made();
        scene.perform(Verb.END, 1);
        scene.administratorLetsIn(scene.first);
        scene.boundary.setPassword(scene.first.user(), "");
        scene.clock.advance(Duration.ofSeconds(5));
        assertThat(scene.perform(Verb.END, 1)).isInstanceOf(Seen.NotYet.class);
        assertThat(scene.isClosed(scene.first)).isTrue();
        assertProved(scene.end(1), Proof.Kind.READ_BACK);
    }

    @Test
    void a_password_set_by_somebody_else_after_the_emptying_is_taken_as_well() {
        made();
        scene.perform(Verb.END, 1);
        scene.boundary.setPassword(scene.first.user(), "known-to-somebody");
        assertProved(scene.end(1), Proof.Kind.READ_BACK);
        assertThat(scene.isClosed(scene.first)).isTrue();
        assertThat(scene.count(EMPTYING)).isEqualTo(2);
    }

    @Test
    void a_refused_deletion_proves_nothing() {
        made();
        scene.login(scene.first);
        scene.boundary.fail(DELETE, FORBIDDEN);
        assertThat(scene.perform(Verb.END, 1))
                .isEqualTo(new Seen.Failed("Boundary does not allow the bot to end the person's login"));
        scene.clock.advance(Duration.ofMinutes(1));
        assertThat(scene.perform(Verb.END, 1)).isInstanceOf(Seen.Failed.class);
        scene.boundary.mend();
        assertProved(scene.end(1), Proof.Kind.READ_BACK);
        assertThat(scene.isClosed(scene.first)).isTrue();
    }

    @Test
    void a_list_from_which_the_tokens_of_others_are_left_out_proves_nothing() {
        made();
        scene.login(scene.first);
        scene.boundary.setGrants(
                scene.boundary.roleNamed("breakglass-bot-global"),
                List.of(
                        "ids=" + scene.first.id() + ";actions=read,set-password",
                        "ids=*;type=auth-token;actions=list,read:self,delete:self"));
        scene.perform(Verb.END, 1);
        scene.clock.advance(Duration.ofMinutes(1));
        assertThat(scene.perform(Verb.END, 1)).isInstanceOf(Seen.Failed.class);
        assertThat(scene.boundary.tokensOf(scene.first.user())).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("lost")
    void a_lost_answer_at_any_call_of_the_ending_is_made_good_by_the_next_try(Fault fault) {
        for (Predicate<Call> call : List.of(READ, EMPTYING, LIST, DELETE)) {
            try (AccountScene other = new AccountScene()) {
                assertThat(other.perform(Verb.MAKE, 1)).isEqualTo(new Seen.Made());
                other.login(other.first);
                other.boundary.failTimes(1, call, fault);
                assertThat(other.perform(Verb.END, 1)).isInstanceOf(Seen.Failed.class);
                assertProved(other.end(1), Proof.Kind.READ_BACK);
                assertThat(other.isClosed(other.first)).isTrue();
            }
        }
    }

    @Test
    void an_ending_that_comes_late_leaves_the_next_persons_account_alone() {
        made();
        scene.takenByOthers.add(scene.first.id());
        assertThat(scene.perform(Verb.END, 1)).isInstanceOf(Seen.Failed.class);
        assertThat(scene.boundary.hasPassword(scene.first.user())).isTrue();
    }

    @Test
    void an_account_that_was_deleted_is_gone_once_nobody_is_logged_in_any_more() {
        made();
        scene.login(scene.first);
        scene.boundary.deleteAccount(scene.first.user());
        assertThat(scene.perform(Verb.END, 1)).isInstanceOf(Seen.NotYet.class);
        assertThat(scene.boundary.tokensOf(scene.first.user())).isEmpty();
        assertProved(scene.end(1), Proof.Kind.READ_BACK);
    }

    @Test
    void the_ending_needs_neither_vault_nor_slack() {
        made();
        scene.wrapping.fails = Optional.of(AccountScene.noVault(false));
        scene.courier.failsToOpen = Optional.of(new Undelivered(Undelivered.Kind.LATER, Duration.ofSeconds(1), "away"));
        assertProved(scene.end(1), Proof.Kind.READ_BACK);
        assertThat(scene.isClosed(scene.first)).isTrue();
    }

    @Test
    void the_password_is_sent_to_boundary_and_nowhere_else() {
        made();
        String password = scene.courier.passwords.get(0);
        assertThat(scene.boundary.calls().stream().filter(call -> call.body().contains(password)))
                .hasSize(1);
        assertThat(scene.request.toString()).doesNotContain(password);
    }
}
