package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * An account: a login of the password auth method, with which nobody can log in while its password is empty, or what a
 * directory or identity provider says of a person.
 */
final class Account extends Resource {
    static final int SHORTEST_PASSWORD = 8;

    final String authMethodId;
    final String loginName;
    final Map<String, String> attributes;
    String password;

    Account(String id, String loginName, String password, Instant created) {
        this(id, AuthMethod.ID, Map.of("login_name", loginName), created);
        this.password = password;
    }

    /** An account of somebody who logs in elsewhere. */
    Account(String id, String authMethodId, Map<String, String> attributes, Instant created) {
        super(Kind.ACCOUNT, id, Scope.GLOBAL, created);
        this.authMethodId = authMethodId;
        this.attributes = new TreeMap<>(attributes);
        this.loginName = attributes.getOrDefault("login_name", "");
        this.password = "";
    }

    boolean isPassword() {
        return authMethodId.equals(AuthMethod.ID);
    }

    @Override
    void describe(ObjectNode json, boolean inList) {
        json.remove("scope_id");
        json.put("type", isPassword() ? "password" : authMethodId.substring(2, authMethodId.indexOf('_')));
        json.put("auth_method_id", authMethodId);
        attributes.forEach(json.putObject("attributes")::put);
    }
}
