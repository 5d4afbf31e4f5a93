package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** Global, an organisation or a project: where resources live and how far grants reach. */
record Scope(
        String id,
        String type,
        String name,
        String description,
        @Nullable Scope parent) {
    static final Scope GLOBAL = new Scope("global", "global", "global", "Global Scope", null);
    static final Scope ORG = new Scope(
            "o_1234567890", "org", "Generated org scope", "Provides an initial org scope in Boundary", GLOBAL);
    static final Scope PROJECT = new Scope(
            "p_1234567890", "project", "Generated project scope", "Provides an initial project scope in Boundary", ORG);

    boolean isProject() {
        return type.equals("project");
    }

    boolean isBelow(Scope other) {
        return parent != null && (parent.equals(other) || parent.isBelow(other));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", id)
                .put("type", type)
                .put("name", name)
                .put("description", description);
        if (parent != null) {
            json.put("parent_scope_id", parent.id());
        }
        return json;
    }
}
