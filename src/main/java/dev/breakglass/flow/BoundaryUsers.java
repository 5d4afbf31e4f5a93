package dev.breakglass.flow;

import dev.breakglass.access.BoundaryAccount;

/** Says which Boundary user an account belongs to, within the time that Slack leaves for an answer. */
public interface BoundaryUsers {
    Resolution resolve(BoundaryAccount account);

    /** What came of it; only exactly one user is good enough. */
    sealed interface Resolution {
        /** The one user. */
        record User(String id) implements Resolution {}

        /** There is no such account, or it belongs to no user yet. */
        record Nobody() implements Resolution {}

        /** More than one account or user fits. */
        record Several() implements Resolution {}

        /** Boundary did not say in time. */
        record Unavailable() implements Resolution {}
    }
}
