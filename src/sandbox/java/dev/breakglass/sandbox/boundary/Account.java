package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** A login of the password auth method; with an empty password nobody can log in with it. */
final class Account extends Resource {
    static final int SHORTEST_PASSWORD = 8;

    final String loginName;
    String password;

    Account(String id, String loginName, String password, Instant created) {
        super(Kind.ACCOUNT, id, Scope.GLOBAL, created);
        this.loginName = loginName;
        this.password = password;
    }

    @Override
    void describe(ObjectNode json, boolean inList) {
        json.remove("scope_id");
        json.put("type", "password");
        json.put("auth_method_id", AuthMethod.ID);
        json.putObject("attributes").put("login_name", loginName);
    }
}
