package dev.breakglass.flow;

import static dev.breakglass.access.Samples.BOB;
import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Act;
import dev.breakglass.access.Change;
import dev.breakglass.access.Gate;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Next;
import dev.breakglass.access.Samples;
import dev.breakglass.access.Seen;
import dev.breakglass.store.Store;
import java.time.Duration;
import java.util.Set;

/** Alice's request in a store, carried on as the workers do, without anything outside. */
final class OpenGrants {
    private static final Act MAKE_SLOT = new Act(Act.Verb.MAKE, Holding.Kind.SLOT, "slot", 1);
    private static final Act MAKE_CREDENTIAL = new Act(Act.Verb.MAKE, Holding.Kind.CREDENTIAL, "orders", 1);

    private final Store store;

    OpenGrants(Store store) {
        this.store = store;
    }

    AccessRequest asked() {
        Change asked = Samples.asked(1);
        store.requests().create(asked, Set.of());
        return asked.after();
    }

    /** Open through the first slot, with a credential whose token has the accessor {@code accessor-1}. */
    AccessRequest active() {
        Change approved = asked().approve(BOB, Duration.ofMinutes(30), NOON).orElseThrow();
        assertThat(store.requests().commit(approved)).isTrue();
        Claim claim = claimOf(approved.after());
        Requests requests = store.requests();
        requests.update(claim, request -> request.intending(MAKE_SLOT, NOON));
        assertThat(requests.reserveSlot(claim, approved.after().id(), Set.of())).isPresent();
        requests.update(
                claim,
                request -> request.noting(
                        MAKE_SLOT,
                        handles -> ((Handles.Slot) handles).sent(4, NOON).claimed(NOON)));
        requests.update(claim, request -> request.saw(MAKE_SLOT, new Seen.Made(), NOON));
        requests.update(claim, request -> request.intending(MAKE_CREDENTIAL, NOON));
        requests.update(
                claim,
                request -> request.noting(
                        MAKE_CREDENTIAL,
                        handles -> ((Handles.Credential) handles)
                                .tokenAsked(NOON.plus(Duration.ofHours(1)))
                                .tokenMade("accessor-1")));
        requests.update(claim, request -> request.saw(MAKE_CREDENTIAL, new Seen.Made(), NOON));
        return move(claim, approved.after());
    }

    /** The move that comes next; gives the claim back. */
    AccessRequest move(Claim claim, AccessRequest request) {
        AccessRequest moved =
                store.requests().update(claim, latest -> ((Next.Move) latest.next(NOON, Gate.OPEN)).change());
        assertThat(moved.id()).isEqualTo(request.id());
        store.work().finish(claim);
        return moved;
    }

    Claim claimOf(AccessRequest request) {
        Claim claim = store.work().claim(Set.of(Work.Kind.REQUEST)).orElseThrow();
        assertThat(claim.request()).isEqualTo(request.id());
        return claim;
    }
}
