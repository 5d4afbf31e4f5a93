package dev.breakglass.access;

import dev.breakglass.access.Seen.Refused;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One thing that may exist outside because of a request, as the journal has it.
 *
 * @param name tells credentials of one target apart; for the other kinds it is the kind's own name
 * @param attempt counts from 1; a credential of unknown outcome is ended and made again under the next attempt
 * @param tries failures since the last success; they space the next try
 * @param nextTry when to look again; null means at once
 * @param since when it came into its present phase
 * @param refusal set when the outside system refused for good, with what is known of it
 * @param proof how it is known to be gone; set exactly when the phase is GONE
 */
public record Holding(
        Kind kind,
        String name,
        int attempt,
        Phase phase,
        Handles handles,
        int tries,
        @Nullable Instant nextTry,
        Instant since,
        @Nullable Refused refusal,
        @Nullable Proof proof) {

    /** What can be held. */
    public enum Kind {
        SLOT,
        SESSIONS,
        ACCOUNT,
        CREDENTIAL
    }

    /** How far it is. INTENDED, when loaded, means that the outcome of making it is unknown. */
    public enum Phase {
        INTENDED,
        HELD,
        ENDING,
        GONE
    }

    private static final Duration FIRST_RETRY = Duration.ofMillis(250);
    private static final Duration LAST_RETRY = Duration.ofSeconds(10);
    private static final Duration STUCK_AFTER = Duration.ofSeconds(60);

    public Holding {
        if ((phase == Phase.GONE) != (proof != null)) {
            throw new IllegalArgumentException("gone and proved go together: " + kind + " " + name + " " + phase);
        }
    }

    static Holding intended(Kind kind, String name, int attempt, Instant now) {
        return new Holding(kind, name, attempt, Phase.INTENDED, none(kind), 0, null, now, null, null);
    }

    private static Handles none(Kind kind) {
        return switch (kind) {
            case SLOT -> Handles.Slot.NONE;
            case SESSIONS -> Handles.Sessions.NONE;
            case CREDENTIAL -> Handles.Credential.NONE;
            case ACCOUNT -> Handles.Account.NONE;
        };
    }

    public boolean gone() {
        return phase == Phase.GONE;
    }

    /**
     * Whether nothing is left to do but to let its latest possible end pass, which no failure holds up. Only a credential
     * waits so; the others are looked at again and again because they should be gone by now.
     */
    boolean waitsItOut() {
        return kind == Kind.CREDENTIAL && tries == 0 && nextTry != null;
    }

    /** Whether its end has been failing for a minute, so that somebody should look; waiting without failure is no trouble. */
    public boolean stuck(Instant now) {
        return phase == Phase.ENDING && tries > 0 && since.plus(STUCK_AFTER).isBefore(now);
    }

    /** Whether this is the one that an act means. */
    boolean is(Kind otherKind, String otherName, int otherAttempt) {
        return kind == otherKind && name.equals(otherName) && attempt == otherAttempt;
    }

    /** Whether it is time to try again. */
    boolean due(Instant now) {
        return nextTry == null || !nextTry.isAfter(now);
    }

    /** The same in another phase, with tries and waiting forgotten. */
    Holding in(Phase next, Instant now) {
        return new Holding(kind, name, attempt, next, handles, 0, null, now, refusal, null);
    }

    Holding proved(Proof how, Instant now) {
        return new Holding(kind, name, attempt, Phase.GONE, handles, 0, null, now, refusal, how);
    }

    /** Asked for its end, unless it is already ending or gone. */
    Holding ending(Instant now) {
        return phase == Phase.ENDING || phase == Phase.GONE ? this : in(Phase.ENDING, now);
    }

    Holding with(Handles newHandles) {
        return new Holding(kind, name, attempt, phase, newHandles, tries, nextTry, since, refusal, proof);
    }

    Holding refused(Refused why) {
        return new Holding(kind, name, attempt, phase, handles, tries, nextTry, since, why, proof);
    }

    Holding withoutRefusal() {
        return new Holding(kind, name, attempt, phase, handles, tries, nextTry, since, null, proof);
    }

    /** A person confirmed that what was shown is of no use any more, so the end goes on at once. */
    Holding rotated(String by, Instant now) {
        Handles.Credential credential = (Handles.Credential) handles;
        return with(credential.rotated(by)).lookingAgainAt(now);
    }

    /** Looked at without failure; to be looked at again then. */
    Holding lookingAgainAt(Instant then) {
        return new Holding(kind, name, attempt, phase, handles, 0, then, since, refusal, proof);
    }

    /** Failed once more; the wait doubles from 0.25 s to 10 s. */
    Holding failed(RequestId request, Instant now) {
        return new Holding(
                kind,
                name,
                attempt,
                phase,
                handles,
                tries + 1,
                now.plus(backOff(request, tries)),
                since,
                refusal,
                proof);
    }

    /** When the next attempt may be made; later with every attempt, so that an outage is not answered by a flood. */
    Instant nextAttemptAt(RequestId request) {
        return since.plus(backOff(request, attempt - 1));
    }

    /** Up to a quarter of the wait is added by a hash, so that many requests do not come back in step. */
    private Duration backOff(RequestId request, int failedBefore) {
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(failedBefore, 10));
        Duration capped = wait.compareTo(LAST_RETRY) > 0 ? LAST_RETRY : wait;
        int hash = Math.floorMod(Objects.hash(request, kind, name, attempt, failedBefore), 1000);
        return capped.plus(capped.multipliedBy(hash).dividedBy(4000));
    }

    public Optional<Proof> proofIfGone() {
        return Optional.ofNullable(proof);
    }
}
