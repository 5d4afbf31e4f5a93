package dev.breakglass.access;

import static dev.breakglass.access.Samples.ALICE;
import static dev.breakglass.access.Samples.BOB;
import static dev.breakglass.access.Samples.NOON;
import static dev.breakglass.access.Samples.approved;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Act.Verb;
import dev.breakglass.access.Holding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Acts on requests, and requests that came so far. */
final class Steps {
    static final Act MAKE_SLOT = new Act(Verb.MAKE, Kind.SLOT, "slot", 1);
    static final Act LOOK_SLOT = new Act(Verb.LOOK, Kind.SLOT, "slot", 1);
    static final Act END_SLOT = new Act(Verb.END, Kind.SLOT, "slot", 1);
    static final Act END_SESSIONS = new Act(Verb.END, Kind.SESSIONS, "sessions", 1);
    static final Act MAKE_CREDENTIAL = new Act(Verb.MAKE, Kind.CREDENTIAL, "orders", 1);
    static final Act LOOK_CREDENTIAL = new Act(Verb.LOOK, Kind.CREDENTIAL, "orders", 1);
    static final Act END_CREDENTIAL = new Act(Verb.END, Kind.CREDENTIAL, "orders", 1);
    static final Act MAKE_ACCOUNT = new Act(Verb.MAKE, Kind.ACCOUNT, "account", 1);
    static final Act END_ACCOUNT = new Act(Verb.END, Kind.ACCOUNT, "account", 1);
    static final Instant UNTIL = NOON.plus(Duration.ofMinutes(30));
    static final Seen GONE = new Seen.Ended(new Proof(Proof.Kind.READ_BACK, NOON, "gone"));

    private Steps() {}

    static AccessRequest approvedForAccount() {
        return Samples.askedForAccount(ALICE, "view-1")
                .after()
                .approve(BOB, Duration.ofMinutes(30), NOON)
                .orElseThrow()
                .after();
    }

    static AccessRequest reserved(AccessRequest request) {
        return request.intending(MAKE_ACCOUNT, NOON)
                .after()
                .noting(
                        MAKE_ACCOUNT,
                        handles -> ((Handles.Account) handles)
                                .reserved(Samples.ACCOUNTS.get(0).id()))
                .after();
    }

    static AccessRequest withAccount(AccessRequest request) {
        return reserved(request).saw(MAKE_ACCOUNT, new Seen.Made(), NOON).after();
    }

    static AccessRequest withWrapping() {
        return active().noting(
                        LOOK_CREDENTIAL,
                        handles -> ((Handles.Credential) handles)
                                .delivered(Handles.Delivery.wrapped("accessor", NOON.plusSeconds(300))))
                .after();
    }

    static List<AuditEvent.Type> types(Write write) {
        return ((Change) write).events().stream().map(AuditEvent::type).toList();
    }

    static AccessRequest withTokenAsked() {
        return withSlot(approved())
                .intending(MAKE_CREDENTIAL, NOON)
                .after()
                .noting(MAKE_CREDENTIAL, handles -> ((Handles.Credential) handles).tokenAsked(UNTIL))
                .after();
    }

    static AccessRequest withSlot(AccessRequest request) {
        return request.intending(MAKE_SLOT, NOON)
                .after()
                .saw(MAKE_SLOT, new Seen.Made(), NOON)
                .after();
    }

    static AccessRequest withCredential(AccessRequest request) {
        return request.intending(MAKE_CREDENTIAL, NOON)
                .after()
                .saw(MAKE_CREDENTIAL, new Seen.Made(), NOON)
                .after();
    }

    static AccessRequest active() {
        return moved(withCredential(withSlot(approved())), NOON);
    }

    static AccessRequest closing() {
        return active().end(EndReason.REVOKED, Actor.BOT, UNTIL).orElseThrow().after();
    }

    static Next next(AccessRequest request, Instant now) {
        return request.next(now, Gate.OPEN);
    }

    static AccessRequest moved(AccessRequest request, Instant now) {
        Next next = next(request, now);
        assertThat(next).isInstanceOf(Next.Move.class);
        Change change = ((Next.Move) next).change();
        assertThat(change.events()).isNotEqualTo(List.of());
        return change.after();
    }
}
