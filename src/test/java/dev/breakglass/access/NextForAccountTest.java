package dev.breakglass.access;

import static dev.breakglass.access.Samples.ALICE;
import static dev.breakglass.access.Samples.NOON;
import static dev.breakglass.access.Samples.approved;
import static dev.breakglass.access.Steps.END_ACCOUNT;
import static dev.breakglass.access.Steps.END_SESSIONS;
import static dev.breakglass.access.Steps.END_SLOT;
import static dev.breakglass.access.Steps.GONE;
import static dev.breakglass.access.Steps.MAKE_ACCOUNT;
import static dev.breakglass.access.Steps.MAKE_SLOT;
import static dev.breakglass.access.Steps.approvedForAccount;
import static dev.breakglass.access.Steps.closing;
import static dev.breakglass.access.Steps.moved;
import static dev.breakglass.access.Steps.next;
import static dev.breakglass.access.Steps.reserved;
import static dev.breakglass.access.Steps.types;
import static dev.breakglass.access.Steps.withAccount;
import static dev.breakglass.access.Steps.withSlot;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Act.Verb;
import dev.breakglass.access.Holding.Kind;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NextForAccountTest {
    @Test
    void an_emergency_account_is_opened_before_the_slot_and_its_user_fills_it() {
        AccessRequest request = approvedForAccount();
        assertThat(next(request, NOON)).isEqualTo(new Next.Do(MAKE_ACCOUNT));

        AccessRequest made = withAccount(request);
        assertThat(next(made, NOON)).isEqualTo(new Next.Do(MAKE_SLOT));
        assertThat(made.slotUser()).isEqualTo("u_emergency1");
        assertThat(approved().slotUser()).isEqualTo("u_alice00000");
    }

    @Test
    void an_account_of_unknown_outcome_is_ended_first_and_then_made_again() {
        AccessRequest reserved = reserved(approvedForAccount());
        assertThat(next(reserved, NOON))
                .as("nothing was sent")
                .isEqualTo(new Next.Do(new Act(Verb.LOOK, Kind.ACCOUNT, "account", 1)));

        AccessRequest sent = reserved.noting(MAKE_ACCOUNT, handles -> ((Handles.Account) handles).sent(4))
                .after();
        assertThat(next(sent, NOON)).isEqualTo(new Next.Do(END_ACCOUNT));
        AccessRequest waiting = sent.saw(END_ACCOUNT, new Seen.NotYet(NOON.plusSeconds(5)), NOON)
                .after();
        assertThat(next(waiting, NOON)).isEqualTo(new Next.Wait(NOON.plusSeconds(5)));
        AccessRequest gone = waiting.saw(END_ACCOUNT, GONE, NOON).after();
        assertThat(next(gone, NOON.plusSeconds(5)))
                .isEqualTo(new Next.Do(new Act(Verb.MAKE, Kind.ACCOUNT, "account", 2)));
        assertThat(gone.reservedAccount()).as("between two attempts").isPresent();
    }

    @Test
    void an_account_stays_reserved_until_slot_and_sessions_are_gone_as_well() {
        AccessRequest closing = withSlot(withAccount(approvedForAccount()))
                .end(EndReason.REVOKED, Actor.BOT, NOON)
                .orElseThrow()
                .after();
        AccessRequest accountGone = closing.saw(END_ACCOUNT, GONE, NOON).after();
        AccessRequest slotGone = accountGone.saw(END_SLOT, GONE, NOON).after();
        assertThat(accountGone.reservedAccount()).isPresent();
        assertThat(slotGone.reservedAccount()).isPresent();
        assertThat(slotGone.saw(END_SESSIONS, GONE, NOON).after().reservedAccount())
                .isEmpty();
    }

    @Test
    void closing_asks_for_the_end_of_the_account_beside_the_others_and_closes_only_with_its_proof() {
        AccessRequest closing = withSlot(withAccount(approvedForAccount()))
                .end(EndReason.REVOKED, Actor.BOT, NOON)
                .orElseThrow()
                .after();
        AccessRequest rest = closing.saw(END_SLOT, GONE, NOON)
                .after()
                .saw(END_SESSIONS, GONE, NOON)
                .after();
        assertThat(next(rest, NOON)).isEqualTo(new Next.Do(END_ACCOUNT));
        Write disabled = rest.saw(END_ACCOUNT, GONE, NOON);
        assertThat(types(disabled)).containsExactly(AuditEvent.Type.ACCOUNT_DISABLED);
        assertThat(moved(disabled.after(), NOON).state().name()).isEqualTo(State.Name.CLOSED);
    }

    @Test
    void the_record_says_which_account_was_given_out_and_that_it_was_asked_for() {
        Change asked = Samples.askedForAccount(ALICE, "view-1");
        assertThat(asked.events().get(0).fact("login")).isEqualTo("emergency account");
        Write made = reserved(approvedForAccount()).saw(MAKE_ACCOUNT, new Seen.Made(), NOON);
        assertThat(((Change) made).events().get(0).facts())
                .containsEntry("account", "acctpw_emergency1")
                .containsEntry("user", "u_emergency1")
                .containsEntry("login_name", "emergency-1");
    }

    @Test
    void who_needs_an_account_is_refused_where_none_is_offered() {
        Policy policy = Samples.policy(1);
        Duration half = Duration.ofMinutes(30);
        assertThat(policy.refusesAsking(ALICE, Samples.ORDERS, half, true, "payments are failing"))
                .contains(Refusal.NO_EMERGENCY_ACCOUNTS);
        assertThat(policy.refusesAsking(ALICE, Samples.ORDERS, half, false, "payments are failing"))
                .isEmpty();
        assertThat(policy.refusesGranting(
                        Samples.askedForAccount(ALICE, "view-1").after()))
                .contains(Refusal.NO_LONGER_ALLOWED);
    }
}
