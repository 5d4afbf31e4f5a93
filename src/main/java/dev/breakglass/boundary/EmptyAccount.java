package dev.breakglass.boundary;

import static dev.breakglass.boundary.AccountKeeper.handles;
import static dev.breakglass.boundary.AccountKeeper.noting;

import dev.breakglass.access.AccountId;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Seen;
import dev.breakglass.access.State;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.flow.Journal;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/**
 * Takes the password of an emergency account away, throws out whoever is logged in with it, and proves both. Emptying
 * counts the account's version up even if it has no password, so that a password still on its way can no longer be set;
 * and as Boundary never says whether there is one, the version at which it was emptied is the proof that there is none.
 */
final class EmptyAccount {
    /** Stands for the version of an account that is no more. */
    private static final int DELETED = 0;

    private final BoundaryClient client;
    private final Clock clock;

    EmptyAccount(BoundaryClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    Seen empty(Journal journal) {
        AccountId id = handles(journal).id();
        if (id == null || handles(journal).sentVersion() == null) {
            return new Seen.Ended(
                    new Proof(Proof.Kind.NEVER_HELD, clock.instant(), "no emergency account was given a password"));
        }
        try {
            return empty(journal.request().terms().account(id), journal);
        } catch (BoundaryException e) {
            return e.seen(clock.instant());
        }
    }

    private Seen empty(AccountTerms account, Journal journal) {
        BoundaryClient boundary = client.within(journal);
        Optional<PasswordAccount> found = boundary.findAccount(account.id());
        if (found.isEmpty()) {
            return prove(account, "account " + account.id() + " does not exist any more", DELETED, boundary, journal);
        }
        int version = found.get().version();
        if (!isEmpty(found.get(), journal)) {
            // The very last look before the call: the next person's password must never be taken by our ending.
            if (!journal.ours(account.id())) {
                return new Seen.Failed("the emergency account is no longer reserved for this request");
            }
            boundary.emptyPassword(account.id(), version);
            version++;
            if (boundary.readAccount(account.id()).version() != version) {
                return new Seen.Failed("the emergency account was changed by somebody else while it was emptied");
            }
        }
        String what =
                "account " + account.id() + " was read back at version " + version + ", at which it has no password";
        return prove(account, what, version, boundary, journal);
    }

    private static boolean isEmpty(PasswordAccount account, Journal journal) {
        Integer emptyVersion = handles(journal).emptyVersion();
        return emptyVersion != null && emptyVersion == account.version();
    }

    /** Somebody who was logging in while it was emptied may get a token a moment later, so the last list waits for that. */
    private Seen prove(AccountTerms account, String what, int emptyVersion, BoundaryClient boundary, Journal journal) {
        Instant proving = emptySeenAt(emptyVersion, journal).plus(State.SETTLE);
        boolean settled = !clock.instant().isBefore(proving);
        int left = new AccountTokens(account, boundary).delete();
        if (left > 0 || !settled) {
            // What was deleted just now is read back by the next list.
            Instant soon = clock.instant().plusMillis(500);
            return new Seen.NotYet(proving.isAfter(soon) ? proving : soon);
        }
        return new Seen.Ended(
                new Proof(Proof.Kind.READ_BACK, clock.instant(), what + ", and nobody is logged in with it"));
    }

    /** Our time of the first reading at this version, which is noted if it is this one. */
    private Instant emptySeenAt(int version, Journal journal) {
        Integer before = handles(journal).emptyVersion();
        Instant seenAt = handles(journal).emptySeenAt();
        if (before != null && before == version && seenAt != null) {
            return seenAt;
        }
        Instant now = clock.instant();
        journal.note(noting(handles -> handles.emptied(version, now)));
        return now;
    }
}
