package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Act;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Change;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.Write;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The stored requests. Every write carries its audit events into the same transaction. */
public interface Requests {
    AccessRequest load(RequestId id);

    Optional<AccessRequest> find(RequestId id);

    /** Every request that is not final, oldest first. */
    List<AccessRequest> open();

    /** Requests that are closed and were asked for since then, newest first, and at most so many. */
    List<AccessRequest> closedSince(Instant askedAt, int limit);

    /** What came of storing a new request. */
    sealed interface Created {
        /** Stored, now or by an earlier submission of the same origin. */
        record Stored(AccessRequest request) implements Created {}

        /** The person has a live request for the same Boundary target. */
        record Blocked(AccessRequest by) implements Created {}
    }

    Created create(Change asked, Set<Surface> surfaces);

    /** A worker's write; false means that the request moved on: load again. */
    boolean commit(Claim claim, Write write) throws Overtaken;

    /** A worker's write onto the state as it is by now. */
    AccessRequest update(Claim claim, Function<AccessRequest, Write> write) throws Overtaken;

    /** A write by people or by the watch; false means that the request moved on: load again. */
    boolean commit(Change change);

    /** As {@link #commit(Change)}, but only while nothing is frozen; the freeze is locked meanwhile. */
    Approving commitUnlessFrozen(Change change);

    /** What came of a commit that a freeze may forbid. */
    enum Approving {
        COMMITTED,
        STALE,
        FROZEN
    }

    /** An event that moves no request: a refusal, or something about the program itself. */
    void record(AuditEvent event);

    /** Sets the freeze and ends everything approved or active, in one transaction; returns how many were ended. */
    int revokeAll(AuditEvent freeze, Function<AccessRequest, Optional<Change>> end);

    /** Lifts the freeze; false if there was none. */
    boolean liftFreeze(AuditEvent lifted);

    boolean frozen();

    /** Reserves a free slot of the request's terms for it and notes that in the journal; empty if none is free. */
    Optional<SlotId> reserveSlot(Claim claim, RequestId id, Set<SlotId> except) throws Overtaken;

    /** Whether the slot is still reserved for this request. */
    boolean slotIsReservedFor(SlotId slot, RequestId id);

    /** The request for which a slot is reserved. */
    Optional<RequestId> holderOf(SlotId slot);

    /** Reserves a free emergency account of the request's terms for it and notes that in the journal of that act. */
    Optional<AccountId> reserveAccount(Claim claim, RequestId id, Act act, Set<AccountId> except) throws Overtaken;

    /** Whether the account is still reserved for this request. */
    boolean accountIsReservedFor(AccountId account, RequestId id);
}
