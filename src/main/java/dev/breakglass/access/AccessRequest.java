package dev.breakglass.access;

import dev.breakglass.access.AuditEvent.Type;
import dev.breakglass.access.Holding.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One request for emergency access, with everything that may exist outside because of it. Immutable: what people do and
 * what was seen outside give a {@link Write}, and {@link #next} says what is to be done.
 *
 * @param version raised by one with every write
 */
public record AccessRequest(
        RequestId id, long version, Requester requester, Terms terms, Ask ask, State state, List<Holding> holdings) {

    /** How long people have to answer. */
    public static final Duration ANSWER_LIMIT = Duration.ofHours(1);

    public AccessRequest {
        holdings = List.copyOf(holdings);
        if (state.name() == State.Name.CLOSED && !holdings.stream().allMatch(Holding::gone)) {
            throw new IllegalArgumentException("closed means that everything is proved gone: " + id);
        }
    }

    // ---- what people do ----

    /** A new request, waiting for people. */
    public static Change asked(RequestId id, Requester requester, Terms terms, Ask ask) {
        State state = new State.Pending(ask.at().plus(ANSWER_LIMIT), List.of(), Optional.empty());
        AccessRequest request = new AccessRequest(id, 1, requester, terms, ask, state, List.of());
        Map<String, String> facts = new TreeMap<>(Map.of(
                "target", terms.target().value(),
                "duration", ask.duration().toString(),
                "reason", ask.reason(),
                "approvals_needed", Integer.toString(terms.approvalsNeeded()),
                "digest", terms.digest()));
        if (ask.emergencyLogin()) {
            facts.put("login", "emergency account");
        }
        return Change.born(request, AuditEvent.of(Type.REQUESTED, ask.at(), id, Actor.of(requester), facts));
    }

    /**
     * Counts one person's yes; with the last one needed the grant's clock starts. Whether the person may approve was decided
     * before, by {@link Policy}.
     *
     * @param atMost the longest time this person says yes to
     * @return empty unless the request is pending
     */
    public Optional<Change> approve(Person by, Duration atMost, Instant now) {
        if (!(state instanceof State.Pending pending)) {
            return Optional.empty();
        }
        State.Pending counted = pending.approvedBy(new Approval(by.id(), by.name(), now, atMost));
        int given = counted.approvals().size();
        String progress = given + " of " + terms.approvalsNeeded();
        AuditEvent yes = event(Type.APPROVAL_GIVEN, now, Actor.of(by), "progress", progress, "digest", terms.digest());
        if (given < terms.approvalsNeeded()) {
            return Optional.of(change(counted, yes));
        }
        State.Approved approved = counted.approved(now, ask.duration());
        AuditEvent granted = event(
                Type.APPROVED, now, Actor.of(by), "until", approved.until().toString(), "progress", progress);
        return Optional.of(change(terms, approved, holdings, List.of(yes, granted)));
    }

    /**
     * Takes the terms as the policy has them by now, and forgets every approval that was given for others.
     *
     * @return empty if nothing changed, or if the request is not pending
     */
    public Optional<Change> withTerms(Terms current, Instant now) {
        if (!(state instanceof State.Pending pending) || current.digest().equals(terms.digest())) {
            return Optional.empty();
        }
        AuditEvent voided = event(
                Type.APPROVALS_VOIDED,
                now,
                Actor.BOT,
                "old_digest",
                terms.digest(),
                "new_digest",
                current.digest(),
                "voided",
                Integer.toString(pending.approvals().size()));
        return Optional.of(change(current, pending.withNewTerms(now), holdings, List.of(voided)));
    }

    /** An approver's no. */
    public Optional<Change> deny(Person by, String reason, Instant now) {
        if (!(state instanceof State.Pending pending)) {
            return Optional.empty();
        }
        return Optional.of(change(
                pending.denied(now, by.id(), by.name(), reason),
                event(Type.DENIED, now, Actor.of(by), "reason", reason)));
    }

    /** The requester takes it back before anybody decided. */
    public Optional<Change> withdraw(Instant now) {
        if (!(state instanceof State.Pending pending)) {
            return Optional.empty();
        }
        return Optional.of(change(pending.withdrawn(now), event(Type.WITHDRAWN, now, Actor.of(requester))));
    }

    /** Ends what is open or opening; empty if there is nothing to end, or it is ending already. */
    public Optional<Change> end(EndReason why, Actor by, Instant now) {
        if (state instanceof State.Approved approved) {
            return Optional.of(closing(approved.closing(now, why, Optional.empty(), by), now, Map.of()));
        }
        if (state instanceof State.Active active) {
            return Optional.of(closing(active.closing(now, why, by), now, Map.of()));
        }
        return Optional.empty();
    }

    /**
     * Takes back the credentials that were sent, so that new ones are issued under the grant that goes on.
     *
     * @param opened whether the requester says that it was them who opened what was sent
     * @param unopened credentials whose wrapping nobody has opened, as Vault says just now
     * @return empty unless access is open and there is something to replace
     */
    public Optional<Change> replaceCredentials(Person by, boolean opened, Set<String> unopened, Instant now) {
        return state instanceof State.Active active
                ? new Replacement(this, active, by, now).of(opened, unopened)
                : Optional.empty();
    }

    /** Somebody says that the static secrets were changed since; empty unless the end waits for that alone. */
    public Optional<Change> rotated(Person by, Instant now) {
        return new Rotation(this).confirmed(by, now);
    }

    // ---- what comes next ----

    /** What is to be done now; {@link NextStep} decides it, the first time and after any crash alike. */
    public Next next(Instant now, Gate gate) {
        return new NextStep(this, now, gate).next();
    }

    // ---- what was seen outside ----

    /** The journal's line before a call that makes something. */
    public Write intending(Act act, Instant now) {
        List<Holding> more = new ArrayList<>(holdings);
        more.add(Holding.intended(act.kind(), act.name(), act.attempt(), now));
        if (act.kind() == Kind.SLOT) {
            // A claim in flight may already let sessions in, so they are held from here on.
            more.add(Holding.intended(Kind.SESSIONS, SESSIONS_NAME, 1, now).in(Holding.Phase.HELD, now));
        }
        return new Note(this, new AccessRequest(id, version + 1, requester, terms, ask, state, more));
    }

    /** The journal's line when a handle becomes known. */
    public Write noting(Act act, UnaryOperator<Handles> handles) {
        Holding holding = holding(act);
        return new Note(this, with(holding, holding.with(handles.apply(holding.handles()))));
    }

    /** Records what came of an act, onto the state as it is by now; decides nothing. */
    public Write saw(Act act, Seen seen, Instant now) {
        Holding holding = holding(act);
        if (seen instanceof Seen.Made) {
            return sawMade(holding, now);
        }
        if (seen instanceof Seen.Unwrapped) {
            return sawUnwrapped(holding, now);
        }
        if (seen instanceof Seen.Ended ended) {
            return change(
                    holding, holding.proved(ended.proof(), now), events(now).ended(holding, ended.proof()));
        }
        if (seen instanceof Seen.NotYet notYet) {
            return new Note(this, with(holding, sawNotYet(act, holding, notYet, now)));
        }
        if (seen instanceof Seen.Escalated escalated) {
            AuditEvent event =
                    event(Type.HARD_KILLED, now, Actor.BOT, "holding", label(holding), "deed", escalated.deed());
            return change(holding, holding.ending(now).lookingAgainAt(escalated.lookAgainAt()), event);
        }
        if (seen instanceof Seen.StillValid still) {
            return change(
                    holding,
                    holding.ending(now).lookingAgainAt(still.lookAgainAt()),
                    event(Type.STILL_VALID, now, Actor.BOT, "holding", label(holding), "says", still.says()));
        }
        if (seen instanceof Seen.Refused refused && act.verb() != Act.Verb.END) {
            return change(holding, holding.refused(refused), events(now).refused(holding, refused));
        }
        if (seen instanceof Seen.Stopped) {
            return new Note(this, with(holding, holding));
        }
        if (seen instanceof Seen.Prolonged) {
            throw new UnsupportedOperationException("extensions are not offered yet");
        }
        return sawFailed(act, holding, seen, now);
    }

    /** A look that came back when the end had been asked for meanwhile must not hold the end up. */
    private static Holding sawNotYet(Act act, Holding holding, Seen.NotYet notYet, Instant now) {
        if (act.verb() == Act.Verb.END) {
            return holding.ending(now).lookingAgainAt(notYet.lookAgainAt());
        }
        return holding.phase() == Holding.Phase.ENDING ? holding : holding.lookingAgainAt(notYet.lookAgainAt());
    }

    /** Sessions as the watch has seen them; empty if nothing changed that is worth a line. */
    public Optional<Change> watched(Handles.Sessions latest, Instant now) {
        Optional<Holding> held = find(Kind.SESSIONS, SESSIONS_NAME, 1).filter(holding -> !holding.gone());
        if (held.isEmpty()) {
            return Optional.empty();
        }
        List<AuditEvent> events =
                events(now).sessions((Handles.Sessions) held.get().handles(), latest);
        if (events.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                change(terms, state, with(held.get(), held.get().with(latest)).holdings(), events));
    }

    /**
     * The slot of an open grant was found without the requester; it is not filled again, because somebody else emptied it on
     * purpose, and what is open goes on until its end. Empty if that is known already, or the grant is not open.
     *
     * @param holds who is in it instead
     */
    public Optional<Change> slotLost(String holds, Instant now) {
        return find(Kind.SLOT, SLOT_NAME, 1)
                .filter(holding -> state.name() == State.Name.ACTIVE && holding.phase() == Holding.Phase.HELD)
                .filter(holding -> slot().lostAt() == null)
                .map(holding -> change(
                        holding,
                        holding.with(slot().lost(now)),
                        event(Type.SLOT_LOST, now, Actor.BOT, "role", String.valueOf(slot().role()), "holds", holds)));
    }

    private Write sawMade(Holding holding, Instant now) {
        // A revoke may have come while it was being made; then it is recorded as filled, and stays ENDING.
        Holding made = holding.phase() == Holding.Phase.INTENDED ? holding.in(Holding.Phase.HELD, now) : holding;
        return change(holding, made, events(now).made(holding));
    }

    /** The event and the end of the watch are one write, so that a crash loses neither and tells nothing twice. */
    private Write sawUnwrapped(Holding holding, Instant now) {
        Handles.Delivered delivered = (Handles.Delivered) holding.handles();
        Handles.Delivery delivery = delivered.delivery();
        if (delivery == null || delivery.spentAt() != null || holding.gone()) {
            return new Note(this, with(holding, holding));
        }
        Holding spent = holding.with(delivered.delivered(delivery.spent(now)));
        return change(holding, spent, events(now).unwrapped(spent));
    }

    /** The first failure of a phase is told; the tries after it are only counted. */
    private Write sawFailed(Act act, Holding holding, Seen seen, Instant now) {
        Holding failed = holding.failed(id, now);
        if (holding.tries() > 0) {
            return new Note(this, with(holding, failed));
        }
        String why = seen instanceof Seen.Failed failure ? failure.why() : ((Seen.Refused) seen).says();
        return change(holding, failed, events(now).trouble(act, holding, why));
    }

    private HoldingEvents events(Instant now) {
        return new HoldingEvents(this, now);
    }

    // ---- reading ----

    public static final String SLOT_NAME = "slot";
    public static final String SESSIONS_NAME = "sessions";
    public static final String ACCOUNT_NAME = "account";

    public Optional<Holding> find(Kind kind, String name, int attempt) {
        return holdings.stream()
                .filter(holding -> holding.is(kind, name, attempt))
                .findFirst();
    }

    /** The holding that an act means; it is always there, because its intent was committed before the act. */
    public Holding holding(Act act) {
        return find(act.kind(), act.name(), act.attempt())
                .orElseThrow(() -> new IllegalStateException("no such holding in " + id + ": " + act));
    }

    /** The handles of the slot; {@link Handles.Slot#NONE} if none was intended. */
    public Handles.Slot slot() {
        return find(Kind.SLOT, SLOT_NAME, 1)
                .map(holding -> (Handles.Slot) holding.handles())
                .orElse(Handles.Slot.NONE);
    }

    /** The sessions known so far. */
    public Handles.Sessions sessions() {
        return find(Kind.SESSIONS, SESSIONS_NAME, 1)
                .map(holding -> (Handles.Sessions) holding.handles())
                .orElse(Handles.Sessions.NONE);
    }

    /** What Vault was asked to issue for a credential holding. */
    public Terms.CredentialTerms credentialTerms(String name) {
        return terms.credentials().stream()
                .filter(credential -> credential.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no credential " + name + " in " + id));
    }

    /** Whether this is a static secret that somebody may have seen, and nobody has changed since as far as is known. */
    public boolean awaitsRotation(Holding holding) {
        return new Rotation(this).isAwaitedBy(holding);
    }

    /** When access ends at the latest; empty before the approval. */
    public Optional<Instant> until() {
        if (state instanceof State.Approved approved) {
            return Optional.of(approved.until());
        }
        if (state instanceof State.Active active) {
            return Optional.of(active.until());
        }
        if (state instanceof State.Closing closing) {
            return Optional.of(closing.until());
        }
        return state instanceof State.Closed closed
                ? Optional.of(closed.ending().until())
                : Optional.empty();
    }

    /**
     * Whether the requester may not ask for the same target again yet: the request is undecided or open, or its slot or
     * sessions are not proved gone.
     */
    public boolean blocksAnother() {
        if (state.name().isFinal()) {
            return false;
        }
        return state.name() != State.Name.CLOSING
                || holdings.stream()
                        .anyMatch(holding ->
                                !holding.gone() && (holding.kind() == Kind.SLOT || holding.kind() == Kind.SESSIONS));
    }

    /** Whether anything may still exist outside. */
    public boolean holdsAnything() {
        return holdings.stream().anyMatch(holding -> !holding.gone());
    }

    /** The credential of this name as it was made last. */
    public Optional<Holding> latestAttempt(String credential) {
        return latestAttempt(Kind.CREDENTIAL, credential);
    }

    Optional<Holding> latestAttempt(Kind kind, String name) {
        return holdings.stream()
                .filter(holding -> holding.kind() == kind && holding.name().equals(name))
                .max(Comparator.comparingInt(Holding::attempt));
    }

    /** The slot that is reserved for this request; empty once it is proved empty. */
    public Optional<SlotId> reservedSlot() {
        return find(Kind.SLOT, SLOT_NAME, 1)
                .filter(holding -> !holding.gone())
                .flatMap(holding -> Optional.ofNullable(((Handles.Slot) holding.handles()).role()));
    }

    /** The Boundary user who fills the slot: the requester's own, or that of the emergency account that they have. */
    public String slotUser() {
        return ask.emergencyLogin()
                ? account()
                        .orElseThrow(() -> new IllegalStateException("no account yet: " + id))
                        .user()
                : requester.boundaryUser();
    }

    /** The emergency account that this request was given last; empty if it needs none, or has none yet. */
    public Optional<Terms.AccountTerms> account() {
        return holdings.stream()
                .filter(holding -> holding.kind() == Kind.ACCOUNT)
                .flatMap(holding -> Optional.ofNullable(((Handles.Account) holding.handles()).id()).stream())
                .reduce((earlier, later) -> later)
                .map(terms::account);
    }

    /** The account that is reserved for this request; as its user fills the slot, until slot and sessions are gone, too. */
    public Optional<AccountId> reservedAccount() {
        boolean opening = state.name() == State.Name.APPROVED || state.name() == State.Name.ACTIVE;
        boolean inUse =
                opening || holdings.stream().anyMatch(holding -> !holding.gone() && holding.kind() != Kind.CREDENTIAL);
        return inUse ? account().map(Terms.AccountTerms::id) : Optional.empty();
    }

    // ---- writing ----

    AccessRequest atVersion(long other) {
        return new AccessRequest(id, other, requester, terms, ask, state, holdings);
    }

    Change closing(State.Closing closing, Instant now, Map<String, String> more) {
        Map<String, String> facts = new TreeMap<>(more);
        facts.put("why", closing.why().name());
        List<Holding> ending =
                holdings.stream().map(holding -> holding.ending(now)).toList();
        return change(terms, closing, ending, List.of(event(Type.CLOSING, now, closing.by(), facts)));
    }

    static String label(Holding holding) {
        return switch (holding.kind()) {
            case SLOT, SESSIONS -> holding.name();
            case CREDENTIAL -> "credential " + holding.name() + " #" + holding.attempt();
            case ACCOUNT -> "account #" + holding.attempt();
        };
    }

    AccessRequest with(Holding old, Holding replacement) {
        List<Holding> replaced = holdings.stream()
                .map(holding -> holding.equals(old) ? replacement : holding)
                .toList();
        return new AccessRequest(id, version + 1, requester, terms, ask, state, replaced);
    }

    private Change change(Holding old, Holding replacement, AuditEvent event) {
        return new Change(this, with(old, replacement), List.of(event));
    }

    Change change(State to, AuditEvent event) {
        return change(terms, to, holdings, List.of(event));
    }

    Change change(Terms newTerms, State to, List<Holding> newHoldings, List<AuditEvent> events) {
        return new Change(this, new AccessRequest(id, version + 1, requester, newTerms, ask, to, newHoldings), events);
    }

    AuditEvent event(Type type, Instant at, Actor actor, String... namesAndValues) {
        Map<String, String> facts = new TreeMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            facts.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return event(type, at, actor, facts);
    }

    AuditEvent event(Type type, Instant at, Actor actor, Map<String, String> facts) {
        return AuditEvent.of(type, at, id, actor, facts);
    }
}
