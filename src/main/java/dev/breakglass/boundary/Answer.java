package dev.breakglass.boundary;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * One JSON object that Boundary answered. Boundary omits what is empty, but grants with {@code output_fields} omit fields,
 * too: what a decision rests on is required, and everything else may be missing.
 */
record Answer(String operation, int status, JsonNode json) {
    /** The text of a field; empty if it is missing. */
    String text(String field) {
        return json.path(field).asText("");
    }

    /** A count; 64-bit numbers travel as strings. */
    long number(String field) {
        return json.path(field).asLong(0);
    }

    List<String> strings(String field) {
        List<String> strings = new ArrayList<>();
        json.path(field).forEach(each -> strings.add(each.asText()));
        return strings;
    }

    List<Answer> objects(String field) {
        List<Answer> objects = new ArrayList<>();
        json.path(field).forEach(each -> objects.add(new Answer(operation, status, each)));
        return objects;
    }

    Answer object(String field) {
        return new Answer(operation, status, json.path(field));
    }

    String requiredText(String field) {
        String text = text(field);
        if (text.isEmpty()) {
            throw lacks(field);
        }
        return text;
    }

    int requiredVersion() {
        int version = json.path("version").asInt(0);
        if (version == 0) {
            throw lacks("version");
        }
        return version;
    }

    Instant requiredTime(String field) {
        try {
            return Instant.parse(requiredText(field));
        } catch (DateTimeParseException e) {
            throw lacks(field);
        }
    }

    BoundaryException lacks(String field) {
        return BoundaryException.unreadable(operation, status, field);
    }
}
