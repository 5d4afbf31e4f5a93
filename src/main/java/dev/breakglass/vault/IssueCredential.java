package dev.breakglass.vault;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Act;
import dev.breakglass.access.Approval;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Seen;
import dev.breakglass.access.State;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Messenger;
import dev.breakglass.flow.Wrapping;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Issues one credential under a token of its own and delivers it, in one attempt that is never resumed: the secrets live
 * in memory only, so after any doubt the whole is ended and another attempt begins.
 */
final class IssueCredential {
    /** For so long may Vault work on a call (90 s) that we have given up; what it makes then counts from that moment. */
    static final Duration LATE = Duration.ofSeconds(95);

    private static final Logger log = LoggerFactory.getLogger(IssueCredential.class);

    private final VaultClient client;
    private final VaultLogin login;
    private final Wrapping wrapping;
    private final Courier courier;
    private final Duration wrapTtl;
    private final Clock clock;

    IssueCredential(
            VaultClient client, VaultLogin login, Wrapping wrapping, Courier courier, Duration wrapTtl, Clock clock) {
        this.client = client;
        this.login = login;
        this.wrapping = wrapping;
        this.courier = courier;
        this.wrapTtl = wrapTtl;
        this.clock = clock;
    }

    Seen issue(Act act, Journal journal) {
        AccessRequest request = journal.request();
        Terms.CredentialTerms terms = request.credentialTerms(act.name());
        Instant until = request.until().orElseThrow();
        try {
            // First of all, so that an outage of Slack costs no credential.
            String conversation;
            try {
                conversation = journal.call(() -> courier.open(request));
            } catch (Messenger.Undelivered e) {
                return e.kind() == Messenger.Undelivered.Kind.RESTING
                        ? new Seen.NotYet(clock.instant().plus(e.retryAfter()))
                        : undelivered(e);
            }
            Source source = Source.of(terms.kind(), client);
            Secret own = createToken(request, terms, source.handsOutTheToken(), until, journal);
            Source.Issued issued = get(source, own, until, journal);
            if (source.leaseLivesFor().isPresent() && issued.lease().isEmpty()) {
                journal.note(noting(Handles.Credential::leaseNotMade));
                return new Seen.Refused(
                        Refusal.VAULT_REFUSED,
                        "Vault gives no lease for credential " + act.name() + ", so it could not be ended");
            }
            setEnd(issued, until, journal);
            deliver(request, act.name(), conversation, issued.secrets(), until, journal);
            return new Seen.Made();
        } catch (VaultException e) {
            return e.forGood() ? new Seen.Refused(Refusal.VAULT_REFUSED, e.says()) : new Seen.Failed(e.says());
        } catch (Wrapping.Unavailable e) {
            return e.forGood() ? new Seen.Refused(Refusal.VAULT_REFUSED, e.says()) : new Seen.Failed(e.says());
        } catch (Messenger.Undelivered e) {
            return undelivered(e);
        }
    }

    private Secret createToken(
            AccessRequest request, Terms.CredentialTerms terms, boolean handedOut, Instant until, Journal journal) {
        Duration ttl = left(until);
        journal.note(
                noting(handles -> handles.tokenAsked(clock.instant().plus(ttl).plus(LATE))));
        VaultClient.TokenAsk ask = new VaultClient.TokenAsk(
                terms.tokenRole(),
                terms.policies(),
                ttl,
                !handedOut,
                request.id().spoken().toLowerCase(Locale.ROOT),
                meta(request, terms));
        VaultClient.MadeToken made;
        try {
            made = login.asBot(journal::call, token -> client.createToken(token, ask));
        } catch (VaultException | Journal.StopMaking e) {
            if (nothingDone(e)) {
                journal.note(noting(Handles.Credential::tokenNotMade));
            }
            throw e;
        }
        noteOrRevoke(made.accessor(), journal);
        return made.token();
    }

    /** A token whose accessor could not be stored is nobody else's to end. */
    private void noteOrRevoke(String accessor, Journal journal) {
        try {
            journal.note(noting(handles -> handles.tokenMade(accessor)));
        } catch (RuntimeException e) {
            try {
                client.revokeAccessor(login.token(), accessor);
            } catch (VaultException alsoFailed) {
                log.warn("a token that could not be noted stays until its own end, accessor {}", accessor);
            }
            throw e;
        }
    }

