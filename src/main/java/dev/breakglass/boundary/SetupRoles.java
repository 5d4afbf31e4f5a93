package dev.breakglass.boundary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.flow.Ledger;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Roles with fixed grants: makes those that are missing, and tells how others differ. */
final class SetupRoles {
    private final BoundaryAdmin admin;
    private final Ledger ledger;
    private final Map<String, Map<String, String>> idsByScope = new HashMap<>();

    SetupRoles(BoundaryAdmin admin, Ledger ledger) {
        this.admin = admin;
        this.ledger = ledger;
    }

    /**
     * A role as it shall be.
     *
     * @param principal the one user who shall be in it; empty for a slot, whose principals come and go
     */
    record Spec(String scope, String name, String description, List<String> grants, Optional<String> principal) {
        String label() {
            return "role " + name + " in " + scope;
        }
    }

    Optional<String> idOf(String scope, String name) {
        return Optional.ofNullable(names(scope).get(name));
    }

    /** The id of the role with that name, after making it if there is none; empty in a dry run without one. */
    Optional<String> ensure(Spec spec) {
        Optional<String> id = idOf(spec.scope(), spec.name());
        if (id.isEmpty()) {
            return ledger.make(spec.label(), () -> create(spec));
        }
        compare(spec, Role.of(admin.read("roles", id.get())));
        return id;
    }

    /** Tells how a role that exists differs from what it shall be; completes one that was only begun. */
    void compare(Spec spec, Role role) {
        if (isBegun(spec, role)) {
            ledger.make("the rest of " + spec.label(), () -> completed(spec, role));
            return;
        }
        String label = spec.label() + " (" + role.id() + ")";
        boolean asWanted = true;
        if (!canonical(role.grants()).equals(canonical(spec.grants()))) {
            ledger.differs(label, "grants " + canonical(spec.grants()), shown(canonical(role.grants())));
            asWanted = false;
        }
        if (!role.scope().equals(spec.scope())) {
            ledger.differs(label, "scope " + spec.scope(), role.scope());
            asWanted = false;
        }
        Set<String> reach = Set.copyOf(role.grantScopes());
        if (!reach.equals(Set.of("this")) && !reach.equals(Set.of(spec.scope()))) {
            ledger.differs(label, "grant scopes [this]", shown(new TreeSet<>(reach)));
            asWanted = false;
        }
        if (spec.principal().isPresent()
                && !role.principals().equals(Set.of(spec.principal().get()))) {
            ledger.differs(
                    label, "principals [" + spec.principal().get() + "]", shown(new TreeSet<>(role.principals())));
            asWanted = false;
        }
        if (asWanted) {
            ledger.inPlace(label);
        }
    }

    /**
     * Whether an earlier setup was interrupted: the versions count the steps. A role that somebody emptied later has a
     * higher version, and stays empty.
     */
    private static boolean isBegun(Spec spec, Role role) {
        boolean ungranted = role.version() == 1 && role.grants().isEmpty();
        boolean unfilled = role.version() == 2
                && spec.principal().isPresent()
                && role.principals().isEmpty()
                && canonical(role.grants()).equals(canonical(spec.grants()));
        return ungranted || unfilled;
    }

    private String create(Spec spec) {
        ObjectNode body = BoundaryHttp.object()
                .put("scope_id", spec.scope())
                .put("name", spec.name())
                .put("description", spec.description());
        Role made = completed(spec, Role.of(admin.create("roles", body)));
        names(spec.scope()).put(spec.name(), made.id());
        return made.id();
    }

    private Role completed(Spec spec, Role begun) {
        Role role = begun;
        if (role.grants().isEmpty()) {
            role = changed(role, "add-grants", "grant_strings", spec.grants());
        }
        if (spec.principal().isPresent()) {
            role = changed(
                    role,
                    "add-principals",
                    "principal_ids",
                    List.of(spec.principal().get()));
        }
        return role;
    }

    private Role changed(Role role, String action, String field, List<String> values) {
        ObjectNode body = BoundaryHttp.object().put("version", role.version());
        ArrayNode array = body.putArray(field);
        values.forEach(array::add);
        return Role.of(admin.act("roles", role.id(), action, body));
    }

    private Map<String, String> names(String scope) {
        return idsByScope.computeIfAbsent(
                scope,
                absent -> admin.list("roles", Map.of("scope_id", scope)).stream()
                        .collect(Collectors.toMap(
                                role -> role.text("name"), role -> role.text("id"), (one, other) -> one)));
    }

    /** Grants in one order, with their ids and actions in one order, so that only a difference in meaning counts. */
    static Set<String> canonical(Collection<String> grants) {
        return grants.stream().map(SetupRoles::canonical).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String canonical(String grant) {
        return Arrays.stream(grant.split(";", -1)).map(SetupRoles::sorted).collect(Collectors.joining(";"));
    }

    private static String sorted(String part) {
        String[] pair = part.strip().split("=", 2);
        return pair.length == 2
                ? pair[0] + "="
                        + Arrays.stream(pair[1].split(",", -1))
                                .map(String::strip)
                                .sorted()
                                .collect(Collectors.joining(","))
                : part.strip();
    }

    private static String shown(Collection<String> values) {
        return values.isEmpty() ? "none" : values.toString();
    }
}
