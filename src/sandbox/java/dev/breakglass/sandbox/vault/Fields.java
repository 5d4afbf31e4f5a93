package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The fields of a request or of a stored role; what is absent reads as empty. */
record Fields(ObjectNode json) {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array(Collection<String> texts) {
        ArrayNode array = MAPPER.createArrayNode();
        texts.forEach(array::add);
        return array;
    }

    static Fields none() {
        return new Fields(object());
    }

    static Fields parse(String body) {
        // The vault command sends "null" where it has nothing to say.
        if (body.isBlank() || body.equals("null")) {
            return none();
        }
        try {
            if (MAPPER.readTree(body) instanceof ObjectNode json) {
                return new Fields(json);
            }
        } catch (JsonProcessingException e) {
            throw Refusal.of(400, "error parsing JSON");
        }
        throw Refusal.of(400, "error parsing JSON");
    }

    /** These fields, changed where the others say something. */
    Fields changedBy(Fields others) {
        ObjectNode both = json.deepCopy();
        both.setAll(others.json);
        return new Fields(both);
    }

    boolean has(String name) {
        return json.hasNonNull(name);
    }

    String text(String name) {
        return json.path(name).asText("");
    }

    boolean flag(String name, boolean otherwise) {
        return json.path(name).asBoolean(otherwise);
    }

    int number(String name) {
        return json.path(name).asInt(0);
    }

    Duration ttl(String name) {
        return has(name) ? Ttl.of(json.path(name)) : Duration.ZERO;
    }

    List<String> texts(String name) {
        JsonNode value = json.path(name);
        List<String> texts = new ArrayList<>();
        if (value.isArray()) {
            value.forEach(item -> texts.add(item.asText()));
        } else if (!value.asText("").isEmpty()) {
            texts.addAll(List.of(value.asText().split(",", -1)));
        }
        return texts;
    }

    /** Like {@link #texts}, for statements, in which a comma separates nothing. */
    List<String> statements(String name) {
        JsonNode value = json.path(name);
        return value.isTextual() ? List.of(value.asText()) : texts(name);
    }

    Map<String, String> map(String name) {
        Map<String, String> map = new TreeMap<>();
        json.path(name)
                .properties()
                .forEach(entry -> map.put(entry.getKey(), entry.getValue().asText()));
        return map;
    }
}
