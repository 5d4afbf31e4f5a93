package dev.breakglass.access;

import java.time.Instant;

/** What came of an act. */
public sealed interface Seen {
    /** It is there, and it is ours. */
    record Made() implements Seen {}

    /** It is gone. */
    record Ended(Proof proof) implements Seen {}

    /** It is still there, and the wrapping in which its secret was sent was opened or has expired. */
    record Unwrapped() implements Seen {}

    /** Its end was moved. */
    record Prolonged(Instant end) implements Seen {}

    /** Nothing failed, but it is not done; look again then. */
    record NotYet(Instant lookAgainAt) implements Seen {}

    /** Asking was in vain, so something harder was done to end it; look again then. */
    record Escalated(String deed, Instant lookAgainAt) implements Seen {}

    /** Asked for its end, it cannot be taken back and is good for longer; look again then. {@code says} tells people why. */
    record StillValid(Instant lookAgainAt, String says) implements Seen {}

    /** It failed, or its outcome is unknown; {@code why} is ours, the vendor's words are only in the log. */
    record Failed(String why) implements Seen {}

    /** It was refused for good. */
    record Refused(Refusal why, String says) implements Seen {}

    /** The request moved on while it was being made, and no further call was made. */
    record Stopped() implements Seen {}
}
