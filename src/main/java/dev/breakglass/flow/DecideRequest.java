package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.Approval;
import dev.breakglass.access.Change;
import dev.breakglass.access.Person;
import dev.breakglass.access.Policy;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.State;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.IdentifyPerson.Identity;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Step 3: an approver says yes or no. */
public final class DecideRequest {
    private final IdentifyPerson identify;
    private final Requests requests;
    private final Refusals refusals;
    private final Clock clock;

    public DecideRequest(IdentifyPerson identify, Requests requests, Clock clock) {
        this.identify = identify;
        this.requests = requests;
        this.refusals = new Refusals(requests, clock);
        this.clock = clock;
    }

    /**
     * A press on a card.
     *
     * @param channel where it was pressed, as Slack says; must be where the card belongs
     */
    public record Press(SlackUser account, Optional<RequestId> request, String channel) {}

    public Outcome approve(Press press) {
        while (true) {
            Verdict verdict = mayDecide("approve", press);
            if (verdict instanceof Verdict.No no) {
                return no.outcome();
            }
            Verdict.Yes yes = (Verdict.Yes) verdict;
            AccessRequest request = yes.request();
            Optional<Refusal> refusal = yes.policy().refusesGranting(request);
            if (refusal.isPresent()) {
                return refuse("approve", yes.person(), refusal.get(), request);
            }
            Optional<Change> renewed = request.withTerms(yes.current(), clock.instant());
            if (renewed.isPresent()) {
                if (requests.commit(renewed.get())) {
                    return refuse(
                            "approve",
                            yes.person(),
                            Refusal.TERMS_CHANGED,
                            renewed.get().after());
                }
                continue;
            }
            if (approvals(request).stream()
                    .anyMatch(a -> a.by().equals(yes.person().id()))) {
                return refuse("approve", yes.person(), Refusal.APPROVED_BEFORE, request);
            }
            Change change = request.approve(yes.person(), request.ask().duration(), clock.instant())
                    .orElseThrow();
            switch (requests.commitUnlessFrozen(change)) {
                case COMMITTED -> {
                    return new Outcome.Done(change.after());
                }
                case FROZEN -> {
                    return refuse("approve", yes.person(), Refusal.FROZEN, request);
                }
                case STALE -> {}
            }
        }
    }

    /** Whether this person could deny it now; asked before the question for the reason is shown. */
    public Outcome mayDeny(Press press) {
        Verdict verdict = mayDecide("deny", press);
        return verdict instanceof Verdict.No no ? no.outcome() : new Outcome.Done(((Verdict.Yes) verdict).request());
    }

    public Outcome deny(Press press, String reason) {
        while (true) {
            Verdict verdict = mayDecide("deny", press);
            if (verdict instanceof Verdict.No no) {
                return no.outcome();
            }
            Verdict.Yes yes = (Verdict.Yes) verdict;
            Change change =
                    yes.request().deny(yes.person(), reason, clock.instant()).orElseThrow();
            if (requests.commit(change)) {
                return new Outcome.Done(change.after());
            }
        }
    }

    /** An approver says that the static secrets which were handed over have been changed since. */
    public Outcome confirmRotation(Press press) {
        while (true) {
            Verdict verdict = isApprover("confirm rotation", press);
            if (verdict instanceof Verdict.No no) {
                return no.outcome();
            }
            Verdict.Yes yes = (Verdict.Yes) verdict;
            Optional<Change> change = yes.request().rotated(yes.person(), clock.instant());
            if (change.isEmpty()) {
                return refuse("confirm rotation", yes.person(), Refusal.NOTHING_TO_CONFIRM, yes.request());
            }
            if (requests.commit(change.get())) {
                return new Outcome.Done(change.get().after());
            }
        }
    }

    private sealed interface Verdict {
        record Yes(Person person, Policy policy, AccessRequest request) implements Verdict {
            Terms current() {
                return policy.rule(request.terms().target())
                        .orElseThrow()
                        .terms()
                        .shownIn(request.terms().channel());
            }
        }

        record No(Outcome outcome) implements Verdict {}
    }

    private Verdict mayDecide(String verb, Press press) {
        Verdict verdict = isApprover(verb, press);
        if (!(verdict instanceof Verdict.Yes yes)) {
            return verdict;
        }
        AccessRequest request = yes.request();
        boolean over = request.state() instanceof State.Pending pending
                && !clock.instant().isBefore(pending.lapsesAt());
        return over || request.state().name() != State.Name.PENDING
                ? no(verb, Actor.of(yes.person()), Refusal.ALREADY_DECIDED, Optional.of(request))
                : yes;
    }

    private Verdict isApprover(String verb, Press press) {
        Optional<AccessRequest> found = press.request().flatMap(requests::find);
        Identity identity = identify.identify(press.account());
        if (identity instanceof Identity.Nobody nobody) {
            return no(verb, Actor.of(press.account()), nobody.why(), found);
        }
        Identity.Known known = (Identity.Known) identity;
        Actor actor = Actor.of(known.person());
        if (found.isEmpty() || !found.get().terms().channel().equals(press.channel())) {
            return no(verb, actor, Refusal.UNKNOWN_REQUEST, found);
        }
        Optional<Refusal> refusal = known.policy().refusesDeciding(known.person(), press.account(), found.get());
        return refusal.isPresent()
                ? no(verb, actor, refusal.get(), found)
                : new Verdict.Yes(known.person(), known.policy(), found.get());
    }

    private Verdict no(String verb, Actor actor, Refusal why, Optional<AccessRequest> request) {
        return new Verdict.No(refusals.refuse(verb, actor, why, request, Map.of()));
    }

    private Outcome refuse(String verb, Person person, Refusal why, AccessRequest request) {
        return refusals.refuse(verb, Actor.of(person), why, Optional.of(request), Map.of());
    }

    private static List<Approval> approvals(AccessRequest request) {
        return request.state() instanceof State.Pending pending ? pending.approvals() : List.of();
    }
}
