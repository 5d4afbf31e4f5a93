package dev.breakglass.boundary;

import static dev.breakglass.boundary.AccountKeeper.handles;
import static dev.breakglass.boundary.AccountKeeper.noting;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Seen;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Messenger.Undelivered;
import dev.breakglass.flow.Wrapping;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives an emergency account a random password and hands it over, in one attempt that is never resumed once it was sent:
 * the password lives in memory only, so after any doubt the account is emptied and another attempt begins.
 */
final class SetPassword {
    private static final int RANDOM_BYTES = 32;

    private final BoundaryClient client;
    private final Wrapping wrapping;
    private final Courier courier;
    private final Duration wrapTtl;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SetPassword(BoundaryClient client, Wrapping wrapping, Courier courier, Duration wrapTtl, Clock clock) {
        this.client = client;
        this.wrapping = wrapping;
        this.courier = courier;
        this.wrapTtl = wrapTtl;
        this.clock = clock;
    }

    Seen set(Journal journal) {
        String conversation;
        try {
            // First of all, so that an outage of Slack costs no password.
            AccessRequest request = journal.request();
            conversation = journal.call(() -> courier.open(request));
        } catch (Undelivered e) {
            return e.kind() == Undelivered.Kind.RESTING
                    ? new Seen.NotYet(clock.instant().plus(e.retryAfter()))
                    : undelivered(e);
        }
        try {
            return set(conversation, journal);
        } catch (BoundaryException e) {
            return e.isRefusal() ? new Seen.Refused(Refusal.BOUNDARY_REFUSED, e.says()) : e.seen(clock.instant());
        } catch (Wrapping.Unavailable e) {
            return e.forGood() ? new Seen.Refused(Refusal.VAULT_REFUSED, e.says()) : new Seen.Failed(e.says());
        } catch (Undelivered e) {
            return undelivered(e);
        }
    }

    private Seen set(String conversation, Journal journal) {
        BoundaryClient boundary = client.within(journal);
        Optional<PasswordAccount> found = firstFree(boundary, journal);
        if (found.isEmpty()) {
            return new Seen.Refused(Refusal.NO_FREE_ACCOUNT, "every emergency account of the target is taken");
        }
        PasswordAccount before = found.get();
        AccountId id = new AccountId(before.id());
        String user = journal.request().terms().account(id).user();
        // How to log in is told as Boundary has it.
        AccountTerms account = new AccountTerms(id, user, before.authMethod(), before.loginName());
        AccountTokens tokens = new AccountTokens(account, boundary);
        // Before the password, because without these rights the account could be enabled and never proved to be closed.
        tokens.delete();
        Secret password = randomPassword();
        Duration opensFor = opensFor(journal.request());
        Instant opensUntil = clock.instant().plus(opensFor);
        Wrapping.Wrapped wrapped = journal.call(() -> wrapping.wrap(Map.of("password", password), opensFor));
        Handles.Delivery delivery = Handles.Delivery.wrapped(wrapped.accessor(), opensUntil);
        journal.note(noting(handles -> handles.delivered(delivery).sent(before.version())));
        boundary.setPassword(account.id(), before.version(), password);
        if (boundary.readAccount(account.id()).version() != before.version() + 1) {
            return new Seen.Failed("the emergency account was changed by somebody else while it was given a password");
        }
        // Whoever knew a former password may have logged in until now; the slot is not filled yet.
        tokens.delete();
        AccessRequest request = journal.request();
        Posted posted =
                journal.call(() -> courier.deliverLogin(request, conversation, account, wrapped.token(), opensFor));
        journal.note(noting(handles -> handles.delivered(delivery.posted(posted.channel(), posted.ts()))));
        return new Seen.Made();
    }

    /** The account reserved before, else the first free one; one that Boundary does not know keeps no other from being taken. */
    private static Optional<PasswordAccount> firstFree(BoundaryClient boundary, Journal journal) {
        Set<AccountId> unknown = new HashSet<>();
        Optional<AccountId> reserved =
                Optional.ofNullable(handles(journal).id()).or(() -> journal.reserveAccount(unknown));
        while (reserved.isPresent()) {
            Optional<PasswordAccount> found = boundary.findAccount(reserved.get());
            if (found.isPresent()) {
                return found;
            }
            unknown.add(reserved.get());
            reserved = journal.reserveAccount(unknown);
        }
        return Optional.empty();
    }

    /** Letters, digits, minus and underscore only, so that no shell needs it quoted. */
    private Secret randomPassword() {
        byte[] bytes = new byte[RANDOM_BYTES];
        random.nextBytes(bytes);
        return Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private Duration opensFor(AccessRequest request) {
        Instant until = request.until().orElseThrow();
        Duration left = Duration.between(clock.instant(), until);
        if (left.compareTo(Duration.ofSeconds(1)) < 0) {
            throw new Journal.StopMaking();
        }
        return left.compareTo(wrapTtl) < 0 ? left : wrapTtl;
    }

    private static Seen undelivered(Undelivered e) {
        String says = "Slack does not take the message with the password of the emergency account";
        return switch (e.kind()) {
            case CHANNEL_CLOSED, REFUSED -> new Seen.Refused(Refusal.SLACK_REFUSED, says);
            case RESTING, LATER, MESSAGE_GONE -> new Seen.Failed(says);
        };
    }
}
