package dev.breakglass.sandbox.boundary;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What one caller may do, read from the roles at the moment of the call, as the real server does. */
final class Rights {
    private record Given(Role role, Grant grant) {}

    private final String userId;
    private final List<Given> given = new ArrayList<>();

    Rights(String userId, String accountId, Set<String> principals, Collection<Role> roles) {
        this.userId = userId;
        for (Role role : roles) {
            if (role.principals.stream().anyMatch(principals::contains)) {
                role.grants.forEach(grant -> given.add(new Given(role, grant.forCaller(userId, accountId))));
            }
        }
    }

    /** Whether a collection's action ({@code list}, {@code create}) is granted in the scope. */
    boolean may(String action, Kind kind, Scope scope) {
        return granted(action, kind, scope, "");
    }

    /** Whether the action is granted on one thing that is not a {@link Resource}. */
    boolean may(String action, Kind kind, Scope scope, String id) {
        return granted(action, kind, scope, id);
    }

    boolean may(String action, Resource resource) {
        boolean own = !userId.isEmpty() && resource.ownerId().equals(userId);
        return granted(action, resource.kind, resource.scope, resource.id)
                || (own && granted(action + ":self", resource.kind, resource.scope, resource.id));
    }

    /** The actions that Boundary would list as {@code authorized_actions}. */
    List<String> actionsOn(Resource resource) {
        return resource.kind.actions().stream()
                .filter(action -> granted(action, resource.kind, resource.scope, resource.id))
                .toList();
    }

    /** Whether a list shows the resource: some action is granted, and not only ones meant for somebody else. */
    boolean sees(Resource resource) {
        boolean own = !userId.isEmpty() && resource.ownerId().equals(userId);
        return may("list", resource.kind, resource.scope)
                && actionsOn(resource).stream().anyMatch(action -> own || !action.endsWith(":self"));
    }

    /** The only fields that may be shown; empty means all. */
    Set<String> outputFields(String action, Kind kind, Scope scope, String id) {
        Set<String> fields = new LinkedHashSet<>();
        matching(action, kind, scope, id).forEach(grant -> fields.addAll(grant.outputFields()));
        return fields;
    }

    /** Changes whenever the caller's grants on this kind of resource do. */
    String fingerprint(Kind kind) {
        Set<String> concerned = new TreeSet<>();
        for (Given each : given) {
            if (each.grant().concerns(kind)) {
                concerned.add(each.role().scope.id()
                        + each.role().grantScopes
                        + each.grant().raw());
            }
        }
        return Integer.toHexString(concerned.hashCode());
    }

    private boolean granted(String action, Kind kind, Scope scope, String id) {
        return !matching(action, kind, scope, id).isEmpty();
    }

    private List<Grant> matching(String action, Kind kind, Scope scope, String id) {
        return given.stream()
                .filter(each -> each.role().reaches(scope))
                .map(Given::grant)
                .filter(grant -> grant.covers(kind, id) && grant.allows(action))
                .toList();
    }
}
