package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Handles;
import dev.breakglass.access.SlotId;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** What a keeper uses while it acts: it stores handles on the way and lets each outside call through. */
public interface Journal {
    /** The request as it is stored by now. */
    AccessRequest request();

    /** The handles of the holding that is being acted on, as stored by now. */
    Handles handles();

    /**
     * Makes one outside call, after renewing the lease.
     *
     * @throws Overtaken if another worker has taken over
     * @throws StopMaking if the request left Approved and Active; never thrown to an ending
     */
    <T> T call(Supplier<T> outside);

    /** Stores what became known; done even when the request has moved on. */
    void note(UnaryOperator<Handles> handles);

    /** Reserves a free slot, other than these. */
    Optional<SlotId> reserve(Set<SlotId> except);

    /** Whether the slot is still reserved for this request. */
    boolean ours(SlotId slot);

    /** Reserves a free emergency account, other than these. */
    Optional<AccountId> reserveAccount(Set<AccountId> except);

    /** Whether the account is still reserved for this request. */
    boolean ours(AccountId account);

    /** The request is no longer to be opened; the loop turns this into {@code Seen.Stopped}. */
    final class StopMaking extends RuntimeException {
        public StopMaking() {
            super("the request is no longer to be opened");
        }
    }
}
