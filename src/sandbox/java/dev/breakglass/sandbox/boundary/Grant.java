package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** One grant string, taken apart; {@code type} is empty where the string names none. */
record Grant(String raw, List<String> ids, String type, List<String> actions, List<String> outputFields) {
    /** Collections have no id, so a grant without ids can only reach these. */
    private static final Set<String> COLLECTION_ACTIONS = Set.of("create", "list");

    static Grant parse(String raw) {
        List<String> ids = List.of();
        String type = "";
        List<String> actions = List.of();
        List<String> outputFields = List.of();
        for (String part : raw.split(";", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length != 2 || pair[1].isBlank()) {
                throw malformed(raw);
            }
            List<String> values = Arrays.asList(pair[1].strip().split(","));
            switch (pair[0].strip()) {
                case "ids" -> ids = values;
                case "type" -> type = pair[1].strip();
                case "actions" -> actions = values;
                case "output_fields" -> outputFields = values;
                default -> throw malformed(raw);
            }
        }
        Grant grant = new Grant(raw, List.copyOf(ids), type, List.copyOf(actions), List.copyOf(outputFields));
        if (!grant.couldAuthoriseSomething()) {
            throw malformed(raw);
        }
        return grant;
    }

    private boolean couldAuthoriseSomething() {
        if (ids.isEmpty()) {
            return !type.isEmpty() && !actions.isEmpty() && COLLECTION_ACTIONS.containsAll(actions);
        }
        boolean everyId = ids.contains("*");
        return !(everyId && type.isEmpty()) && !(actions.isEmpty() && outputFields.isEmpty());
    }

    private static ApiError malformed(String raw) {
        return ApiError.invalidField(
                "Errors in provided fields.", "grant_strings", "Improperly formatted grant \"" + raw + "\".");
    }

    /** Puts the caller's own ids where the string has a template. */
    Grant forCaller(String userId, String accountId) {
        if (!raw.contains("{{")) {
            return this;
        }
        List<String> own = ids.stream()
                .map(id -> id.replace("{{.User.Id}}", userId).replace("{{.Account.Id}}", accountId))
                .toList();
        return new Grant(raw, own, type, actions, outputFields);
    }

    boolean covers(Kind kind, String id) {
        boolean typeFits = type.isEmpty() || type.equals("*") || type.equals(kind.type);
        if (id.isEmpty()) {
            return typeFits && !type.isEmpty() && (ids.isEmpty() || ids.contains("*"));
        }
        return typeFits && (ids.contains("*") ? !type.isEmpty() : ids.contains(id));
    }

    boolean allows(String action) {
        return actions.contains("*")
                || actions.contains(action)
                || (action.endsWith(":self") && actions.contains(action.substring(0, action.indexOf(':'))));
    }

    /** Whether a list token for this kind of resource depends on this grant. */
    boolean concerns(Kind kind) {
        boolean byId = type.isEmpty() && ids.stream().anyMatch(id -> id.startsWith(kind.idPrefix));
        return type.equals("*") || type.equals(kind.type) || byId;
    }

    String canonical() {
        List<String> parts = new ArrayList<>();
        if (!ids.isEmpty()) {
            parts.add("ids=" + String.join(",", ids));
        }
        if (!type.isEmpty()) {
            parts.add("type=" + type);
        }
        if (!actions.isEmpty()) {
            parts.add("actions=" + String.join(",", new TreeSet<>(actions)));
        }
        if (!outputFields.isEmpty()) {
            parts.add("output_fields=" + String.join(",", new TreeSet<>(outputFields)));
        }
        return String.join(";", parts);
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("raw", raw).put("canonical", canonical());
        ObjectNode parsed = json.putObject("json");
        if (!ids.isEmpty()) {
            ids.forEach(parsed.putArray("ids")::add);
        }
        parsed.put("type", type.isEmpty() ? "unknown" : type);
        if (!actions.isEmpty()) {
            actions.forEach(parsed.putArray("actions")::add);
        }
        return json;
    }
}
