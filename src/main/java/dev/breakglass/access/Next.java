package dev.breakglass.access;

import java.time.Instant;

/** What comes next for a request. */
public sealed interface Next {
    /** Nothing before {@code at}; {@link Instant#MAX} if ever. */
    record Wait(Instant at) implements Next {}

    /** A change that is due. */
    record Move(Change change) implements Next {}

    /** A call to an outside system. */
    record Do(Act act) implements Next {}
}
