package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A call whose path, query and body have been understood, with the rights of whoever made it. */
record Request(Kind kind, String id, String action, Map<String, String> query, ObjectNode body, Caller caller) {
    private static final String BAD_FIELDS = "Errors in provided fields.";

    String param(String name) {
        return query.getOrDefault(name, "");
    }

    String text(String field) {
        return body.path(field).asText("");
    }

    /** The version named in the body; zero or absent is refused with this message. */
    int version(String message, String description) {
        int version = body.path("version").asInt(0);
        if (version == 0) {
            throw ApiError.invalidField(message, "version", description);
        }
        return version;
    }

    int version() {
        return version(BAD_FIELDS, "Required field.");
    }

    int versionForUpdate() {
        return version("Error in provided request.", "Existing resource version is required for an update.");
    }

    List<String> strings(String field) {
        List<String> strings = new ArrayList<>();
        for (JsonNode element : body.path(field)) {
            strings.add(element.asText());
        }
        return strings;
    }

    /** Refuses a path whose id has not the shape of its kind. */
    void mustHaveWellFormedId() {
        if (!kind.idPrefix.isEmpty() && !id.matches(kind.idPrefix + "\\w+")) {
            throw ApiError.invalidField("Error in provided request.", "id", "Invalid formatted identifier.");
        }
    }
}
