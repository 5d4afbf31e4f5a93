package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a person has filled in, in the shape of {@code state.values}. */
final class Form {
    private Form() {}

    /** The state of freshly shown blocks; what was filled in before under the same ids stays. */
    static ObjectNode initial(JsonNode blocks, JsonNode before) {
        ObjectNode values = Json.object();
        for (Blocks.Element element : Blocks.elements(blocks)) {
            if (!element.isStateful()) {
                continue;
            }
            JsonNode kept = before.path(element.blockId()).path(element.actionId());
            boolean keep = kept.path("type").asText().equals(element.type());
            JsonNode value = keep ? kept : initial(element.node());
            values.withObjectProperty(element.blockId()).set(element.actionId(), value);
        }
        return values;
    }

    private static ObjectNode initial(JsonNode element) {
        String type = element.path("type").asText();
        ObjectNode value = Json.object().put("type", type);
        String field = fieldOf(type);
        String initial = switch (field) {
            case "value" -> "initial_value";
            default -> field.replace("selected_", "initial_");
        };
        JsonNode none = field.equals("selected_options") ? Json.array() : NullNode.getInstance();
        value.set(field, element.has(initial) ? element.path(initial) : none);
        return value;
    }

    /** The state value a person makes by typing or choosing; nothing when the element does not offer it. */
    static Optional<ObjectNode> filled(JsonNode element, String typed, List<JsonNode> options) {
        String type = element.path("type").asText();
        ObjectNode value = Json.object().put("type", type);
        String field = fieldOf(type);
        if (typed.isEmpty()) {
            value.set(field, field.equals("selected_options") ? Json.array() : NullNode.getInstance());
            return Optional.of(value);
        }
        switch (field) {
            case "value", "selected_user" -> value.put(field, typed);
            case "selected_date_time" -> value.put(field, Long.parseLong(typed));
            case "selected_options" -> {
                ArrayNode chosen = value.putArray(field);
                for (String one : typed.split(",", -1)) {
                    Optional<JsonNode> option = Blocks.option(options, one);
                    if (option.isEmpty() && !one.isEmpty()) {
                        return Optional.empty();
                    }
                    option.ifPresent(chosen::add);
                }
            }
            default -> {
                Optional<JsonNode> option = Blocks.option(options, typed);
                if (option.isEmpty()) {
                    return Optional.empty();
                }
                value.set(field, option.get());
            }
        }
        return Optional.of(value);
    }

    /** What stands in a field now, as {@link #filled} would take it. */
    static String current(JsonNode value) {
        JsonNode content = value.path(fieldOf(value.path("type").asText()));
        if (content.isArray()) {
            StringBuilder values = new StringBuilder();
            for (JsonNode option : content) {
                values.append(values.isEmpty() ? "" : ",")
                        .append(option.path("value").asText());
            }
            return values.toString();
        }
        return content.isObject() ? content.path("value").asText() : content.asText("");
    }

    /** What Slack's client complains about before it sends a form, per block. */
    static void check(JsonNode blocks, JsonNode values, Map<String, String> errors) {
        for (Blocks.Element element : Blocks.elements(blocks)) {
            if (!element.isInput()) {
                continue;
            }
            String typed = current(values.path(element.blockId()).path(element.actionId()));
            int length = typed.codePointCount(0, typed.length());
            if (typed.isEmpty()) {
                if (element.isRequired()) {
                    errors.put(element.blockId(), "Please complete this required field.");
                }
            } else if (length < element.node().path("min_length").asInt(0)) {
                errors.put(element.blockId(), "Please enter a longer value.");
            } else if (length > element.node().path("max_length").asInt(3000)) {
                errors.put(element.blockId(), "Please enter a shorter value.");
            }
        }
    }

    private static String fieldOf(String type) {
        return switch (type) {
            case "static_select", "external_select", "radio_buttons" -> "selected_option";
            case "checkboxes" -> "selected_options";
            case "users_select" -> "selected_user";
            case "datetimepicker" -> "selected_date_time";
            default -> "value";
        };
    }
}
