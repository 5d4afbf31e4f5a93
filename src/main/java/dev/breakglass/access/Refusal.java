package dev.breakglass.access;

/** Why something was not done. Each has one sentence for people, in one place of the Slack package. */
public enum Refusal {
    // who is asking or pressing
    UNKNOWN_PERSON,
    NO_BOUNDARY_USER,
    BOUNDARY_ACCOUNT_UNKNOWN,
    BOUNDARY_ACCOUNT_AMBIGUOUS,
    BOUNDARY_UNAVAILABLE,
    BOUNDARY_USER_CHANGED,
    GUEST,
    STRANGER,
    BOT_ACCOUNT,
    DEACTIVATED,
    DIRECTORY_UNAVAILABLE,
    CHANNEL_SHARED,
    // what is asked for; "unknown" and "not allowed" read the same to the asker
    NOTHING_OFFERED,
    UNKNOWN_TARGET,
    TARGET_NOT_ALLOWED,
    DURATION_NOT_OFFERED,
    REASON_TOO_SHORT,
    REASON_TOO_LONG,
    INCIDENT_NOT_A_CHANNEL,
    INCIDENT_OF_ANOTHER_WORKSPACE,
    ALREADY_ASKED,
    // deciding
    UNKNOWN_REQUEST,
    UNKNOWN_ACTION,
    OWN_REQUEST,
    NOT_AN_APPROVER,
    APPROVED_BEFORE,
    TERMS_CHANGED,
    NO_LONGER_ALLOWED,
    ALREADY_DECIDED,
    APPROVERS_UNREADABLE,
    NOT_YOURS,
    NOTHING_TO_END,
    NOTHING_TO_REPLACE,
    VAULT_UNAVAILABLE,
    NOTHING_TO_CONFIRM,
    POLICY_UNUSABLE,
    // opening
    FROZEN,
    CLOCK_IN_DOUBT,
    NO_FREE_SLOT,
    BOUNDARY_REFUSED,
    VAULT_REFUSED,
    SLACK_REFUSED
}
