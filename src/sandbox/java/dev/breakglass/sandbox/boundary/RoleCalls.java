package dev.breakglass.sandbox.boundary;

import dev.breakglass.sandbox.FakeServer.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** Roles: principals and grants under the role's version, with the conflicts of the real server. */
final class RoleCalls extends Calls {
    private static final String ROW_GONE = "updated role and 0 rows updated: search issue: error #1101.";
    private static final String TAKEN_TWICE =
            "duplicate key value violates unique constraint \"%s\": unique constraint violation:"
                    + " integrity violation: error #1002.";

    /** How the real server words a failure: what it was doing, and the function in which it failed. */
    private record Doing(String what, String function) {
        ApiError failed(String why) {
            String where = "iam.(Repository)." + function + ": ";
            return ApiError.internal("Unable to " + what + ": " + where + "db.DoTx: " + where + why);
        }
    }

    RoleCalls(World world) {
        super(world);
    }

    @Override
    Reply create(Request request) {
        Scope scope = scopeForNew(request);
        mustBeUnique(world.roles.values(), scope, request.text("name"));
        Role role = world.addRole(scope, request.text("name"), request.text("description"));
        return shown(request, role, "create");
    }

    @Override
    Reply update(Request request) {
        int version = request.versionForUpdate();
        Role role = authorised(request, world.roles);
        if (version != role.version) {
            throw ApiError.notFound("Role \"" + role.id + "\" doesn't exist or incorrect version provided.");
        }
        if (request.body().has("name")) {
            role.name = request.text("name");
        }
        if (request.body().has("description")) {
            role.description = request.text("description");
        }
        role.changed(world.now());
        return shown(request, role, "update");
    }

    @Override
    Reply delete(Request request) {
        world.roles.remove(authorised(request, world.roles).id);
        return Reply.empty(204);
    }

    @Override
    Reply act(Request request) {
        int version = request.version();
        return switch (request.action()) {
            case "add-principals" -> addPrincipals(request, version);
            case "set-principals" -> setPrincipals(request, version);
            case "remove-principals" -> removePrincipals(request, version);
            case "add-grants" -> addGrants(request, version);
            case "set-grants" -> setGrants(request, version);
            case "remove-grants" -> removeGrants(request, version);
            default -> super.act(request);
        };
    }

    private Reply addPrincipals(Request request, int version) {
        Doing doing = new Doing("add principals to role", "AddPrincipalRoles");
        NavigableSet<String> ids = principalIds(request);
        Role role = authorised(request, world.roles);
        mustBeAt(version, role, doing);
        mustExist(ids, doing);
        if (ids.stream().anyMatch(role.principals::contains)) {
            throw doing.failed(
                    "unable to add users: db.CreateItems: " + String.format(TAKEN_TWICE, "iam_user_role_pkey"));
        }
        role.principals.addAll(ids);
        return changed(request, role);
    }

    private Reply setPrincipals(Request request, int version) {
        Doing doing = new Doing("set principals on role", "SetPrincipalRoles");
        NavigableSet<String> ids = principalIds(request);
        Role role = authorised(request, world.roles);
        if (!ids.isEmpty() && ids.equals(role.principals)) {
            // Nothing to do: the real server then looks at no version and counts none up. Emptying is not like that.
            return shown(request, role, "read");
        }
        mustBeAt(version, role, doing);
        mustExist(ids, doing);
        role.principals.clear();
        role.principals.addAll(ids);
        return changed(request, role);
    }

    private Reply removePrincipals(Request request, int version) {
        Doing doing = new Doing("remove principals from role", "DeletePrincipalRoles");
        NavigableSet<String> ids = principalIds(request);
        Role role = authorised(request, world.roles);
        mustBeAt(version, role, doing);
        long there = ids.stream().filter(role.principals::contains).count();
        if (there != ids.size()) {
            throw doing.failed("user roles deleted " + there + " did not match request for " + ids.size()
                    + ": search issue: error #1101.");
        }
        role.principals.removeAll(ids);
        return changed(request, role);
    }

    private static NavigableSet<String> principalIds(Request request) {
        NavigableSet<String> ids = new TreeSet<>(request.strings("principal_ids"));
        if (!ids.stream().allMatch(id -> id.matches("(u|g|mgoidc|mgldap)_\\w+"))) {
            throw ApiError.invalidField(
                    "Errors in provided fields.",
                    "principal_ids",
                    "Must only have valid user, group, and/or managed group ids.");
        }
        return ids;
    }

    private void mustExist(NavigableSet<String> userIds, Doing doing) {
        if (!world.users.keySet().containsAll(userIds)) {
            throw doing.failed("unable to add users: db.CreateItems: insert or update on table \"iam_user_role\""
                    + " violates foreign key constraint \"iam_user_role_principal_id_fkey\":"
                    + " integrity violation: error #1003.");
        }
    }

    private Reply addGrants(Request request, int version) {
        Doing doing = new Doing("add grants to role", "AddRoleGrants");
        List<Grant> grants = grants(request);
        Role role = authorised(request, world.roles);
        mustBeAt(version, role, doing);
        if (grants.stream().anyMatch(role.grants::contains)) {
            throw doing.failed(
                    "unable to add grants: db.CreateItems: " + String.format(TAKEN_TWICE, "iam_role_grant_pkey"));
        }
        role.grants.addAll(grants);
        return changed(request, role);
    }

    private Reply setGrants(Request request, int version) {
        List<Grant> grants = grants(request);
        Role role = authorised(request, world.roles);
        boolean same = role.grants.size() == grants.size() && role.grants.containsAll(grants);
        if (!grants.isEmpty() && same) {
            return shown(request, role, "read");
        }
        mustBeAt(version, role, new Doing("set grants on role", "SetRoleGrants"));
        replaceGrants(role, grants);
        return changed(request, role);
    }

    /** Grants that stay keep their place; new ones come after them. */
    static void replaceGrants(Role role, List<Grant> grants) {
        role.grants.retainAll(grants);
        List<Grant> added = new ArrayList<>(grants);
        added.removeAll(role.grants);
        role.grants.addAll(added);
    }

    private Reply removeGrants(Request request, int version) {
        Doing doing = new Doing("remove grants from role", "DeleteRoleGrants");
        List<Grant> grants = grants(request);
        Role role = authorised(request, world.roles);
        mustBeAt(version, role, doing);
        if (!role.grants.containsAll(grants)) {
            throw doing.failed("role grants deleted did not match request: search issue: error #1101.");
        }
        role.grants.removeAll(grants);
        return changed(request, role);
    }

    private static List<Grant> grants(Request request) {
        return request.strings("grant_strings").stream()
                .distinct()
                .sorted()
                .map(Grant::parse)
                .toList();
    }

    private static void mustBeAt(int version, Role role, Doing doing) {
        if (version != role.version) {
            throw doing.failed(ROW_GONE);
        }
    }

    private Reply changed(Request request, Role role) {
        role.changed(world.now());
        return shown(request, role, "read");
    }
}
