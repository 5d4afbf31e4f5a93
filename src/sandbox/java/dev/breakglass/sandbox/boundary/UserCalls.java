package dev.breakglass.sandbox.boundary;

import dev.breakglass.sandbox.FakeServer.Reply;
import java.util.List;

/** Users, and which accounts belong to them. */
final class UserCalls extends Calls {
    UserCalls(World world) {
        super(world);
    }

    @Override
    Reply create(Request request) {
        Scope scope = scopeForNew(request);
        mustBeUnique(world.users.values(), scope, request.text("name"));
        User user = world.addUser(world.newId("u_"), request.text("name"));
        user.description = request.text("description");
        return shown(request, user, "create");
    }

    @Override
    Reply delete(Request request) {
        world.deleteUser(authorised(request, world.users));
        return Reply.empty(204);
    }

    @Override
    Reply act(Request request) {
        return request.action().equals("add-accounts") ? addAccounts(request) : super.act(request);
    }

    private Reply addAccounts(Request request) {
        int version = request.version();
        User user = authorised(request, world.users);
        List<Account> accounts =
                request.strings("account_ids").stream().map(world.accounts::get).toList();
        boolean usable = version == user.version
                && accounts.stream()
                        .allMatch(account ->
                                account != null && world.owner(account).isEmpty());
        if (!usable) {
            throw ApiError.internal("Unable to add accounts to user: iam.(Repository).AddUserAccounts: db.DoTx:"
                    + " iam.(Repository).AddUserAccounts: updated user and 0 rows updated: search issue: error #1101.");
        }
        user.accounts.addAll(accounts);
        user.changed(world.now());
        return shown(request, user, "read");
    }
}
