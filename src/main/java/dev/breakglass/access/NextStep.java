package dev.breakglass.access;

import static dev.breakglass.access.AccessRequest.ACCOUNT_NAME;
import static dev.breakglass.access.AccessRequest.SLOT_NAME;

import dev.breakglass.access.AuditEvent.Type;
import dev.breakglass.access.Holding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The decision what to do next about one request, at one moment: a pure function of the request, the time and the gate, so
 * that going on after a crash is the same as going on.
 */
final class NextStep {
    private final AccessRequest request;
    private final Instant now;
    private final Gate gate;

    NextStep(AccessRequest request, Instant now, Gate gate) {
        this.request = request;
        this.now = now;
        this.gate = gate;
    }

    Next next() {
        State state = request.state();
        if (state instanceof State.Pending pending) {
            return now.isBefore(pending.lapsesAt())
                    ? new Next.Wait(pending.lapsesAt())
                    : new Next.Move(request.change(pending.lapsed(now), request.event(Type.LAPSED, now, Actor.BOT)));
        }
        if (state instanceof State.Approved approved) {
            return opening(approved);
        }
        if (state instanceof State.Active active) {
            return whileOpen(active);
        }
        if (state instanceof State.Closing closing) {
            return ending(closing);
        }
        return new Next.Wait(Instant.MAX);
    }

    private Next opening(State.Approved approved) {
        if (gate != Gate.OPEN) {
            Refusal refusal = gate == Gate.FROZEN ? Refusal.FROZEN : Refusal.CLOCK_IN_DOUBT;
            return close(approved, EndReason.GATE_SHUT, Optional.of(new Seen.Refused(refusal, "")));
        }
        Optional<Seen.Refused> refused = request.holdings().stream()
                .flatMap(holding -> Optional.ofNullable(holding.refusal()).stream())
                .findFirst();
        if (refused.isPresent()) {
            return close(approved, EndReason.OPENING_REFUSED, refused);
        }
        if (!now.isBefore(approved.openBy())) {
            return close(approved, EndReason.NOT_OPENED_IN_TIME, Optional.empty());
        }
        Plan plan = new Plan(now, approved.openBy());
        // Before the slot, because the account's user is to fill it, whoever was logged in with it being out by then.
        if (request.ask().emergencyLogin() && !openingAccount(plan)) {
            return plan.best();
        }
        Optional<Holding> slot = request.find(Kind.SLOT, SLOT_NAME, 1);
        if (slot.isEmpty()) {
            return new Next.Do(new Act(Act.Verb.MAKE, Kind.SLOT, SLOT_NAME, 1));
        }
        if (slot.get().phase() == Holding.Phase.INTENDED) {
            plan.consider(Act.Verb.LOOK, slot.get());
            return plan.best();
        }
        return credentialsHeld(plan) ? new Next.Move(opened(approved)) : plan.best();
    }

    /** Adds what the emergency account needs; true if it needs nothing. */
    private boolean openingAccount(Plan plan) {
        Optional<Holding> latest = request.latestAttempt(Kind.ACCOUNT, ACCOUNT_NAME);
        if (latest.isEmpty()) {
            plan.makeAt(Instant.MIN, Kind.ACCOUNT, ACCOUNT_NAME, 1);
            return false;
        }
        Holding account = latest.get();
        switch (account.phase()) {
            case HELD -> {
                return true;
            }
            // Once a password was sent, it may be set and known to nobody.
            case INTENDED ->
                plan.consider(
                        ((Handles.Account) account.handles()).sentVersion() == null ? Act.Verb.LOOK : Act.Verb.END,
                        account);
            // The next attempt may take the same account, so this one has to be over first.
            case ENDING -> plan.consider(Act.Verb.END, account);
            case GONE -> makeNext(account, plan);
        }
        return false;
    }

    /** Adds what the credentials need, the first time and after one was taken back; true if they need nothing. */
    private boolean credentialsHeld(Plan plan) {
        boolean allHeld = true;
        for (Terms.CredentialTerms credential : request.terms().credentials()) {
            allHeld &= isHeld(credential.name(), plan);
        }
        return allHeld;
    }

    private boolean isHeld(String name, Plan plan) {
        Optional<Holding> latest = request.latestAttempt(Kind.CREDENTIAL, name);
        if (latest.isEmpty()) {
            plan.makeAt(Instant.MIN, Kind.CREDENTIAL, name, 1);
            return false;
        }
        switch (latest.get().phase()) {
            case HELD -> {
                return true;
            }
            // With handles, something may have been made of which the secret is lost; without, nothing was asked for.
            case INTENDED -> {
                boolean nothingAsked = latest.get().handles().equals(Handles.Credential.NONE);
                if (!nothingAsked || latest.get().refusal() == null) {
                    plan.consider(nothingAsked ? Act.Verb.LOOK : Act.Verb.END, latest.get());
                }
            }
            case ENDING, GONE -> {
                if (makesRoom(latest.get())) {
                    makeNext(latest.get(), plan);
                }
            }
        }
        return false;
    }

