package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A place in a Block Kit document under examination; what is wrong there is added to {@code faults}. */
record Spot(JsonNode node, String pointer, List<String> faults) {
    void fault(String message) {
        faults.add("[ERROR] " + message + " [json-pointer:" + pointer + "]");
    }

    Spot at(String field) {
        return new Spot(node.path(field), pointer + "/" + field, faults);
    }

    boolean has(String field) {
        return node.has(field);
    }

    String type() {
        return node.path("type").asText();
    }

    /** True if this is an object whose fields are all among {@code type} and the allowed ones; says so if not. */
    boolean isObjectOf(String... allowed) {
        if (!node.isObject()) {
            fault("must be an object");
            return false;
        }
        Set<String> known = Set.copyOf(Arrays.asList(allowed));
        node.fieldNames().forEachRemaining(name -> {
            if (!name.equals("type") && !known.contains(name)) {
                fault("additional property: " + name);
            }
        });
        return true;
    }

    void require(String... fields) {
        for (String field : fields) {
            if (!node.has(field)) {
                fault("missing required field: " + field);
            }
        }
    }

    /** The field, where present, is a string within these lengths, counted in code points as Slack does. */
    void string(String field, int min, int max) {
        if (has(field)) {
            at(field).isString(min, max);
        }
    }

    void isString(int min, int max) {
        if (!node.isTextual()) {
            fault("must be a string");
            return;
        }
        String text = node.asText();
        int length = text.codePointCount(0, text.length());
        if (length < min) {
            fault("must be more than " + (min - 1) + " characters");
        }
        if (length > max) {
            fault("must be less than " + (max + 1) + " characters");
        }
    }

    void flags(String... fields) {
        for (String field : fields) {
            if (has(field) && !node.path(field).isBoolean()) {
                at(field).fault("must be a boolean");
            }
        }
    }

    void number(String field, int min, int max) {
        if (!has(field)) {
            return;
        }
        JsonNode number = node.path(field);
        if (!number.isIntegralNumber() || number.asLong() < min || number.asLong() > max) {
            at(field).fault("must be an integer between " + min + " and " + max);
        }
    }

    void oneOf(String field, String... values) {
        if (has(field) && !Arrays.asList(values).contains(node.path(field).asText())) {
            at(field).fault("must be one of: " + String.join(", ", values));
        }
    }

    /** The items of a list field, where present; says so when it is no list or has too few or too many. */
    List<Spot> items(String field, int min, int max) {
        return has(field) ? at(field).list(min, max) : List.of();
    }

    List<Spot> list(int min, int max) {
        if (!node.isArray()) {
            fault("must be an array");
            return List.of();
        }
        if (node.size() < min) {
            fault("no fewer than " + min + " items allowed");
        }
        if (node.size() > max) {
            fault("no more than " + max + " items allowed");
        }
        List<Spot> items = new ArrayList<>();
        for (int i = 0; i < node.size(); i++) {
            items.add(new Spot(node.path(i), pointer + "/" + i, faults));
        }
        return items;
    }
}
