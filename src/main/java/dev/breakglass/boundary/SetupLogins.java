package dev.breakglass.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.Secret;
import dev.breakglass.flow.Ledger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Password accounts, each with a user of its own: makes those that are missing, and tells how others differ. */
final class SetupLogins {
    private final BoundaryAdmin admin;
    private final Ledger ledger;
    private final String authMethod;
    private final String scope;
    private @Nullable List<Answer> accounts;
    private @Nullable List<Answer> users;

    SetupLogins(BoundaryAdmin admin, Ledger ledger, String authMethod, String scope) {
        this.admin = admin;
        this.ledger = ledger;
        this.authMethod = authMethod;
        this.scope = scope;
    }

    /** An account and the user that it belongs to. */
    record Login(String account, String user) {}

    Optional<String> accountOf(String loginName) {
        if (accounts == null) {
            accounts = admin.list("accounts", Map.of("auth_method_id", authMethod));
        }
        return accounts.stream()
                .filter(account ->
                        account.object("attributes").text("login_name").equals(loginName))
                .map(account -> account.text("id"))
                .findFirst();
    }

    /**
     * The account of that login name and its user, after making what is missing; empty in a dry run without them.
     *
     * @param password of a new account; empty for an account with which nobody can log in
     */
    Optional<Login> ensure(String loginName, Supplier<Optional<Secret>> password) {
        Optional<String> account = accountOf(loginName);
        String label = "account " + loginName + " in " + authMethod;
        if (account.isPresent()) {
            ledger.inPlace(label + " (" + account.get() + ")");
        } else {
            account = ledger.make(label, () -> createAccount(loginName, password.get()));
        }
        Optional<String> user = ensureUser(loginName, account);
        return account.isPresent() && user.isPresent()
                ? Optional.of(new Login(account.get(), user.get()))
                : Optional.empty();
    }

    private String createAccount(String loginName, Optional<Secret> password) {
        ObjectNode body = BoundaryHttp.object()
                .put("auth_method_id", authMethod)
                .put("type", "password")
                .put("name", loginName);
        ObjectNode attributes = body.putObject("attributes").put("login_name", loginName);
        password.ifPresent(secret -> attributes.put("password", secret.expose()));
        return admin.create("accounts", body).requiredText("id");
    }

    private Optional<String> ensureUser(String name, Optional<String> account) {
        String label = "user " + name + " in " + scope;
        Optional<Answer> named = user("name", name);
        if (named.isPresent()) {
            return existing(label, admin.read("users", named.get().requiredText("id")), account);
        }
        Optional<String> owner =
                account.flatMap(id -> user("primary_account_id", id)).map(found -> found.requiredText("id"));
        if (owner.isPresent()) {
            ledger.inPlace(label + " (" + owner.get() + ", under another name)");
            return owner;
        }
        return ledger.make(label, () -> {
            ObjectNode body = BoundaryHttp.object().put("scope_id", scope).put("name", name);
            return tied(admin.create("users", body), account.orElseThrow());
        });
    }

    private Optional<String> existing(String label, Answer user, Optional<String> account) {
        String id = user.requiredText("id");
        List<String> its = user.strings("account_ids");
        if (account.map(its::contains).orElse(false)) {
            ledger.inPlace(label + " (" + id + ")");
            return Optional.of(id);
        }
        // Version 1 and without accounts: an earlier setup was interrupted here.
        if (its.isEmpty() && user.requiredVersion() == 1) {
            return ledger.make("the account of " + label, () -> tied(user, account.orElseThrow()));
        }
        ledger.differs(label + " (" + id + ")", "account " + account.orElse("of that name"), its.toString());
        return Optional.of(id);
    }

    private String tied(Answer user, String account) {
        ObjectNode body = BoundaryHttp.object().put("version", user.requiredVersion());
        body.putArray("account_ids").add(account);
        return admin.act("users", user.requiredText("id"), "add-accounts", body).requiredText("id");
    }

    private Optional<Answer> user(String field, String value) {
        if (users == null) {
            users = admin.list("users", Map.of("scope_id", scope));
        }
        return users.stream().filter(user -> user.text(field).equals(value)).findFirst();
    }
}