    /**
     * One that waits out its end, because its outcome is unknown or because nobody can take it back, is not in the way of the
     * next; one that somebody holds and that is being taken away is. After a refusal it is for people to ask again.
     */
    private boolean makesRoom(Holding former) {
        boolean delivered = former.handles() instanceof Handles.Credential credential && credential.posted();
        return former.refusal() == null && (former.gone() || !delivered || staysValid(former));
    }

    private boolean staysValid(Holding former) {
        return former.waitsItOut()
                && !request.credentialTerms(former.name()).kind().canBeTakenBack();
    }

    private void makeNext(Holding before, Plan plan) {
        plan.makeAt(before.nextAttemptAt(request.id()), before.kind(), before.name(), before.attempt() + 1);
    }

    private Next whileOpen(State.Active active) {
        if (!now.isBefore(active.until())) {
            return new Next.Move(request.closing(active.closing(now, EndReason.EXPIRED, Actor.BOT), now, Map.of()));
        }
        Plan plan = new Plan(now, active.warned() ? active.until() : active.warnsAt());
        request.holdings().stream()
                .filter(holding -> holding.phase() == Holding.Phase.ENDING)
                .forEach(leftover -> plan.consider(Act.Verb.END, leftover));
        request.holdings().stream().filter(NextStep::showsWrapping).forEach(held -> plan.consider(Act.Verb.LOOK, held));
        credentialsHeld(plan);
        if (!active.warned() && !now.isBefore(active.warnsAt())) {
            return new Next.Move(request.change(
                    active.withWarning(),
                    request.event(
                            Type.ENDING_SOON,
                            now,
                            Actor.BOT,
                            "until",
                            active.until().toString())));
        }
        return plan.best();
    }

    /** Whether a wrapping token still stands in a message. */
    private static boolean showsWrapping(Holding holding) {
        return holding.phase() == Holding.Phase.HELD
                && holding.handles() instanceof Handles.Delivered delivered
                && delivered.unopened().isPresent();
    }

    private Next ending(State.Closing closing) {
        if (request.holdings().stream().allMatch(Holding::gone)) {
            return new Next.Move(
                    request.change(closing.closed(now), request.event(Type.CLOSED, now, Actor.BOT, proofs(closing))));
        }
        if (!closing.late() && !now.isBefore(closing.lateAt()) && isHeldUp()) {
            return new Next.Move(request.change(closing.toldLate(), request.event(Type.ENDING_LATE, now, Actor.BOT)));
        }
        Plan plan = new Plan(now, now.isBefore(closing.lateAt()) ? closing.lateAt() : Instant.MAX);
        boolean slotGone =
                request.holdings().stream().noneMatch(holding -> holding.kind() == Kind.SLOT && !holding.gone());
        for (Holding holding : request.holdings()) {
            if (!holding.gone() && (holding.kind() != Kind.SESSIONS || slotGone)) {
                plan.consider(Act.Verb.END, holding);
            }
        }
        return plan.best();
    }

    /** Something should be gone by now; what only waits for its latest possible end is as it should be. */
    private boolean isHeldUp() {
        return request.holdings().stream().anyMatch(holding -> !holding.gone() && !holding.waitsItOut());
    }

    private Change opened(State.Approved approved) {
        return request.change(
                approved.opened(now),
                request.event(
                        Type.OPENED, now, Actor.BOT, "until", approved.until().toString()));
    }

    private Next close(State.Approved approved, EndReason why, Optional<Seen.Refused> refusal) {
        Map<String, String> facts =
                refusal.map(refused -> Map.of("refusal", refused.why().name())).orElse(Map.of());
        return new Next.Move(request.closing(approved.closing(now, why, refusal, Actor.BOT), now, facts));
    }

    private Map<String, String> proofs(State.Closing closing) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("lag_ms", Long.toString(Duration.between(closing.since(), now).toMillis()));
        if (closing.why() == EndReason.EXPIRED) {
            facts.put(
                    "late_ms",
                    Long.toString(Duration.between(closing.until(), now).toMillis()));
        }
        for (Holding holding : request.holdings()) {
            holding.proofIfGone()
                    .ifPresent(proof -> facts.put(AccessRequest.label(holding), proof.kind() + ": " + proof.says()));
        }
        return facts;
    }
}
