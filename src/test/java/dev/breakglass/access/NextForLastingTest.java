package dev.breakglass.access;

import static dev.breakglass.access.Samples.BOB;
import static dev.breakglass.access.Samples.CAROL;
import static dev.breakglass.access.Samples.NOON;
import static dev.breakglass.access.Samples.approved;
import static dev.breakglass.access.Steps.END_CREDENTIAL;
import static dev.breakglass.access.Steps.UNTIL;
import static dev.breakglass.access.Steps.next;
import static dev.breakglass.access.Steps.types;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Holding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Credentials that nobody can take back. */
class NextForLastingTest {
    @Test
    void what_is_still_valid_is_told_once_and_keeps_the_request_closing_until_then() {
        AccessRequest request = handedOverAndEnded(new CredentialKind.SshCertificate("ssh/sign/ops", "ops"));

        Write still = request.saw(END_CREDENTIAL, new Seen.StillValid(UNTIL, "certificate valid until then"), NOON);

        assertThat(((Change) still).events())
                .singleElement()
                .satisfies(event -> assertThat(event.type()).isEqualTo(AuditEvent.Type.STILL_VALID));
        assertThat(next(still.after(), NOON.plus(Duration.ofMinutes(2)))).isEqualTo(new Next.Wait(UNTIL));
        assertThat(next(still.after(), UNTIL)).isEqualTo(new Next.Do(END_CREDENTIAL));
        assertThat(still.after().blocksAnother()).isFalse();
    }

    @Test
    void a_certificate_that_has_waited_out_its_end_alarms_nobody() {
        AccessRequest early = handedOverAndEnded(new CredentialKind.SshCertificate("ssh/sign/ops", "ops"));
        Instant end = NOON.plus(Duration.ofHours(3));
        AccessRequest waiting = early.saw(END_CREDENTIAL, new Seen.StillValid(end, "certificate valid"), NOON)
                .after();

        assertThat(next(waiting, NOON.plus(Duration.ofHours(1)))).isEqualTo(new Next.Wait(end));
        assertThat(next(waiting, end)).isEqualTo(new Next.Do(END_CREDENTIAL));

        AccessRequest failed =
                waiting.saw(END_CREDENTIAL, new Seen.Failed("no answer"), end).after();
        assertThat(types(((Next.Move) next(failed, end)).change())).containsExactly(AuditEvent.Type.ENDING_LATE);
    }

    @Test
    void a_static_secret_is_ended_as_soon_as_somebody_confirms_that_it_was_changed() {
        AccessRequest request = handedOverAndEnded(new CredentialKind.StaticSecret("kv/legacy"));
        AccessRequest waiting = request.saw(
                        END_CREDENTIAL, new Seen.StillValid(NOON.plus(Duration.ofDays(1)), "change it"), NOON)
                .after();
        assertThat(next(waiting, NOON)).isInstanceOf(Next.Wait.class);

        Change confirmed = waiting.rotated(BOB, NOON).orElseThrow();

        assertThat(confirmed.events()).extracting(AuditEvent::type).containsExactly(AuditEvent.Type.ROTATION_CONFIRMED);
        assertThat(next(confirmed.after(), NOON)).isEqualTo(new Next.Do(END_CREDENTIAL));
        assertThat(confirmed.after().rotated(CAROL, NOON)).isEmpty();
    }

    /** A request of which only the credential, which somebody may have seen, is not gone yet. */
    private static AccessRequest handedOverAndEnded(CredentialKind kind) {
        AccessRequest approved = Samples.approved();
        Terms terms = Samples.terms(1, kind);
        Handles handles = Handles.Credential.NONE
                .tokenMade("a1")
                .delivered(Handles.Delivery.wrapped("w1", NOON.plusSeconds(300)).posted("D1", "1.1"));
        Holding held = Holding.intended(Kind.CREDENTIAL, "orders", 1, NOON)
                .in(Holding.Phase.HELD, NOON)
                .with(handles);
        return new AccessRequest(
                        approved.id(),
                        approved.version(),
                        approved.requester(),
                        terms,
                        approved.ask(),
                        approved.state(),
                        List.of(held))
                .end(EndReason.REVOKED, Actor.of(BOB), NOON)
                .orElseThrow()
                .after();
    }
}
