package dev.breakglass.slack.view;

/** Every name that Slack sends back to us. The routes, the views and {@code manifest.yml} share it. */
public enum Ids {
    COMMAND(Kind.COMMAND, "/breakglass"),

    REQUEST_MODAL(Kind.VIEW, "request"),
    DENY_MODAL(Kind.VIEW, "deny_reason"),
    NEW_TOKEN_MODAL(Kind.VIEW, "new_token_modal"),
    NOTICE_MODAL(Kind.VIEW, "notice"),

    APPROVE(Kind.BUTTON, "approve"),
    DENY(Kind.BUTTON, "deny"),
    END_NOW(Kind.BUTTON, "end_now"),
    ROTATED(Kind.BUTTON, "rotated"),
    WITHDRAW(Kind.BUTTON, "withdraw"),
    DONE(Kind.BUTTON, "done"),
    NEW_TOKEN(Kind.BUTTON, "new_token"),

    TARGET(Kind.FIELD, "target"),
    DURATION(Kind.FIELD, "duration"),
    EMERGENCY_LOGIN(Kind.FIELD, "emergency_login"),
    REASON(Kind.FIELD, "reason"),
    INCIDENT(Kind.FIELD, "incident"),
    OPENED(Kind.FIELD, "opened");

    /** What a name names. */
    public enum Kind {
        COMMAND,
        /** The callback id of a modal. */
        VIEW,
        /** The action id of a button in a message. */
        BUTTON,
        /** The block id of an input, and the action id of its only element. */
        FIELD
    }

    private final Kind kind;
    private final String id;

    Ids(Kind kind, String id) {
        this.kind = kind;
        this.id = id;
    }

    public Kind kind() {
        return kind;
    }

    public String id() {
        return id;
    }
}
