package dev.breakglass.sandbox.boundary;

import dev.breakglass.sandbox.FakeServer.Reply;
import java.util.Set;

/** Accounts; an empty password closes one of the password auth method. */
final class AccountCalls extends Calls {
    AccountCalls(World world) {
        super(world);
    }

    @Override
    Scope listedScope(Request request) {
        boolean known =
                Set.of(AuthMethod.ID, AuthMethod.OIDC_ID, AuthMethod.LDAP_ID).contains(request.param("auth_method_id"));
        if (!known) {
            throw ApiError.notFound();
        }
        return Scope.GLOBAL;
    }

    @Override
    boolean isListed(Resource resource, Request request) {
        return ((Account) resource).authMethodId.equals(request.param("auth_method_id"));
    }

    @Override
    Reply create(Request request) {
        if (!request.text("auth_method_id").equals(AuthMethod.ID)) {
            throw ApiError.notFound();
        }
        mustCreateIn(request, Scope.GLOBAL);
        String loginName = request.body().at("/attributes/login_name").asText("");
        String password = request.body().at("/attributes/password").asText("");
        mustBeLongEnough(password);
        mustBeLoginName(loginName);
        mustBeUnique(world.accounts.values(), Scope.GLOBAL, request.text("name"));
        if (world.accounts.values().stream().anyMatch(each -> each.isPassword() && each.loginName.equals(loginName))) {
            throw duplicate();
        }
        return shown(request, world.addAccount(request.text("name"), loginName, password), "create");
    }

    @Override
    Reply delete(Request request) {
        Account account = authorised(request, world.accounts);
        world.accounts.remove(account.id);
        world.users.values().forEach(user -> user.accounts.remove(account));
        return Reply.empty(204);
    }

    @Override
    Reply act(Request request) {
        return request.action().equals("set-password") ? setPassword(request) : super.act(request);
    }

    private Reply setPassword(Request request) {
        int version = request.versionForUpdate();
        Account account = authorised(request, world.accounts);
        String password = request.text("password");
        mustBeLongEnough(password);
        if (version != account.version) {
            throw ApiError.internal("accounts.(Service).setPasswordInRepo: password.(Repository).SetPassword: db.DoTx:"
                    + " password.(Repository).SetPassword: updated account and 0 rows updated: search issue:"
                    + " error #1101");
        }
        account.password = password;
        account.changed(world.now());
        return shown(request, account, "read");
    }

    private static void mustBeLoginName(String name) {
        if (!name.matches("[a-z0-9.-]+")) {
            throw ApiError.internal("accounts.(Service).createInRepo: accounts.(Service).createPwInRepo:"
                    + " password.(Repository).CreateAccount: login name must be all-lowercase alphanumeric, period or"
                    + " hyphen. got: " + name + ": parameter violation: error #100");
        }
    }

    private static void mustBeLongEnough(String password) {
        if (!password.isEmpty() && password.length() < Account.SHORTEST_PASSWORD) {
            throw ApiError.invalidField("Error in provided request.", "password", "Password is too short.");
        }
    }
}
