package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Change;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Person;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.Requester;
import dev.breakglass.access.SlackUser;
import dev.breakglass.flow.IdentifyPerson.Identity;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/** Step 6, when a person starts it: withdraw, "I'm done", revoke one, revoke all. */
public final class EndEarly {
    private final IdentifyPerson identify;
    private final Requests requests;
    private final Refusals refusals;
    private final Clock clock;

    public EndEarly(IdentifyPerson identify, Requests requests, Clock clock) {
        this.identify = identify;
        this.requests = requests;
        this.refusals = new Refusals(requests, clock);
        this.clock = clock;
    }

    /** The requester takes an undecided request back. */
    public Outcome withdraw(SlackUser account, Optional<RequestId> id) {
        return byPerson("withdraw", account, id, (person, request) -> request.withdraw(clock.instant()));
    }

    /** The requester is done, or an approver ends it. */
    public Outcome end(SlackUser account, Optional<RequestId> id) {
        return byPerson("end", account, id, (person, request) -> {
            boolean theirs = person.id().equals(request.requester().id());
            return request.end(theirs ? EndReason.DONE_EARLY : EndReason.REVOKED, Actor.of(person), clock.instant());
        });
    }

    /** Somebody with a shell on the host ends one. */
    public Outcome revoke(Actor operator, RequestId id) {
        while (true) {
            Optional<AccessRequest> request = requests.find(id);
            if (request.isEmpty()) {
                return refusals.refuse(
                        "revoke", operator, Refusal.UNKNOWN_REQUEST, request, Map.of("id", id.toString()));
            }
            Optional<Change> change = request.get().end(EndReason.REVOKED, operator, clock.instant());
            if (change.isEmpty()) {
                return refusals.refuse("revoke", operator, Refusal.NOTHING_TO_END, request, Map.of());
            }
            if (requests.commit(change.get())) {
                return new Outcome.Done(change.get().after());
            }
        }
    }

    /** Ends everything and lets nothing new be opened until {@link #liftFreeze}; returns how many were open. */
    public int revokeAll(Actor operator) {
        Instant now = clock.instant();
        return requests.revokeAll(
                AuditEvent.of(AuditEvent.Type.FREEZE_SET, now, operator, Map.of()),
                request -> request.end(EndReason.REVOKED_ALL, operator, now));
    }

    /** Lets new grants be opened again; false if nothing was frozen. */
    public boolean liftFreeze(Actor operator) {
        return requests.liftFreeze(AuditEvent.of(AuditEvent.Type.FREEZE_LIFTED, clock.instant(), operator, Map.of()));
    }

    private interface Ending extends BiFunction<Person, AccessRequest, Optional<Change>> {}

    private Outcome byPerson(String verb, SlackUser account, Optional<RequestId> id, Ending ending) {
        while (true) {
            Optional<AccessRequest> found = id.flatMap(requests::find);
            Who who = found.filter(request -> request.requester().slack().equals(account))
                    .map(request -> Who.requesterOf(request))
                    .orElseGet(() -> identified(account, found));
            Actor actor = who.person().map(Actor::of).orElseGet(() -> Actor.of(account));
            if (who.refusal().isPresent() || found.isEmpty()) {
                Refusal why = who.refusal().orElse(Refusal.UNKNOWN_REQUEST);
                return refusals.refuse(verb, actor, why, found, Map.of());
            }
            Person person = who.person().orElseThrow();
            boolean onlyTheirs = verb.equals("withdraw")
                    && !person.id().equals(found.get().requester().id());
            Optional<Change> change = onlyTheirs ? Optional.empty() : ending.apply(person, found.get());
            if (change.isEmpty()) {
                Refusal why = onlyTheirs ? Refusal.NOT_YOURS : Refusal.NOTHING_TO_END;
                return refusals.refuse(verb, actor, why, found, Map.of());
            }
            if (requests.commit(change.get())) {
                return new Outcome.Done(change.get().after());
            }
        }
    }

    /** Who wants the end, and what speaks against it. */
    private record Who(Optional<Person> person, Optional<Refusal> refusal) {
        /** The account that asked may always end what it asked for: an ending needs neither the policy nor Slack. */
        static Who requesterOf(AccessRequest request) {
            Requester requester = request.requester();
            Person person = new Person(
                    requester.id(), requester.name(), Set.of(requester.slack()), Optional.of(requester.boundaryUser()));
            return new Who(Optional.of(person), Optional.empty());
        }
    }

    private Who identified(SlackUser account, Optional<AccessRequest> request) {
        Identity identity = identify.identify(account);
        if (identity instanceof Identity.Nobody nobody) {
            return new Who(Optional.empty(), Optional.of(nobody.why()));
        }
        Identity.Known known = (Identity.Known) identity;
        return new Who(
                Optional.of(known.person()),
                request.flatMap(found -> known.policy().refusesEnding(known.person(), account, found)));
    }
}
