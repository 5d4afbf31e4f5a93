package dev.breakglass.access;

import static dev.breakglass.access.Samples.ALICE;
import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.AuditEvent.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ReplacementTest {
    private static final Instant EXPIRES = NOON.plus(Duration.ofMinutes(5));
    private static final Act SLOT = new Act(Act.Verb.MAKE, Holding.Kind.SLOT, AccessRequest.SLOT_NAME, 1);
    private static final Act FIRST = credential(Act.Verb.MAKE, 1);
    private static final Act SECOND = credential(Act.Verb.MAKE, 2);
    private static final Seen GONE = new Seen.Ended(new Proof(Proof.Kind.READ_BACK, NOON, "gone"));

    private static Act credential(Act.Verb verb, int attempt) {
        return new Act(verb, Holding.Kind.CREDENTIAL, "orders", attempt);
    }

    @Test
    void the_old_credential_is_gone_before_a_new_one_is_made() {
        AccessRequest wished = replaced(active(), true, Set.of("orders"), NOON);
        assertThat(wished.state().name()).isEqualTo(State.Name.ACTIVE);
        assertThat(wished.next(NOON, Gate.OPEN)).isEqualTo(new Next.Do(credential(Act.Verb.END, 1)));

        AccessRequest waiting = wished.saw(credential(Act.Verb.END, 1), new Seen.NotYet(NOON.plusSeconds(9)), NOON)
                .after();
        assertThat(waiting.next(NOON, Gate.OPEN)).isEqualTo(new Next.Wait(NOON.plusSeconds(9)));

        AccessRequest gone = wished.saw(credential(Act.Verb.END, 1), GONE, NOON).after();
        Instant soon = NOON.plusSeconds(1);
        assertThat(gone.next(soon, Gate.OPEN)).isEqualTo(new Next.Do(SECOND));

        AccessRequest again = gone.intending(SECOND, soon).after();
        assertThat(again.saw(SECOND, new Seen.Made(), soon).after().next(soon, Gate.OPEN))
                .isInstanceOf(Next.Wait.class);
    }

    @Test
    void one_that_nobody_can_take_back_does_not_stand_in_the_way_of_a_new_one() {
        AccessRequest active = active();
        AccessRequest certificate = new AccessRequest(
                active.id(),
                active.version(),
                active.requester(),
                Samples.terms(1, new CredentialKind.SshCertificate("ssh/sign/ops", "ops")),
                active.ask(),
                active.state(),
                active.holdings());
        AccessRequest stillValid = replaced(certificate, true, Set.of(), NOON)
                .saw(
                        credential(Act.Verb.END, 1),
                        new Seen.StillValid(NOON.plusSeconds(1800), "certificate valid until then"),
                        NOON)
                .after();

        assertThat(stillValid.next(NOON.plusSeconds(1), Gate.OPEN)).isEqualTo(new Next.Do(SECOND));
    }

    @Test
    void a_lost_reply_leads_to_another_attempt_as_at_the_opening() {
        AccessRequest second = replaced(active(), true, Set.of(), NOON)
                .saw(credential(Act.Verb.END, 1), GONE, NOON)
                .after()
                .intending(SECOND, NOON)
                .after()
                .noting(SECOND, handles -> ((Handles.Credential) handles).tokenAsked(EXPIRES))
                .after();
        assertThat(second.next(NOON, Gate.OPEN)).isEqualTo(new Next.Do(credential(Act.Verb.END, 2)));
        AccessRequest third =
                second.saw(credential(Act.Verb.END, 2), GONE, NOON).after();
        assertThat(third.next(NOON.plusSeconds(1), Gate.OPEN)).isEqualTo(new Next.Do(credential(Act.Verb.MAKE, 3)));
    }

    @Test
    void a_refusal_ends_the_tries_until_the_requester_asks_again() {
        AccessRequest refused = replaced(active(), true, Set.of(), NOON)
                .saw(credential(Act.Verb.END, 1), GONE, NOON)
                .after()
                .intending(SECOND, NOON)
                .after()
                .saw(SECOND, new Seen.Refused(Refusal.VAULT_REFUSED, ""), NOON)
                .after();
        assertThat(refused.state().name()).isEqualTo(State.Name.ACTIVE);
        assertThat(refused.next(NOON, Gate.OPEN)).isInstanceOf(Next.Wait.class);

        AccessRequest asked = replaced(refused, true, Set.of(), NOON);
        AccessRequest gone = asked.saw(credential(Act.Verb.END, 2), GONE, NOON).after();
        assertThat(gone.next(NOON.plusSeconds(1), Gate.OPEN)).isEqualTo(new Next.Do(credential(Act.Verb.MAKE, 3)));
    }

    static Stream<Arguments> judgements() {
        return Stream.of(
                // requester opened it, unopened by Vault, asked at, alarm
                Arguments.of(true, false, NOON, false),
                Arguments.of(false, false, NOON, true),
                Arguments.of(false, true, NOON, false),
                Arguments.of(false, false, EXPIRES.minusSeconds(6), true),
                Arguments.of(false, false, EXPIRES.minusSeconds(5), false),
                Arguments.of(false, false, EXPIRES.plusSeconds(60), false));
    }

    @ParameterizedTest
    @MethodSource("judgements")
    void only_an_opening_before_the_expiry_by_somebody_else_is_an_alarm(
            boolean byRequester, boolean unopened, Instant at, boolean alarm) {
        Change change = active().replaceCredentials(ALICE, byRequester, unopened ? Set.of("orders") : Set.of(), at)
                .orElseThrow();
        List<Type> types = change.events().stream().map(AuditEvent::type).toList();
        assertThat(types).startsWith(Type.CREDENTIAL_REPLACED);
        assertThat(types.contains(Type.INTERCEPTION_SUSPECTED)).isEqualTo(alarm);
        assertThat(delivery(change.after()).intercepted()).isEqualTo(alarm);
    }

    @Test
    void what_the_watch_saw_in_time_counts_however_late_the_requester_speaks() {
        AccessRequest seen = active().saw(credential(Act.Verb.LOOK, 1), new Seen.Unwrapped(), NOON.plusSeconds(30))
                .after();
        AccessRequest late = replaced(seen, false, Set.of(), EXPIRES.plusSeconds(600));
        assertThat(delivery(late).intercepted()).isTrue();
    }

    @Test
    void an_alarm_ends_the_grant_where_the_policy_says_so() {
        AccessRequest strict = withMeasures(new Terms.Measures(true, false));
        Change change = strict.replaceCredentials(ALICE, false, Set.of(), NOON).orElseThrow();
        assertThat(change.after().state()).isInstanceOf(State.Closing.class);
        assertThat(((State.Closing) change.after().state()).why()).isEqualTo(EndReason.INTERCEPTED);
        assertThat(change.after().holdings()).allMatch(holding -> holding.phase() == Holding.Phase.ENDING);
        assertThat(change.events()).extracting(AuditEvent::type).endsWith(Type.CLOSING);
    }

    @Test
    void nothing_is_replaced_twice_at_once_nor_unless_access_is_open() {
        AccessRequest wished = replaced(active(), true, Set.of(), NOON);
        assertThat(wished.replaceCredentials(ALICE, true, Set.of(), NOON)).isEmpty();
        AccessRequest closing =
                active().end(EndReason.REVOKED, Actor.BOT, NOON).orElseThrow().after();
        assertThat(closing.replaceCredentials(ALICE, true, Set.of(), NOON)).isEmpty();
    }

    private static AccessRequest replaced(AccessRequest request, boolean opened, Set<String> unopened, Instant at) {
        Optional<Change> change = request.replaceCredentials(ALICE, opened, unopened, at);
        return change.orElseThrow().after();
    }

    private static Handles.Delivery delivery(AccessRequest request) {
        return Optional.ofNullable(((Handles.Credential) request.holding(FIRST).handles()).delivery())
                .orElseThrow();
    }

    private static AccessRequest withMeasures(Terms.Measures measures) {
        AccessRequest active = active();
        Terms mild = active.terms();
        Terms strict = new Terms(
                mild.target(),
                mild.description(),
                mild.risk(),
                mild.project(),
                mild.boundaryTarget(),
                mild.slots(),
                mild.credentials(),
                mild.connect(),
                mild.approvalsNeeded(),
                mild.longest(),
                mild.channel(),
                measures,
                mild.digest());
        return new AccessRequest(
                active.id(),
                active.version(),
                active.requester(),
                strict,
                active.ask(),
                active.state(),
                active.holdings());
    }

    private static AccessRequest active() {
        AccessRequest approved = Samples.asked(1)
                .after()
                .approve(Samples.BOB, Duration.ofHours(1), NOON)
                .orElseThrow()
                .after();
        AccessRequest held = approved.intending(SLOT, NOON)
                .after()
                .saw(SLOT, new Seen.Made(), NOON)
                .after()
                .intending(FIRST, NOON)
                .after()
                .noting(
                        FIRST,
                        handles -> ((Handles.Credential) handles)
                                .delivered(Handles.Delivery.wrapped("wrap", EXPIRES)
                                        .posted("D1", "1.1")))
                .after()
                .saw(FIRST, new Seen.Made(), NOON)
                .after();
        Next opened = held.next(NOON, Gate.OPEN);
        return ((Next.Move) opened).change().after();
    }
}
