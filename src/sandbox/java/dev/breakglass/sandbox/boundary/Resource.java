package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/** What all stored things have in common, and how that part of them is written. */
abstract class Resource {
    final Kind kind;
    final String id;
    final Scope scope;
    final Instant created;
    String name = "";
    String description = "";
    Instant updated;
    int version = 1;

    Resource(Kind kind, String id, Scope scope, Instant created) {
        this.kind = kind;
        this.id = id;
        this.scope = scope;
        this.created = created;
        this.updated = created;
    }

    /** The user that actions ending in {@code :self} are meant for; empty if there is none. */
    String ownerId() {
        return "";
    }

    /** Writes what this kind alone has; lists show less than a single read. */
    abstract void describe(ObjectNode json, boolean inList);

    final ObjectNode json(boolean inList) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("id", id);
        put(json, "scope_id", scope.id());
        json.set("scope", scope.json());
        put(json, "name", name);
        put(json, "description", description);
        json.put("created_time", created.toString());
        json.put("updated_time", updated.toString());
        json.put("version", version);
        describe(json, inList);
        return json;
    }

    final void changed(Instant at) {
        version++;
        updated = at;
    }

    /** Boundary leaves empty fields out; so does everything written here. */
    static void put(ObjectNode json, String field, String value) {
        if (!value.isEmpty()) {
            json.put(field, value);
        }
    }
}
