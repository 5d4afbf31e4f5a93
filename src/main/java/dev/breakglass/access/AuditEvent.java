package dev.breakglass.access;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One line of the record. Facts are strings, so that its bytes have one form; none of them is ever a secret.
 *
 * @param request empty for events that belong to no request
 */
public record AuditEvent(
        Type type, Instant at, Optional<RequestId> request, Actor actor, SortedMap<String, String> facts) {
    /** What happened. Names are part of the record's format and never change their meaning. */
    public enum Type {
        // people
        REQUESTED,
        REFUSED,
        APPROVAL_GIVEN,
        APPROVALS_VOIDED,
        APPROVED,
        DENIED,
        WITHDRAWN,
        LAPSED,
        // opening
        /** An emergency account was given a password, which was handed over wrapped. */
        ACCOUNT_ENABLED,
        SLOT_FILLED,
        CREDENTIAL_DELIVERED,
        /** The wrapping token was opened or has expired; Vault does not say which, but the time may. */
        WRAPPING_SPENT,
        OPENED,
        // while open
        SESSION_OPENED,
        SESSION_CLOSED,
        ENDING_SOON,
        /** The requester wanted a new credential, and the old one is taken back. */
        CREDENTIAL_REPLACED,
        /** The requester did not open a wrapping that was opened. */
        INTERCEPTION_SUSPECTED,
        // ending
        CLOSING,
        SLOT_EMPTIED,
        SESSIONS_ENDED,
        /** The requester's logins at Boundary were ended, because cancelling did not end a session. */
        HARD_KILLED,
        CREDENTIAL_REVOKED,
        ACCOUNT_DISABLED,
        /** People were told that an ending takes too long. */
        ENDING_LATE,
        /** People were woken because of it. */
        PAGED,
        /** A credential that cannot be taken back is good for longer than the grant. */
        STILL_VALID,
        ROTATION_CONFIRMED,
        CLOSED,
        // trouble
        TROUBLE,
        REFUSED_OUTSIDE,
        /** The slot of an open grant was emptied, or given to somebody else, behind our back. */
        SLOT_LOST,
        /** Something is there outside that no live request explains. */
        STRAY_FOUND,
        STRAY_ENDED,
        // the program itself
        FREEZE_SET,
        FREEZE_LIFTED,
        OBSERVING_STARTED,
        OBSERVING_ENDED,
        STARTED,
        STOPPED
    }

    public AuditEvent {
        facts = Collections.unmodifiableSortedMap(new TreeMap<>(facts));
    }

    /** An event about one request. */
    public static AuditEvent of(Type type, Instant at, RequestId request, Actor actor, Map<String, String> facts) {
        return new AuditEvent(type, at, Optional.of(request), actor, new TreeMap<>(facts));
    }

    /** An event about none. */
    public static AuditEvent of(Type type, Instant at, Actor actor, Map<String, String> facts) {
        return new AuditEvent(type, at, Optional.empty(), actor, new TreeMap<>(facts));
    }

    /** A fact, or an empty text. */
    public String fact(String name) {
        return facts.getOrDefault(name, "");
    }
}
