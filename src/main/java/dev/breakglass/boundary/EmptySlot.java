package dev.breakglass.boundary;

import static dev.breakglass.boundary.SlotKeeper.handles;
import static dev.breakglass.boundary.SlotKeeper.noting;

import dev.breakglass.access.Proof;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlotId;
import dev.breakglass.flow.Journal;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Empties a slot and proves it. Emptying counts the role's version up even if it is empty already, so that a claim still
 * on its way can no longer land; and it is done at exactly the version read, so that an emptying that comes late never
 * throws out whoever has the slot next.
 */
final class EmptySlot {
    private final BoundaryClient client;
    private final Clock clock;

    EmptySlot(BoundaryClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    Seen empty(Journal journal) {
        SlotId slot = handles(journal).role();
        Integer sentVersion = handles(journal).sentVersion();
        if (slot == null || sentVersion == null) {
            return new Seen.Ended(new Proof(Proof.Kind.NEVER_HELD, clock.instant(), "no slot was ever claimed"));
        }
        try {
            return empty(slot, sentVersion, journal);
        } catch (BoundaryException e) {
            return e.seen(clock.instant());
        }
    }

    private Seen empty(SlotId slot, int sentVersion, Journal journal) {
        BoundaryClient boundary = client.within(journal);
        Optional<Role> found = boundary.findRole(slot);
        if (found.isEmpty()) {
            return deleted(slot, journal);
        }
        Role role = found.get();
        String user = journal.request().slotUser();
        noteLateKnownClaim(role, sentVersion, user, journal);
        if (isOver(role, sentVersion, user)) {
            return gone(role, journal);
        }
        // The very last look before the call: the next person's claim must never be thrown out by ours.
        if (!journal.ours(slot)) {
            return new Seen.Failed("slot " + slot + " is no longer reserved for this request, so it was left alone");
        }
        Optional<BoundaryException> trouble = send(slot, role, boundary);
        Role after = boundary.readRole(slot);
        noteLateKnownClaim(after, sentVersion, user, journal);
        if (after.isEmpty() && after.version() > role.version()) {
            return gone(after, journal);
        }
        return trouble.map(e -> e.seen(clock.instant()))
                .orElseGet(() -> new Seen.Failed("slot " + slot + " was filled again while it was being emptied"));
    }

    /**
     * Whether nothing is left to do: the person is not in the role, no claim of ours can land any more, and the role's time
     * is that of a counted change after our claim. At one above the version sent, an empty role is one whose user was
     * deleted, which neither counts nor sets the time; its emptying is made good to learn a time that bounds the sessions.
     */
    private static boolean isOver(Role role, int sentVersion, String user) {
        if (role.principals().contains(user)) {
            return false;
        }
        return role.version() > sentVersion + 1 || (role.version() > sentVersion && !role.isEmpty());
    }

    private static Optional<BoundaryException> send(SlotId slot, Role role, BoundaryClient boundary) {
        try {
            boundary.setPrincipals(slot, role.version(), Set.of());
            return Optional.empty();
        } catch (BoundaryException e) {
            return Optional.of(e);
        }
    }

    /** The reply to our claim may have been lost; its time is needed to tell the sessions opened through it. */
    private static void noteLateKnownClaim(Role role, int sentVersion, String user, Journal journal) {
        boolean landed = role.version() == sentVersion + 1 && role.isHeldOnlyBy(user);
        if (landed && handles(journal).claimedAt() == null) {
            journal.note(noting(handles -> handles.claimed(role.updated())));
        }
    }

    private Seen gone(Role role, Journal journal) {
        noteEmptied(role.updated(), journal);
        String what = role.isEmpty() ? " read back empty" : " read back held by others and not by the requester";
        return ended("role " + role.id() + what + " at version " + role.version());
    }

    private Seen deleted(SlotId slot, Journal journal) {
        // Boundary has no time for it any more; ours is the best there is.
        noteEmptied(clock.instant(), journal);
        return ended("role " + slot + " does not exist any more");
    }

    private void noteEmptied(Instant boundaryTime, Journal journal) {
        Instant now = clock.instant();
        journal.note(noting(handles -> handles.emptiedAt() == null ? handles.emptied(boundaryTime, now) : handles));
    }

    private Seen ended(String says) {
        return new Seen.Ended(new Proof(Proof.Kind.READ_BACK, clock.instant(), says));
    }
}
