package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** The one way to log in here: by password, primary in the global scope. The others only hold accounts. */
final class AuthMethod extends Resource {
    static final String ID = "ampw_1234567890";
    static final String OIDC_ID = "amoidc_1234567890";
    static final String LDAP_ID = "amldap_1234567890";

    AuthMethod(Instant created) {
        super(Kind.AUTH_METHOD, ID, Scope.GLOBAL, created);
        name = "Generated global scope initial password auth method";
        description = "Provides initial administrative and unprivileged authentication into Boundary";
    }

    @Override
    void describe(ObjectNode json, boolean inList) {
        json.put("type", "password");
        json.put("is_primary", true);
        json.putObject("attributes")
                .put("min_login_name_length", 3)
                .put("min_password_length", Account.SHORTEST_PASSWORD);
    }
}
