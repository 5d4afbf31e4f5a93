package dev.breakglass.boundary;

import static dev.breakglass.boundary.SlotKeeper.handles;
import static dev.breakglass.boundary.SlotKeeper.noting;

import dev.breakglass.access.Handles;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.Requester;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlotId;
import dev.breakglass.flow.BoundaryUsers.Resolution;
import dev.breakglass.flow.Journal;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Claims a slot for the requester's user, or the emergency user lent to them, under the role's version, and believes only what it reads back. */
final class FillSlot {
    private static final Logger log = LoggerFactory.getLogger(FillSlot.class);

    private final BoundaryClient client;
    private final AccountOwners owners;
    private final Clock clock;

    FillSlot(BoundaryClient client, AccountOwners owners, Clock clock) {
        this.client = client;
        this.owners = owners;
        this.clock = clock;
    }

    /** What a role, as read, means for our claim on it. */
    private enum Standing {
        OURS,
        FREE,
        /** Somebody else is in it, and no claim of ours can have landed or land any more. */
        TAKEN,
        /** It changed more than once since we sent a claim, so ours may have landed in between. */
        DOUBTFUL
    }

    Seen fill(Journal journal) {
        try {
            return isStillTheirs(journal) ? fillFirstFree(journal) : changed();
        } catch (BoundaryException e) {
            return failed(e);
        }
    }

    /** Whether the account of the requester still leads to the user whom it led to when they asked. */
    private boolean isStillTheirs(Journal journal) {
        if (journal.request().ask().emergencyLogin()) {
            return true;
        }
        Requester requester = journal.request().requester();
        Resolution theirs = new Resolution.User(requester.boundaryUser());
        return requester
                .boundaryAccount()
                .map(account -> owners.find(account, client.within(journal)))
                .filter(found -> !found.equals(theirs))
                .isEmpty();
    }

    private static Seen changed() {
        return new Seen.Refused(Refusal.BOUNDARY_USER_CHANGED, "");
    }

    private Seen fillFirstFree(Journal journal) {
        BoundaryClient boundary = client.within(journal);
        Set<SlotId> occupied = new HashSet<>();
        Optional<SlotId> slot = Optional.ofNullable(handles(journal).role()).or(() -> journal.reserve(occupied));
        while (slot.isPresent()) {
            Optional<Seen> seen = claim(slot.get(), boundary, journal);
            if (seen.isPresent()) {
                return seen.get();
            }
            occupied.add(slot.get());
            slot = journal.reserve(occupied);
        }
        return new Seen.Refused(Refusal.NO_FREE_SLOT, "every slot of the target is taken");
    }

    /** Claims one slot; empty if somebody is in it who is not ours to touch. */
    private Optional<Seen> claim(SlotId slot, BoundaryClient boundary, Journal journal) {
        Optional<Role> found = boundary.findRole(slot);
        if (found.isEmpty() && handles(journal).sentVersion() == null) {
            log.warn("slot {} does not exist in Boundary, so the next one is taken", slot);
            return Optional.empty();
        }
        Role role = found.orElseGet(() -> boundary.readRole(slot));
        return switch (standing(role, journal)) {
            case OURS -> Optional.of(made(role, journal));
            case TAKEN -> Optional.empty();
            case DOUBTFUL ->
                Optional.of(
                        new Seen.Failed("slot " + slot + " was changed by somebody else while it was being filled"));
            case FREE -> send(slot, role, boundary, journal);
        };
    }

    private Optional<Seen> send(SlotId slot, Role role, BoundaryClient boundary, Journal journal) {
        // The first sending counts: sessions may have been opened from then on.
        Instant firstSent = Optional.ofNullable(handles(journal).sentAt()).orElseGet(clock::instant);
        journal.note(noting(handles -> handles.sent(role.version(), firstSent)));
        BoundaryException trouble = null;
        try {
            String user = journal.request().slotUser();
            boundary.setPrincipals(slot, role.version(), Set.of(user));
        } catch (BoundaryException e) {
            if (e.isRefusal()) {
                throw e;
            }
            trouble = e;
        }
        Role after = boundary.readRole(slot);
        return switch (standing(after, journal)) {
            case OURS -> Optional.of(made(after, journal));
            case TAKEN -> Optional.empty();
            case FREE, DOUBTFUL -> Optional.of(notLanded(slot, trouble));
        };
    }

    private Seen notLanded(SlotId slot, @Nullable BoundaryException trouble) {
        return trouble == null
                ? new Seen.Failed("Boundary said that slot " + slot + " was filled, but it reads otherwise")
                : trouble.seen(clock.instant());
    }

    private static Standing standing(Role role, Journal journal) {
        Handles.Slot handles = handles(journal);
        Integer sentVersion = handles.sentVersion();
        if (sentVersion == null) {
            return role.isEmpty() ? Standing.FREE : Standing.TAKEN;
        }
        boolean oneChangeSince = role.version() == sentVersion + 1;
        if (oneChangeSince && role.isHeldOnlyBy(journal.request().slotUser())) {
            return Standing.OURS;
        }
        if (role.isEmpty()) {
            return Standing.FREE;
        }
        return oneChangeSince ? Standing.TAKEN : Standing.DOUBTFUL;
    }

    private static Seen made(Role role, Journal journal) {
        journal.note(noting(handles -> handles.claimed(role.updated())));
        return new Seen.Made();
    }

    private Seen failed(BoundaryException e) {
        return e.isRefusal() ? new Seen.Refused(Refusal.BOUNDARY_REFUSED, e.says()) : e.seen(clock.instant());
    }
}
