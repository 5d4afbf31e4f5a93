package dev.breakglass.access;

import static dev.breakglass.access.Samples.ALICE;
import static dev.breakglass.access.Samples.BOB;
import static dev.breakglass.access.Samples.CAROL;
import static dev.breakglass.access.Samples.NOON;
import static dev.breakglass.access.Samples.approved;
import static dev.breakglass.access.Samples.pending;
import static dev.breakglass.access.Steps.END_CREDENTIAL;
import static dev.breakglass.access.Steps.END_SESSIONS;
import static dev.breakglass.access.Steps.END_SLOT;
import static dev.breakglass.access.Steps.GONE;
import static dev.breakglass.access.Steps.LOOK_CREDENTIAL;
import static dev.breakglass.access.Steps.LOOK_SLOT;
import static dev.breakglass.access.Steps.MAKE_CREDENTIAL;
import static dev.breakglass.access.Steps.MAKE_SLOT;
import static dev.breakglass.access.Steps.UNTIL;
import static dev.breakglass.access.Steps.active;
import static dev.breakglass.access.Steps.closing;
import static dev.breakglass.access.Steps.moved;
import static dev.breakglass.access.Steps.next;
import static dev.breakglass.access.Steps.types;
import static dev.breakglass.access.Steps.withCredential;
import static dev.breakglass.access.Steps.withSlot;
import static dev.breakglass.access.Steps.withTokenAsked;
import static dev.breakglass.access.Steps.withWrapping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.Act.Verb;
import dev.breakglass.access.Holding.Kind;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class NextTest {
    @Test
    void a_pending_request_waits_for_people_and_lapses_after_an_hour() {
        AccessRequest request = pending(1);
        Instant lapses = NOON.plus(AccessRequest.ANSWER_LIMIT);

        assertThat(next(request, NOON)).isEqualTo(new Next.Wait(lapses));
        assertThat(moved(request, lapses).state()).isEqualTo(new State.Lapsed(lapses));
    }

    @Test
    void the_clock_of_a_grant_starts_with_the_last_approval_and_the_shortest_time_wins() {
        AccessRequest one = pending(2)
                .approve(BOB, Duration.ofMinutes(30), NOON)
                .orElseThrow()
                .after();
        assertThat(one.state()).isInstanceOf(State.Pending.class);

        Instant later = NOON.plusSeconds(60);
        AccessRequest two =
                one.approve(CAROL, Duration.ofMinutes(10), later).orElseThrow().after();
        assertThat(two.until()).contains(later.plus(Duration.ofMinutes(10)));
    }

    @Test
    void approvals_for_other_terms_are_void() {
        AccessRequest one = pending(2)
                .approve(BOB, Duration.ofMinutes(30), NOON)
                .orElseThrow()
                .after();
        AccessRequest renewed =
                one.withTerms(Samples.terms(3), NOON).orElseThrow().after();

        assertThat(((State.Pending) renewed.state()).approvals()).isEmpty();
        assertThat(renewed.terms().digest()).isEqualTo("digest-3");
        assertThat(renewed.withTerms(Samples.terms(3), NOON)).isEmpty();
    }

    @Test
    void opening_fills_the_slot_first_and_holds_sessions_from_its_intent_on() {
        AccessRequest request = approved();
        assertThat(next(request, NOON)).isEqualTo(new Next.Do(MAKE_SLOT));

        AccessRequest intended = request.intending(MAKE_SLOT, NOON).after();
        assertThat(intended.find(Kind.SESSIONS, "sessions", 1))
                .hasValueSatisfying(held -> assertThat(held.phase()).isEqualTo(Holding.Phase.HELD));
        assertThat(next(intended, NOON))
                .as("an intent that is loaded is of unknown outcome")
                .isEqualTo(new Next.Do(LOOK_SLOT));
    }

    @Test
    void the_credential_comes_after_the_slot_and_then_it_is_open() {
        AccessRequest request = withSlot(approved());
        assertThat(next(request, NOON)).isEqualTo(new Next.Do(MAKE_CREDENTIAL));

        AccessRequest open = moved(withCredential(request), NOON);
        assertThat(open.state())
                .isEqualTo(new State.Active(NOON, NOON, UNTIL, false, ((State.Active) open.state()).approvals()));
    }

    @Test
    void a_credential_of_unknown_outcome_is_ended_and_made_again_later_each_time() {
        AccessRequest request = withTokenAsked();
        assertThat(next(request, NOON)).isEqualTo(new Next.Do(END_CREDENTIAL));

        AccessRequest ended = request.saw(END_CREDENTIAL, GONE, NOON).after();
        assertThat(next(ended, NOON)).isInstanceOf(Next.Wait.class);
        assertThat(next(ended, NOON.plusSeconds(1)))
                .isEqualTo(new Next.Do(new Act(Verb.MAKE, Kind.CREDENTIAL, "orders", 2)));
    }

    @Test
    void a_credential_that_waits_out_its_end_is_not_in_the_way_of_the_next() {
        AccessRequest request = withTokenAsked()
                .saw(END_CREDENTIAL, new Seen.NotYet(NOON.plusSeconds(3600)), NOON)
                .after();
        assertThat(next(request, NOON.plusSeconds(1)))
                .isEqualTo(new Next.Do(new Act(Verb.MAKE, Kind.CREDENTIAL, "orders", 2)));
    }

    @Test
    void what_is_refused_for_good_closes_the_request() {
        AccessRequest refused = approved()
                .intending(MAKE_SLOT, NOON)
                .after()
                .saw(MAKE_SLOT, new Seen.Refused(Refusal.NO_FREE_SLOT, "none is free"), NOON)
                .after();
        State.Closing closing = (State.Closing) moved(refused, NOON).state();
        assertThat(closing.why()).isEqualTo(EndReason.OPENING_REFUSED);
        assertThat(closing.refusal().map(Seen.Refused::why)).contains(Refusal.NO_FREE_SLOT);
    }

    @Test
    void what_is_not_open_after_a_minute_is_closed() {
        AccessRequest failed = approved()
                .intending(MAKE_SLOT, NOON)
                .after()
                .saw(MAKE_SLOT, new Seen.Failed("no answer"), NOON)
                .after();
        assertThat(next(failed, NOON)).isInstanceOf(Next.Wait.class);
        State.Closing closing =
                (State.Closing) moved(failed, NOON.plusSeconds(60)).state();
        assertThat(closing.why()).isEqualTo(EndReason.NOT_OPENED_IN_TIME);
    }

    @Test
    void a_shut_gate_closes_what_is_being_opened_but_not_what_is_open() {
        State.Closing closing = (State.Closing) ((Next.Move) approved().next(NOON, Gate.FROZEN))
                .change()
                .after()
                .state();
        assertThat(closing.refusal().map(Seen.Refused::why)).contains(Refusal.FROZEN);
        assertThat(active().next(NOON, Gate.FROZEN)).isInstanceOf(Next.Wait.class);
    }

    @Test
    void an_open_grant_warns_once_and_expires_to_the_second() {
        AccessRequest open = active();
        Instant warns = UNTIL.minus(Duration.ofMinutes(5));
        assertThat(next(open, NOON)).isEqualTo(new Next.Wait(warns));

        AccessRequest warned = moved(open, warns);
        assertThat(next(warned, warns)).isEqualTo(new Next.Wait(UNTIL));
        assertThat(next(warned, UNTIL.minusMillis(1))).isEqualTo(new Next.Wait(UNTIL));
        assertThat(((State.Closing) moved(warned, UNTIL).state()).why()).isEqualTo(EndReason.EXPIRED);
    }

    @Test
    void ending_empties_the_slot_before_it_ends_the_sessions() {
        AccessRequest closing = closing();
        assertThat(next(closing, UNTIL)).isEqualTo(new Next.Do(END_SLOT));

        AccessRequest emptied = closing.saw(END_SLOT, GONE, UNTIL).after();
        assertThat(next(emptied, UNTIL)).isEqualTo(new Next.Do(END_SESSIONS));
    }

    @Test
    void boundary_being_down_does_not_delay_the_ending_in_vault_nor_the_other_way_round() {
        AccessRequest slotFails =
                closing().saw(END_SLOT, new Seen.Failed("down"), UNTIL).after();
        assertThat(next(slotFails, UNTIL)).isEqualTo(new Next.Do(END_CREDENTIAL));

        AccessRequest vaultFails = slotFails
                .saw(END_CREDENTIAL, new Seen.Failed("sealed"), UNTIL)
                .after()
                .saw(END_CREDENTIAL, new Seen.Failed("sealed"), UNTIL)
                .after();
        assertThat(next(vaultFails, UNTIL.plusSeconds(5)))
                .as("the one that failed less often")
                .isEqualTo(new Next.Do(END_SLOT));
    }

    @Test
    void closed_only_when_everything_is_proved_gone() {
        AccessRequest almost = closing()
                .saw(END_SLOT, GONE, UNTIL)
                .after()
                .saw(END_SESSIONS, GONE, UNTIL)
                .after();
        assertThat(next(almost, UNTIL)).isEqualTo(new Next.Do(END_CREDENTIAL));
        AccessRequest all = almost.saw(END_CREDENTIAL, GONE, UNTIL).after();
        assertThat(moved(all, UNTIL).state().name()).isEqualTo(State.Name.CLOSED);
        assertThatThrownBy(() -> new AccessRequest(
                        almost.id(),
                        1,
                        almost.requester(),
                        almost.terms(),
                        almost.ask(),
                        ((State.Closing) almost.state()).closed(UNTIL),
                        almost.holdings()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_end_that_comes_while_opening_wins_over_what_is_seen_later() {
        AccessRequest opening = approved().intending(MAKE_SLOT, NOON).after();
        AccessRequest ended = opening.end(EndReason.DONE_EARLY, Actor.of(ALICE), NOON)
                .orElseThrow()
                .after();
        AccessRequest seenLate = ended.saw(MAKE_SLOT, new Seen.Made(), NOON).after();

        assertThat(seenLate.state().name()).isEqualTo(State.Name.CLOSING);
        assertThat(next(seenLate, NOON)).isEqualTo(new Next.Do(END_SLOT));
    }

    @Test
    void retries_wait_from_a_quarter_second_to_ten_and_never_stop() {
        AccessRequest request = closing();
        Instant now = UNTIL;
        for (int i = 0; i < 20; i++) {
            request = request.saw(END_SLOT, new Seen.Failed("down"), now).after();
            Instant tryAt = request.holding(END_SLOT).nextTry();
            assertThat(tryAt).isNotNull();
            Duration wait = Duration.between(now, tryAt);
            assertThat(wait).isBetween(Duration.ofMillis(250), Duration.ofMillis(12_500));
            now = tryAt;
        }
    }

    @Test
    void only_the_first_failure_of_a_phase_is_told() {
        Write first = closing().saw(END_SLOT, new Seen.Failed("down"), UNTIL);
        assertThat(first).isInstanceOf(Change.class);
        assertThat(first.after().saw(END_SLOT, new Seen.Failed("down"), UNTIL)).isInstanceOf(Note.class);
    }

    @Test
    void decided_requests_can_neither_be_decided_nor_ended_again() {
        AccessRequest denied =
                pending(1).deny(BOB, "not now", NOON).orElseThrow().after();
        assertThat(denied.approve(CAROL, Duration.ofMinutes(5), NOON)).isEmpty();
        assertThat(denied.deny(CAROL, "no", NOON)).isEmpty();
        assertThat(denied.withdraw(NOON)).isEmpty();
        assertThat(denied.end(EndReason.REVOKED, Actor.BOT, NOON)).isEmpty();
        assertThat(next(denied, NOON)).isEqualTo(new Next.Wait(Instant.MAX));
        assertThat(closing().end(EndReason.REVOKED, Actor.BOT, NOON)).isEmpty();
    }

    @Test
    void the_legal_moves_are_exactly_those_that_the_states_offer() {
        assertThat(State.LEGAL_MOVES)
                .hasSize(8)
                .allMatch(move -> !move.from().isFinal())
                .doesNotHaveDuplicates();
    }

    @Test
    void a_grant_blocks_another_until_slot_and_sessions_are_gone_but_not_for_a_credential_that_lingers() {
        AccessRequest slotGone = closing().saw(END_SLOT, GONE, UNTIL).after();
        assertThat(slotGone.blocksAnother()).isTrue();
        AccessRequest lingering = slotGone.saw(END_SESSIONS, GONE, UNTIL).after();
        assertThat(lingering.blocksAnother()).isFalse();
        assertThat(lingering.holdsAnything()).isTrue();
    }

    @Test
    void a_credential_for_which_nothing_was_asked_is_made_under_the_same_attempt() {
        AccessRequest resting = withSlot(approved())
                .intending(MAKE_CREDENTIAL, NOON)
                .after()
                .saw(MAKE_CREDENTIAL, new Seen.NotYet(NOON.plusSeconds(1)), NOON)
                .after();
        assertThat(next(resting, NOON)).isEqualTo(new Next.Wait(NOON.plusSeconds(1)));
        assertThat(next(resting, NOON.plusSeconds(1))).isEqualTo(new Next.Do(LOOK_CREDENTIAL));
    }

    @Test
    void an_ending_that_takes_too_long_is_told_once_and_only_if_something_holds_it_up() {
        Instant late = UNTIL.plusSeconds(65);
        AccessRequest failing =
                closing().saw(END_SLOT, new Seen.Failed("no answer"), UNTIL).after();
        assertThat(next(failing, late.minusMillis(1))).isInstanceOf(Next.Do.class);

        Change told = ((Next.Move) next(failing, late)).change();
        assertThat(types(told)).containsExactly(AuditEvent.Type.ENDING_LATE);
        assertThat(((State.Closing) told.after().state()).pagedAt()).isEqualTo(UNTIL.plusSeconds(305));
        assertThat(next(told.after(), late)).isInstanceOf(Next.Do.class);

        AccessRequest waiting = closing()
                .saw(END_SLOT, GONE, UNTIL)
                .after()
                .saw(END_SESSIONS, GONE, UNTIL)
                .after()
                .saw(END_CREDENTIAL, new Seen.NotYet(UNTIL.plusSeconds(3600)), UNTIL)
                .after();
        assertThat(next(waiting, UNTIL)).isEqualTo(new Next.Wait(late));
        assertThat(next(waiting, late)).isEqualTo(new Next.Wait(UNTIL.plusSeconds(3600)));
        assertThat(next(waiting, UNTIL.plusSeconds(3600))).isEqualTo(new Next.Do(END_CREDENTIAL));
    }

    @Test
    void one_who_was_down_at_the_end_is_late_from_the_end_on() {
        AccessRequest active = withCredential(withSlot(approved()));
        AccessRequest opened = ((Next.Move) next(active, NOON)).change().after();
        Instant back = UNTIL.plusSeconds(600);
        AccessRequest closing = ((Next.Move) next(opened, back)).change().after();
        assertThat(types(((Next.Move) next(closing, back)).change())).containsExactly(AuditEvent.Type.ENDING_LATE);
    }

    @Test
    void a_spent_wrapping_is_told_by_the_same_write_that_ends_its_watch() {
        Write spent = withWrapping().saw(LOOK_CREDENTIAL, new Seen.Unwrapped(), NOON);

        assertThat(types(spent)).containsExactly(AuditEvent.Type.WRAPPING_SPENT);
        assertThat(next(spent.after(), NOON)).isInstanceOf(Next.Wait.class);
        assertThat(spent.after().saw(LOOK_CREDENTIAL, new Seen.Unwrapped(), NOON))
                .isInstanceOf(Note.class);
    }

    @Test
    void a_look_that_comes_back_during_the_ending_neither_delays_it_nor_tells_of_a_second_delivery() {
        AccessRequest ending = withWrapping()
                .end(EndReason.REVOKED, Actor.BOT, NOON)
                .orElseThrow()
                .after();
        Write lookAgain = ending.saw(LOOK_CREDENTIAL, new Seen.NotYet(NOON.plusSeconds(5)), NOON);
        Write spent = ending.saw(LOOK_CREDENTIAL, new Seen.Unwrapped(), NOON);

        assertThat(lookAgain.after().holding(END_CREDENTIAL).due(NOON)).isTrue();
        assertThat(types(spent)).containsExactly(AuditEvent.Type.WRAPPING_SPENT);
        assertThat(spent.after().holding(END_CREDENTIAL).phase()).isEqualTo(Holding.Phase.ENDING);
    }

    @Test
    void a_hard_kill_is_recorded_and_the_sessions_are_looked_at_again() {
        Act end = new Act(Act.Verb.END, Holding.Kind.SESSIONS, "sessions", 1);
        Write killed = closing().saw(end, new Seen.Escalated("ended the login", UNTIL.plusSeconds(1)), UNTIL);
        assertThat(types(killed)).containsExactly(AuditEvent.Type.HARD_KILLED);
        assertThat(killed.after().holding(end).due(UNTIL)).isFalse();
        assertThat(killed.after().holding(end).due(UNTIL.plusSeconds(1))).isTrue();
    }
}
