package dev.breakglass.boundary;

import static dev.breakglass.boundary.Scene.CLAIM;
import static dev.breakglass.boundary.Scene.EMPTYING;
import static dev.breakglass.boundary.Scene.END_SLOT;
import static dev.breakglass.boundary.Scene.LOGIN;
import static dev.breakglass.boundary.Scene.LOOK_SLOT;
import static dev.breakglass.boundary.Scene.MAKE_SLOT;
import static dev.breakglass.boundary.Scene.READ_ROLE;
import static dev.breakglass.boundary.Scene.assertProof;
import static dev.breakglass.boundary.Scene.once;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Proof;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlotId;
import dev.breakglass.boundary.Scene.Grant;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Moment;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlotKeeperTest {
    private final Scene scene = new Scene();

    @AfterEach
    void close() {
        scene.close();
    }

    // ---- filling ----

    @Test
    void a_slot_is_filled_with_the_requester_alone() {
        Instant now = scene.clock.instant();
        Grant grant = scene.filled();
        assertThat(principals(scene.first)).containsExactly(scene.alice);
        assertThat(grant.slot().role()).isEqualTo(scene.first);
        assertThat(grant.slot().claimedAt()).isEqualTo(now);
        assertThat(grant.slot().sentAt()).isEqualTo(now);
    }

    @Test
    void every_call_carries_the_id_of_the_request() {
        Grant grant = scene.filled();
        assertThat(scene.boundary.calls())
                .extracting(call -> call.header("X-Correlation-Id"))
                .containsOnly(grant.request.id().toString());
        assertThat(grant.calls).isEqualTo(scene.boundary.calls().size());
    }

    @Test
    void a_slot_in_which_somebody_unknown_sits_is_left_alone() {
        scene.boundary.addPrincipal(scene.first.value(), scene.bob);
        Grant grant = scene.filled();
        assertThat(grant.slot().role()).isEqualTo(scene.second);
        assertThat(principals(scene.first)).containsExactly(scene.bob);
    }

    @Test
    void the_requester_put_into_a_slot_by_somebody_else_is_no_claim_of_ours() {
        scene.boundary.addPrincipal(scene.first.value(), scene.alice);
        assertThat(scene.filled().slot().role()).isEqualTo(scene.second);
    }

    @Test
    void without_a_free_slot_it_is_refused_and_nothing_was_held() {
        scene.boundary.addPrincipal(scene.first.value(), scene.bob);
        scene.boundary.addPrincipal(scene.second.value(), scene.bob);
        Grant grant = scene.grant();
        assertThat(grant.perform(MAKE_SLOT))
                .isInstanceOfSatisfying(
                        Seen.Refused.class, seen -> assertThat(seen.why()).isEqualTo(Refusal.NO_FREE_SLOT));
        assertProof(grant.perform(END_SLOT), Proof.Kind.NEVER_HELD);
        assertThat(scene.count(CLAIM) + scene.count(EMPTYING)).isZero();
    }

    @Test
    void a_slot_that_does_not_exist_is_passed_over() {
        scene.boundary.failTimes(1, READ_ROLE, new Fault.Answer(Reply.json(404, "{\"kind\":\"NotFound\"}")));
        assertThat(scene.filled().slot().role()).isEqualTo(scene.second);
        assertThat(principals(scene.first)).isEmpty();
    }

    @Test
    void if_no_slot_exists_it_is_refused_like_any_lack_of_slots() {
        scene.boundary.fail(READ_ROLE, new Fault.Answer(Reply.json(404, "{\"kind\":\"NotFound\"}")));
        assertThat(scene.grant().perform(MAKE_SLOT))
                .isInstanceOfSatisfying(
                        Seen.Refused.class, seen -> assertThat(seen.why()).isEqualTo(Refusal.NO_FREE_SLOT));
    }

    @Test
    void each_live_request_has_a_slot_of_its_own() {
        scene.filled();
        assertThat(scene.filled().slot().role()).isEqualTo(scene.second);
        assertThat(scene.grant().perform(MAKE_SLOT)).isInstanceOf(Seen.Refused.class);
    }

    @Test
    void a_claim_whose_reply_was_lost_is_found_to_have_landed() {
        scene.boundary.failTimes(1, CLAIM, new Fault.LoseReply());
        Grant grant = scene.grant();
        assertThat(grant.perform(MAKE_SLOT)).isInstanceOf(Seen.Made.class);
        assertThat(scene.count(CLAIM)).isEqualTo(1);
    }

    @Test
    void a_claim_that_never_arrived_is_sent_again_by_the_next_look() {
        scene.boundary.failTimes(1, CLAIM, new Fault.HangUp());
        Grant grant = scene.grant();
        assertThat(grant.perform(MAKE_SLOT)).isInstanceOf(Seen.Failed.class);
        Instant firstSent = scene.clock.instant();
        scene.clock.advance(Duration.ofSeconds(1));
        assertThat(grant.perform(LOOK_SLOT)).isInstanceOf(Seen.Made.class);
        assertThat(grant.slot().sentAt()).isEqualTo(firstSent);
    }

    @Test
    void a_lost_reply_at_any_reading_leaves_the_slot_to_the_next_look() {
        for (int reading = 1; reading <= 2; reading++) {
            Grant grant = scene.grant();
            loseReplyOf(reading, READ_ROLE);
            assertThat(grant.perform(MAKE_SLOT)).isInstanceOf(Seen.Failed.class);
            scene.boundary.mend();
            assertThat(grant.perform(LOOK_SLOT)).isInstanceOf(Seen.Made.class);
            assertThat(grant.slot().claimedAt()).isNotNull();
        }
    }

    @Test
    void after_a_crash_the_look_finds_the_claim() {
        Grant grant = scene.grant();
        grant.performAndForget(MAKE_SLOT);
        assertThat(grant.perform(LOOK_SLOT)).isInstanceOf(Seen.Made.class);
        assertThat(scene.count(CLAIM)).isEqualTo(1);
    }

    @Test
    void a_claim_that_another_program_overtook_goes_to_the_next_slot() {
        scene.boundary.watch(
                once(CLAIM, Moment.ARRIVED, () -> scene.boundary.addPrincipal(scene.first.value(), scene.bob)));
        Grant grant = scene.filled();
        assertThat(grant.slot().role()).isEqualTo(scene.second);
        assertThat(principals(scene.first)).containsExactly(scene.bob);
    }

    @Test
    void a_slot_that_changed_twice_since_the_claim_is_not_taken_for_ours() {
        scene.boundary.failTimes(1, CLAIM, new Fault.LoseReply());
        scene.boundary.watch(
                once(CLAIM, Moment.HANDLED, () -> scene.boundary.addPrincipal(scene.first.value(), scene.bob)));
        Grant grant = scene.grant();
        assertThat(grant.perform(MAKE_SLOT)).isInstanceOf(Seen.Failed.class);
        assertThat(grant.perform(LOOK_SLOT)).isInstanceOf(Seen.Failed.class);
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(principals(scene.first)).doesNotContain(scene.alice);
    }

    @Test
    void the_requester_alone_at_another_version_is_not_taken_for_our_claim() {
        scene.boundary.failTimes(1, CLAIM, new Fault.HangUp());
        Grant grant = scene.grant();
        grant.perform(MAKE_SLOT);
        scene.boundary.addPrincipal(scene.first.value(), scene.bob);
        scene.boundary.addPrincipal(scene.first.value(), scene.alice);
        scene.boundary.removePrincipal(scene.first.value(), scene.bob);
        assertThat(grant.perform(LOOK_SLOT)).isInstanceOf(Seen.Failed.class);
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(principals(scene.first)).isEmpty();
    }

    @Test
    void no_right_to_fill_the_slot_is_a_refusal() {
        scene.boundary.setGrants(
                scene.boundary.roleNamed("breakglass-bot"), List.of("ids=" + scene.first + ";actions=read"));
        assertThat(scene.grant().perform(MAKE_SLOT))
                .isInstanceOfSatisfying(
                        Seen.Refused.class, seen -> assertThat(seen.why()).isEqualTo(Refusal.BOUNDARY_REFUSED));
    }

    @Test
    void an_unknown_boundary_user_fails_without_boundarys_own_words() {
        Grant grant = scene.grant("u_0000000000");
        assertThat(grant.perform(MAKE_SLOT))
                .isInstanceOfSatisfying(
                        Seen.Failed.class,
                        seen -> assertThat(seen.why()).isEqualTo("Boundary failed to fill the slot (status 500)"));
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
    }

    @Test
    void a_proxys_404_without_a_body_refuses_nothing() {
        scene.boundary.fail(READ_ROLE, new Fault.Answer(Reply.empty(404)));
        assertThat(scene.grant().perform(MAKE_SLOT)).isInstanceOf(Seen.Failed.class);
    }

    @Test
    void where_boundary_asks_to_wait_it_waits() {
        scene.boundary.fail(READ_ROLE, new Fault.Answer(Reply.empty(429).with("Retry-After", "7")));
        assertThat(scene.grant().perform(MAKE_SLOT))
                .isEqualTo(new Seen.NotYet(scene.clock.instant().plusSeconds(7)));
    }

    @Test
    void a_request_that_is_over_meanwhile_makes_no_further_call() {
        Grant grant = scene.grant();
        scene.boundary.watch(once(READ_ROLE, Moment.HANDLED, () -> grant.stopped = true));
        assertThat(grant.perform(MAKE_SLOT)).isInstanceOf(Seen.Stopped.class);
        assertThat(scene.count(CLAIM)).isZero();
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(principals(scene.first)).isEmpty();
    }

    // ---- emptying ----

    @Test
    void a_slot_is_emptied_and_read_back() {
        Grant grant = scene.filled();
        scene.clock.advance(Duration.ofMinutes(30));
        assertThat(grant.perform(END_SLOT))
                .isEqualTo(new Seen.Ended(new Proof(
                        Proof.Kind.READ_BACK,
                        scene.clock.instant(),
                        "role " + scene.first + " read back empty at version "
                                + scene.boundary.versionOf(scene.first.value()))));
        assertThat(principals(scene.first)).isEmpty();
        assertThat(grant.slot().emptiedAt()).isEqualTo(scene.clock.instant());
        assertThat(grant.slot().emptySeenAt()).isEqualTo(scene.clock.instant());
    }

    @Test
    void an_emptying_whose_reply_was_lost_is_found_done() {
        Grant grant = scene.filled();
        scene.boundary.failTimes(1, EMPTYING, new Fault.LoseReply());
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(scene.count(EMPTYING)).isEqualTo(1);
    }

    @Test
    void a_lost_reply_at_any_reading_is_made_good_by_the_next_try() {
        for (int reading = 1; reading <= 2; reading++) {
            Grant grant = scene.filled();
            loseReplyOf(reading, READ_ROLE);
            assertThat(grant.perform(END_SLOT)).isInstanceOf(Seen.Failed.class);
            scene.boundary.mend();
            assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
            assertThat(principals(scene.first)).isEmpty();
        }
        assertThat(scene.count(EMPTYING)).as("never twice").isEqualTo(2);
    }

    @Test
    void a_claim_that_was_sent_and_not_seen_is_fenced_even_on_an_empty_role() {
        scene.boundary.failTimes(1, CLAIM, new Fault.HangUp());
        Grant grant = scene.grant();
        grant.perform(MAKE_SLOT);
        int sentAt = scene.boundary.versionOf(scene.first.value());
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(scene.boundary.versionOf(scene.first.value())).isEqualTo(sentAt + 1);
    }

    @Test
    void a_claim_that_lands_after_the_emptying_cannot_fill_the_slot() {
        scene.boundary.failTimes(1, CLAIM, new Fault.HangUp());
        Grant grant = scene.grant();
        grant.perform(MAKE_SLOT);
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(sendAgain(firstOf(CLAIM))).isEqualTo(500);
        assertThat(principals(scene.first)).isEmpty();
    }

    @Test
    void a_claim_that_lands_while_the_slot_is_being_emptied_is_emptied_by_the_next_try() {
        scene.boundary.failTimes(1, CLAIM, new Fault.HangUp());
        Grant grant = scene.grant();
        grant.perform(MAKE_SLOT);
        scene.boundary.watch(once(EMPTYING, Moment.ARRIVED, () -> sendAgain(firstOf(CLAIM))));
        assertThat(grant.perform(END_SLOT)).isInstanceOf(Seen.Failed.class);
        assertThat(principals(scene.first)).containsExactly(scene.alice);
        assertThat(grant.slot().claimedAt()).isNotNull();
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(principals(scene.first)).isEmpty();
    }

    @Test
    void the_time_of_a_claim_whose_reply_was_lost_is_noted_before_the_emptying() {
        Grant grant = scene.grant();
        loseReplyOf(2, READ_ROLE);
        grant.perform(MAKE_SLOT);
        scene.boundary.mend();
        Instant claimed = scene.clock.instant();
        assertThat(grant.slot().claimedAt()).isNull();
        scene.clock.advance(Duration.ofMinutes(1));
        grant.perform(END_SLOT);
        assertThat(grant.slot().claimedAt()).isEqualTo(claimed);
    }

    @Test
    void a_slot_that_others_emptied_is_not_emptied_again() {
        Grant grant = scene.filled();
        scene.boundary.removePrincipal(scene.first.value(), scene.alice);
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(scene.count(EMPTYING)).isZero();
    }

    @Test
    void a_deleted_user_leaves_the_role_without_a_trace_so_it_is_emptied_to_learn_the_time() {
        Grant grant = scene.filled();
        scene.clock.advance(Duration.ofMinutes(10));
        scene.boundary.deleteUser(scene.alice);
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(grant.slot().emptiedAt()).isEqualTo(scene.clock.instant());
    }

    @Test
    void a_slot_that_others_fill_by_now_is_left_to_them() {
        Grant grant = scene.filled();
        scene.boundary.removePrincipal(scene.first.value(), scene.alice);
        scene.boundary.addPrincipal(scene.first.value(), scene.bob);
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(principals(scene.first)).containsExactly(scene.bob);
    }

    @Test
    void an_emptying_that_comes_late_never_throws_out_the_next_person() {
        scene.boundary.failTimes(1, EMPTYING, new Fault.HangUp());
        Grant grant = scene.filled();
        assertThat(grant.perform(END_SLOT)).isInstanceOf(Seen.Failed.class);
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        Grant next = scene.filled();
        assertThat(next.slot().role()).isEqualTo(scene.first);
        assertThat(sendAgain(firstOf(EMPTYING))).isEqualTo(500);
        assertThat(principals(scene.first)).containsExactly(scene.alice);
    }

    @Test
    void a_slot_that_is_reserved_for_another_request_by_now_is_not_touched() {
        Grant grant = scene.filled();
        scene.reserveForAnother(scene.first);
        assertThat(grant.perform(END_SLOT)).isInstanceOf(Seen.Failed.class);
        assertThat(principals(scene.first)).containsExactly(scene.alice);
        assertThat(scene.count(EMPTYING)).isZero();
    }

    @Test
    void a_reservation_that_is_lost_just_before_the_emptying_stops_it() {
        Grant grant = scene.filled();
        scene.boundary.watch(once(READ_ROLE, Moment.HANDLED, () -> scene.reserveForAnother(scene.first)));
        assertThat(grant.perform(END_SLOT)).isInstanceOf(Seen.Failed.class);
        assertThat(scene.count(EMPTYING)).isZero();
    }

    @Test
    void a_role_that_was_deleted_opens_nothing() {
        Grant grant = scene.filled();
        scene.boundary.fail(READ_ROLE, new Fault.Answer(Reply.json(404, "{\"kind\":\"NotFound\"}")));
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
        assertThat(grant.slot().emptiedAt()).isNotNull();
    }

    @Test
    void a_login_whose_auth_method_is_gone_proves_nothing() {
        Grant grant = scene.filled();
        scene.boundary.tokensOf(scene.bot).forEach(scene.boundary::deleteToken);
        scene.boundary.fail(LOGIN, new Fault.Answer(Reply.json(404, "{\"kind\":\"NotFound\"}")));
        assertThat(grant.perform(END_SLOT)).isInstanceOf(Seen.Failed.class);
        assertThat(principals(scene.first)).containsExactly(scene.alice);
    }

    @Test
    void a_forbidden_emptying_proves_nothing() {
        Grant grant = scene.filled();
        scene.boundary.setGrants(
                scene.boundary.roleNamed("breakglass-bot"), List.of("ids=" + scene.first + ";actions=read"));
        assertThat(grant.perform(END_SLOT)).isInstanceOf(Seen.Failed.class);
    }

    @Test
    void while_boundary_is_away_nothing_is_proved() {
        Grant grant = scene.filled();
        scene.boundary.goDown();
        assertThat(grant.perform(END_SLOT)).isInstanceOf(Seen.Failed.class);
        scene.boundary.mend();
        assertProof(grant.perform(END_SLOT), Proof.Kind.READ_BACK);
    }

    @Test
    void what_was_never_sent_was_never_held() {
        Grant grant = scene.grant();
        assertProof(grant.perform(END_SLOT), Proof.Kind.NEVER_HELD);
        assertThat(scene.boundary.calls()).isEmpty();
    }

    private Set<String> principals(SlotId slot) {
        return Set.copyOf(scene.boundary.principalsOf(slot.value()));
    }

    private void loseReplyOf(int ordinal, Predicate<Call> which) {
        AtomicReference<Integer> seen = new AtomicReference<>(0);
        scene.boundary.failTimes(
                1, call -> which.test(call) && seen.updateAndGet(count -> count + 1) == ordinal, new Fault.LoseReply());
    }

    private Call firstOf(Predicate<Call> which) {
        return scene.boundary.calls().stream().filter(which).findFirst().orElseThrow();
    }

    /** Sends a call once more as it was, as a network does that delivers late; returns the status. */
    private int sendAgain(Call call) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(scene.boundary.url() + call.path()))
                .POST(HttpRequest.BodyPublishers.ofString(call.body()))
                .header("Authorization", call.header("Authorization"))
                .build();
        return HttpClient.newHttpClient()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .join()
                .statusCode();
    }
}
