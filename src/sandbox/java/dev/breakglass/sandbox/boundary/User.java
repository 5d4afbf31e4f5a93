package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A user: who holds roles and owns sessions; logs in through its accounts. */
final class User extends Resource {
    static final String ANONYMOUS = "u_anon";
    static final String AUTHENTICATED = "u_auth";
    static final String RECOVERY = "u_recovery";

    final List<Account> accounts = new ArrayList<>();

    User(String id, String name, Instant created) {
        super(Kind.USER, id, Scope.GLOBAL, created);
        this.name = name;
    }

    @Override
    void describe(ObjectNode json, boolean inList) {
        // Only the password method is primary; other accounts show in a single read alone.
        accounts.stream().filter(Account::isPassword).findFirst().ifPresent(primary -> {
            json.put("login_name", primary.loginName);
            json.put("primary_account_id", primary.id);
        });
        if (inList || accounts.isEmpty()) {
            return;
        }
        ArrayNode ids = json.putArray("account_ids");
        ArrayNode described = json.putArray("accounts");
        for (Account account : accounts) {
            ids.add(account.id);
            described.addObject().put("id", account.id).put("scope_id", account.scope.id());
        }
    }
}
