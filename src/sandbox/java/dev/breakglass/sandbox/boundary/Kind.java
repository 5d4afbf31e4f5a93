package dev.breakglass.sandbox.boundary;

import java.util.Arrays;
import java.util.List;

/** The types of resources, with the name each has in a path and the actions that grants can name. */
enum Kind {
    SCOPE("scopes", "scope", "", "no-op read update"),
    AUTH_METHOD("auth-methods", "auth-method", "ampw_", "no-op read update delete authenticate"),
    USER(
            "users",
            "user",
            "u_",
            "no-op read update delete add-accounts set-accounts remove-accounts list-resolvable-aliases"),
    ACCOUNT("accounts", "account", "acctpw_", "no-op read update delete set-password change-password"),
    ROLE(
            "roles",
            "role",
            "r_",
            "no-op read update delete add-principals set-principals remove-principals add-grants set-grants"
                    + " remove-grants add-grant-scopes set-grant-scopes remove-grant-scopes"),
    TARGET(
            "targets",
            "target",
            "ttcp_",
            "no-op read update delete add-host-sources set-host-sources remove-host-sources add-credential-sources"
                    + " set-credential-sources remove-credential-sources authorize-session"),
    SESSION("sessions", "session", "s_", "no-op read read:self cancel cancel:self"),
    AUTH_TOKEN("auth-tokens", "auth-token", "at_", "no-op read read:self delete delete:self"),
    SESSION_RECORDING("session-recordings", "session-recording", "sr_", "no-op read");

    private static final List<String> STANDARD = List.of("no-op", "read", "update", "delete");

    final String plural;
    final String type;
    final String idPrefix;
    private final String actions;

    Kind(String plural, String type, String idPrefix, String actions) {
        this.plural = plural;
        this.type = type;
        this.idPrefix = idPrefix;
        this.actions = actions;
    }

    List<String> actions() {
        return Arrays.asList(actions.split(" ", -1));
    }

    /** Whether {@code POST …/{id}:action} exists. */
    boolean hasCustomAction(String action) {
        return actions().contains(action) && !STANDARD.contains(action) && !action.endsWith(":self");
    }
}
