package dev.breakglass.access;

/** Why a grant ends. */
public enum EndReason {
    EXPIRED,
    DONE_EARLY,
    REVOKED,
    REVOKED_ALL,
    /** Somebody else seems to have opened the credential, and the policy says that the grant ends then. */
    INTERCEPTED,
    /** An outside system refused for good while opening. */
    OPENING_REFUSED,
    /** It was not open a minute after the approval. */
    NOT_OPENED_IN_TIME,
    /** A freeze, or doubt about the clock, came between approval and opening. */
    GATE_SHUT
}