    private Source.Issued get(Source source, Secret own, Instant until, Journal journal) {
        source.leaseLivesFor()
                .ifPresent(ttl -> journal.note(noting(
                        handles -> handles.leaseAsked(clock.instant().plus(ttl).plus(LATE)))));
        Source.Issued issued;
        try {
            issued = journal.call(() -> source.get(own, left(until)));
        } catch (VaultException | Journal.StopMaking e) {
            if (nothingDone(e)) {
                journal.note(noting(Handles.Credential::leaseNotMade));
            }
            throw e;
        }
        issued.lease().ifPresent(lease -> journal.note(noting(handles -> handles.leaseMade(lease.id()))));
        return issued;
    }

    /** Lets the lease end with the grant, so that the system behind Vault knows that end, too. */
    private void setEnd(Source.Issued issued, Instant until, Journal journal) {
        Instant end = issued.end().orElse(until);
        if (issued.lease().isPresent() && issued.lease().get().renewable()) {
            String lease = issued.lease().get().id();
            Duration wanted = left(until);
            Duration granted = login.asBot(journal::call, token -> client.renewLease(token, lease, wanted));
            Instant grantedEnd = clock.instant().plus(granted);
            end = grantedEnd.isBefore(until) ? grantedEnd : until;
        }
        Instant known = end;
        journal.note(noting(handles -> handles.endSet(known)));
    }

    private void deliver(
            AccessRequest request,
            String name,
            String conversation,
            Map<String, Secret> secrets,
            Instant until,
            Journal journal) {
        Duration opensFor = shorter(wrapTtl, left(until));
        Instant opensUntil = clock.instant().plus(opensFor);
        Wrapping.Wrapped wrapped = journal.call(() -> wrapping.wrap(secrets, opensFor));
        Handles.Delivery delivery = Handles.Delivery.wrapped(wrapped.accessor(), opensUntil);
        journal.note(noting(handles -> handles.delivered(delivery)));
        Messenger.Posted posted =
                journal.call(() -> courier.deliver(request, conversation, name, wrapped.token(), opensFor));
        journal.note(noting(handles -> handles.delivered(delivery.posted(posted.channel(), posted.ts()))));
    }

    /** A making that is stopped is stopped before its next call. */
    private static boolean nothingDone(RuntimeException e) {
        return e instanceof Journal.StopMaking || (e instanceof VaultException failure && failure.nothingDone());
    }

    private static Seen undelivered(Messenger.Undelivered e) {
        return switch (e.kind()) {
            case CHANNEL_CLOSED, REFUSED ->
                new Seen.Refused(Refusal.SLACK_REFUSED, "Slack does not take the message with the credential");
            case RESTING, LATER, MESSAGE_GONE -> new Seen.Failed("Slack did not take the message with the credential");
        };
    }

    private static Map<String, String> meta(AccessRequest request, Terms.CredentialTerms terms) {
        String approvers = approvals(request.state()).stream()
                .map(approval -> approval.by().value())
                .collect(Collectors.joining(","));
        return Map.of(
                "request", request.id().toString(),
                "requester", request.requester().id().value(),
                "approvers", approvers,
                "credential", terms.name());
    }

    private static List<Approval> approvals(State state) {
        if (state instanceof State.Approved approved) {
            return approved.approvals();
        }
        return state instanceof State.Active active ? active.approvals() : List.of();
    }

    /** What is left of the grant in whole seconds; rounded down, so that nothing outlives it. */
    private Duration left(Instant until) {
        Duration left = Duration.between(clock.instant(), until).truncatedTo(ChronoUnit.SECONDS);
        // Vault takes a time of zero for its own default, which may be a month.
        if (left.isZero() || left.isNegative()) {
            throw new Journal.StopMaking();
        }
        return left;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }

    private static UnaryOperator<Handles> noting(UnaryOperator<Handles.Credential> change) {
        return handles -> change.apply((Handles.Credential) handles);
    }
}
