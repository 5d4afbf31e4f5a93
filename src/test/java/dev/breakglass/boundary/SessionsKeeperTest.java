package dev.breakglass.boundary;

import static dev.breakglass.boundary.Scene.CANCEL;
import static dev.breakglass.boundary.Scene.CLAIM;
import static dev.breakglass.boundary.Scene.END_SESSIONS;
import static dev.breakglass.boundary.Scene.END_SLOT;
import static dev.breakglass.boundary.Scene.LIST;
import static dev.breakglass.boundary.Scene.LOGIN;
import static dev.breakglass.boundary.Scene.MAKE_SLOT;
import static dev.breakglass.boundary.Scene.PROBE;
import static dev.breakglass.boundary.Scene.READ_ROLE;
import static dev.breakglass.boundary.Scene.READ_SESSION;
import static dev.breakglass.boundary.Scene.assertProof;
import static dev.breakglass.boundary.Scene.once;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Handles;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Seen;
import dev.breakglass.boundary.Scene.Grant;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Moment;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SessionsKeeperTest {
    private static final Duration SETTLE = Duration.ofSeconds(5);

    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void an_open_session_is_cancelled_at_once_and_proved_ended_after_the_settling_time() {
        Grant grant = filledForAMinute();
        String session = scene.openSession();
        scene.boundary.transfer(session, 123, 4567);
        emptied(grant);
        Instant proving = scene.clock.instant().plus(SETTLE);
        assertThat(grant.perform(END_SESSIONS)).isEqualTo(new Seen.NotYet(proving));
        assertThat(scene.boundary.statusOf(session)).isEqualTo("canceling");
        scene.clock.set(proving);
        assertThat(grant.perform(END_SESSIONS))
                .isEqualTo(new Seen.Ended(new Proof(Proof.Kind.READ_BACK, proving, "1 session ended: " + session)));
        assertThat(scene.boundary.alive(session)).isFalse();
        assertThat(grant.known()).singleElement().satisfies(known -> {
            assertThat(known.over()).isTrue();
            assertThat(known.bytesUp()).isEqualTo(123);
            assertThat(known.bytesDown()).isEqualTo(4567);
            assertThat(known.endedWhy()).isEqualTo("canceled");
        });
    }

    @Test
    void without_a_claim_there_was_nothing_to_open() {
        Grant grant = scene.grant();
        grant.perform(END_SLOT);
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.NEVER_HELD);
        assertThat(scene.boundary.calls()).isEmpty();
    }

    @Test
    void no_session_is_proved_by_a_list_that_begins_after_the_settling_time() {
        Grant grant = filledForAMinute();
        emptied(grant);
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.NotYet.class);
        scene.clock.advance(SETTLE);
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(scene.count(LIST)).isEqualTo(2);
        assertThat(scene.count(PROBE)).isEqualTo(2);
    }

    @Test
    void sessions_from_before_the_claim_and_of_other_people_are_left_alone() {
        scene.boundary.addPrincipal(scene.second.value(), scene.alice);
        scene.boundary.addPrincipal(scene.second.value(), scene.bob);
        String before = scene.openSession();
        scene.clock.advance(Duration.ofMinutes(1));
        Grant grant = filledForAMinute();
        String bobs = scene.boundary.authorizeSession(scene.bobAtHisDesk, scene.target);
        String other = scene.boundary.addTarget("billing-db", "10.0.0.6", 5432);
        scene.boundary.setGrants(
                scene.second.value(), List.of("ids=" + scene.target + "," + other + ";actions=authorize-session"));
        String elsewhere = scene.boundary.authorizeSession(scene.aliceAtHerDesk, other);
        emptied(grant);
        scene.clock.advance(SETTLE.plusMillis(1));
        String after = scene.openSession();
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(List.of(before, bobs, elsewhere, after)).allMatch(scene.boundary::alive);
        assertThat(scene.count(CANCEL)).isZero();
    }

    @Test
    void a_session_born_late_is_found_by_the_list_that_proves() {
        Grant grant = filledForAMinute();
        emptied(grant);
        grant.perform(END_SESSIONS);
        scene.clock.advance(Duration.ofSeconds(4));
        // As an authorisation that was on its way when the slot was emptied.
        scene.boundary.addPrincipal(scene.second.value(), scene.alice);
        String late = scene.openSession();
        scene.clock.advance(Duration.ofSeconds(1));
        Seen.NotYet notYet = (Seen.NotYet) grant.perform(END_SESSIONS);
        assertThat(notYet.lookAgainAt()).isEqualTo(scene.clock.instant().plusMillis(500));
        scene.clock.advance(Duration.ofSeconds(2));
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(scene.boundary.alive(late)).isFalse();
    }

    @Test
    void a_canceling_session_with_an_open_connection_is_not_over_however_long_it_takes() {
        scene.boundary.cutAfter(Duration.ofMinutes(3));
        Grant grant = filledForAMinute();
        scene.openSession();
        emptied(grant);
        grant.perform(END_SESSIONS);
        scene.clock.advance(Duration.ofMinutes(1));
        assertThat(grant.perform(END_SESSIONS))
                .isEqualTo(new Seen.NotYet(scene.clock.instant().plusSeconds(2)));
        scene.clock.advance(Duration.ofMinutes(2));
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
    }

    @Test
    void a_session_that_no_cancel_ends_is_ended_with_its_login_where_the_policy_allows_it() {
        scene.allowHardKill();
        scene.boundary.cutAfter(Duration.ofMinutes(3));
        Grant grant = filledForAMinute();
        String session = scene.openSession();
        String login = scene.aliceAtHerDesk.tokenId();
        emptied(grant);
        grant.perform(END_SESSIONS);
        scene.clock.advance(SETTLE.plusSeconds(29));
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.NotYet.class);
        scene.clock.advance(Duration.ofSeconds(1));
        assertThat(grant.perform(END_SESSIONS))
                .isEqualTo(new Seen.Escalated(
                        "ended the person's Boundary login " + login,
                        scene.clock.instant().plusSeconds(1)));
        assertThat(scene.boundary.tokensOf(scene.alice)).isEmpty();
        scene.clock.advance(Duration.ofSeconds(2));
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.NotYet.class);
        scene.clock.advance(Duration.ofMinutes(3));
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(scene.boundary.alive(session)).isFalse();
    }

    @Test
    void a_session_that_cannot_be_cancelled_is_ended_with_its_login_as_well() {
        scene.allowHardKill();
        Grant grant = filledForAMinute();
        String session = scene.openSession();
        emptied(grant);
        scene.boundary.fail(CANCEL, new Fault.Answer(Reply.json(500, "{\"kind\":\"Internal\"}")));
        grant.perform(END_SESSIONS);
        scene.clock.advance(SETTLE.plusSeconds(30));
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.Escalated.class);
        scene.clock.advance(Duration.ofSeconds(3));
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(scene.boundary.alive(session)).isFalse();
    }

    @Test
    void without_the_policys_word_no_login_is_touched() {
        scene.boundary.cutAfter(Duration.ofMinutes(3));
        Grant grant = filledForAMinute();
        scene.openSession();
        emptied(grant);
        grant.perform(END_SESSIONS);
        scene.clock.advance(Duration.ofMinutes(2));
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.NotYet.class);
        assertThat(scene.boundary.tokensOf(scene.alice)).isNotEmpty();
    }

    @Test
    void a_bot_that_may_not_end_logins_goes_on_trying() {
        scene.allowHardKill();
        scene.boundary.setGrants(
                scene.boundary.roleNamed("breakglass-bot-global"),
                List.of("ids=*;type=auth-token;actions=list,read:self,delete:self"));
        scene.boundary.cutAfter(Duration.ofMinutes(1));
        Grant grant = filledForAMinute();
        scene.openSession();
        emptied(grant);
        grant.perform(END_SESSIONS);
        scene.clock.advance(SETTLE.plusSeconds(40));
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.Failed.class);
        scene.clock.advance(Duration.ofMinutes(1));
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
    }

    @Test
    void a_canceling_session_whose_client_has_left_is_over() {
        Grant grant = filledForAMinute();
        String session = scene.openSession();
        emptied(grant);
        scene.clock.advance(SETTLE);
        scene.boundary.leave(session);
        assertThat(scene.boundary.statusOf(session)).isEqualTo("canceling");
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(scene.count(CANCEL)).isZero();
    }

    @Test
    void a_version_that_a_first_connection_raised_is_read_again() {
        Grant grant = filledForAMinute();
        String session = scene.boundary.authorizeSession(scene.aliceAtHerDesk, scene.target);
        emptied(grant);
        scene.boundary.watch(once(CANCEL, Moment.ARRIVED, () -> scene.boundary.connect(session)));
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.NotYet.class);
        assertThat(scene.boundary.statusOf(session)).isEqualTo("canceling");
        assertThat(scene.count(CANCEL)).isEqualTo(2);
    }

    @Test
    void a_cancel_whose_reply_was_lost_is_found_done_by_the_next_try() {
        Grant grant = filledForAMinute();
        String session = scene.openSession();
        emptied(grant);
        scene.boundary.failTimes(1, CANCEL, new Fault.LoseReply());
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.Failed.class);
        scene.clock.advance(SETTLE);
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(scene.boundary.alive(session)).isFalse();
    }

    @Test
    void one_session_that_cannot_be_cancelled_keeps_no_other_open() {
        Grant grant = filledForAMinute();
        String one = scene.openSession();
        String two = scene.openSession();
        emptied(grant);
        scene.boundary.failTimes(1, CANCEL, new Fault.HangUp());
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.Failed.class);
        assertThat(List.of(scene.boundary.statusOf(one), scene.boundary.statusOf(two)))
                .containsExactlyInAnyOrder("active", "canceling");
    }

    @Test
    void a_lost_reply_at_any_other_call_proves_nothing_and_is_made_good() {
        for (Predicate<Call> which : List.of(LIST, PROBE, READ_SESSION)) {
            Grant grant = filledForAMinute();
            String session = scene.openSession();
            emptied(grant);
            scene.clock.advance(SETTLE);
            scene.boundary.failTimes(1, which, new Fault.LoseReply());
            assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.Failed.class);
            scene.clock.advance(Duration.ofSeconds(2));
            grant.perform(END_SESSIONS);
            scene.clock.advance(Duration.ofSeconds(2));
            assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
            assertThat(scene.boundary.alive(session)).isFalse();
        }
    }

    @Test
    void a_session_that_vanished_is_over_and_keeps_what_was_known_of_it() {
        Grant grant = filledForAMinute();
        String session = scene.openSession();
        emptied(grant);
        grant.perform(END_SESSIONS);
        scene.clock.advance(Duration.ofHours(2));
        assertThat(scene.boundary.statusOf(session)).isEqualTo("gone");
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(grant.known()).extracting(Handles.Session::over).containsExactly(true);
    }

    @Test
    void a_404_that_is_not_boundarys_own_proves_nothing() {
        Grant grant = filledForAMinute();
        scene.openSession();
        emptied(grant);
        grant.perform(END_SESSIONS);
        scene.clock.advance(SETTLE);
        scene.boundary.fail(READ_SESSION, new Fault.Answer(Reply.empty(404)));
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.Failed.class);
    }

    @Test
    void a_forbidden_list_or_read_proves_nothing() {
        Grant grant = filledForAMinute();
        scene.openSession();
        emptied(grant);
        grant.perform(END_SESSIONS);
        scene.clock.advance(SETTLE);
        Reply forbidden = Reply.json(403, "{\"kind\":\"PermissionDenied\",\"message\":\"Forbidden.\"}");
        for (Predicate<Call> which : List.of(LIST, READ_SESSION)) {
            scene.boundary.fail(which, new Fault.Answer(forbidden));
            assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.Failed.class);
            scene.boundary.mend();
        }
        assertThat(scene.count(LOGIN)).as("the token was good").isEqualTo(1);
    }

    @Test
    void a_list_without_the_fields_that_tell_whose_sessions_they_are_proves_nothing() {
        Grant grant = filledForAMinute();
        scene.openSession();
        emptied(grant);
        scene.clock.advance(SETTLE);
        scene.boundary.fail(
                LIST,
                new Fault.Answer(Reply.json(
                        200,
                        "{\"response_type\":\"complete\",\"items\":[{\"id\":\"s_1\",\"status\":\"active\","
                                + "\"version\":2,\"target_id\":\"" + scene.target
                                + "\",\"created_time\":\"2026-03-02T12:01:00Z\"}]}")));
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.Failed.class);
    }

    @Test
    void a_session_whose_user_and_target_were_deleted_keeps_no_list_from_proving() {
        Grant grant = filledForAMinute();
        emptied(grant);
        scene.clock.advance(SETTLE);
        scene.boundary.fail(
                LIST,
                new Fault.Answer(Reply.json(
                        200,
                        "{\"response_type\":\"complete\",\"items\":[{\"id\":\"s_0000000000\",\"version\":2,"
                                + "\"status\":\"canceling\",\"created_time\":\"2026-03-02T12:00:30Z\"}]}")));
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(scene.count(READ_SESSION)).as("it was waited for").isEqualTo(1);
    }

    @Test
    void a_token_that_ends_during_the_list_is_renewed_and_the_list_made_again() {
        Grant grant = filledForAMinute();
        emptied(grant);
        scene.clock.advance(SETTLE);
        scene.boundary.watch(once(LIST, Moment.HANDLED, this::endTheBotsToken));
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(scene.count(LIST)).isEqualTo(2);
        assertThat(scene.count(LOGIN)).isEqualTo(2);
    }

    @Test
    void one_list_serves_the_endings_that_wait_at_the_same_time() {
        Grant one = filledForAMinute();
        Grant two = filledForAMinute();
        emptied(one);
        emptied(two);
        scene.clock.advance(SETTLE);
        assertProof(one.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertProof(two.perform(END_SESSIONS), Proof.Kind.READ_BACK);
        assertThat(scene.count(LIST)).isEqualTo(1);
    }

    @Test
    void a_list_from_before_the_emptying_of_another_slot_does_not_serve_it() {
        Grant one = filledForAMinute();
        Grant two = filledForAMinute();
        emptied(one);
        scene.clock.advance(SETTLE);
        one.perform(END_SESSIONS);
        scene.clock.advance(Duration.ofMillis(100));
        String session = scene.openSession();
        emptied(two);
        two.perform(END_SESSIONS);
        assertThat(scene.boundary.statusOf(session)).isEqualTo("canceling");
    }

    @Test
    void where_the_claim_was_never_seen_sessions_count_from_its_sending() {
        scene.boundary.failTimes(1, CLAIM, new Fault.LoseReply());
        scene.boundary.failTimes(1, READ_ROLE.and(call -> scene.count(CLAIM) > 0), new Fault.HangUp());
        Grant grant = scene.grant();
        assertThat(grant.perform(MAKE_SLOT)).isInstanceOf(Seen.Failed.class);
        assertThat(grant.slot().claimedAt()).isNull();
        String session = scene.openSession();
        scene.clock.advance(Duration.ofMinutes(1));
        scene.boundary.removePrincipal(scene.first.value(), scene.alice);
        scene.boundary.mend();
        emptied(grant);
        grant.perform(END_SESSIONS);
        assertThat(scene.boundary.statusOf(session)).isEqualTo("canceling");
    }

    @Test
    void sessions_of_a_deleted_user_are_waited_for() {
        scene.boundary.cutAfter(Duration.ofSeconds(30));
        Grant grant = filledForAMinute();
        String session = scene.openSession();
        scene.boundary.deleteUser(scene.alice);
        emptied(grant);
        scene.clock.advance(SETTLE);
        assertThat(grant.perform(END_SESSIONS)).isInstanceOf(Seen.NotYet.class);
        assertThat(scene.boundary.alive(session)).isTrue();
        scene.clock.advance(Duration.ofSeconds(30));
        assertProof(grant.perform(END_SESSIONS), Proof.Kind.READ_BACK);
    }

    private Grant filledForAMinute() {
        Grant grant = scene.filled();
        scene.clock.advance(Duration.ofMinutes(1));
        return grant;
    }

    private void emptied(Grant grant) {
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
    }

    private void endTheBotsToken() {
        scene.boundary.tokensOf(scene.bot).forEach(scene.boundary::deleteToken);
    }
}
