package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;

/** A role: who (principals) may do what (grants) where (grant scopes). */
final class Role extends Resource {
    final NavigableSet<String> principals = new TreeSet<>();
    final NavigableSet<String> grantScopes = new TreeSet<>(List.of("this"));
    final List<Grant> grants = new ArrayList<>();

    Role(String id, Scope scope, String name, String description, Instant created) {
        super(Kind.ROLE, id, scope, created);
        this.name = name;
        this.description = description;
    }

    boolean reaches(Scope other) {
        return grantScopes.stream().anyMatch(grantScope -> switch (grantScope) {
            case "this" -> other.equals(scope);
            case "children" -> scope.equals(other.parent());
            case "descendants" -> other.isBelow(scope);
            default -> other.id().equals(grantScope);
        });
    }

    List<String> grantStrings() {
        return grants.stream().map(Grant::raw).toList();
    }

    @Override
    void describe(ObjectNode json, boolean inList) {
        putStrings(json, "grant_scope_ids", grantScopes);
        if (inList) {
            return;
        }
        putStrings(json, "principal_ids", principals);
        putStrings(json, "grant_strings", grantStrings());
        if (!principals.isEmpty()) {
            ArrayNode described = json.putArray("principals");
            for (String principal : principals) {
                described.addObject().put("id", principal).put("type", "user").put("scope_id", "global");
            }
        }
        if (!grants.isEmpty()) {
            ArrayNode described = json.putArray("grants");
            grants.forEach(grant -> described.add(grant.json()));
        }
    }

    private static void putStrings(ObjectNode json, String field, Iterable<String> values) {
        if (values.iterator().hasNext()) {
            values.forEach(json.putArray(field)::add);
        }
    }
}
