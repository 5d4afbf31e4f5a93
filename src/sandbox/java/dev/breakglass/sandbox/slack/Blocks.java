package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds interactive elements in stored blocks. */
final class Blocks {
    /** An interactive element and the block it stands in. */
    record Element(String blockId, JsonNode block, JsonNode node) {
        String type() {
            return node.path("type").asText();
        }

        String actionId() {
            return node.path("action_id").asText();
        }

        boolean isInput() {
            return block.path("type").asText().equals("input");
        }

        boolean isRequired() {
            return isInput() && !block.path("optional").asBoolean(false);
        }

        boolean isStateful() {
            return !type().equals("button") && !type().equals("overflow");
        }
    }

    private Blocks() {}

    static List<Element> elements(JsonNode blocks) {
        List<Element> found = new ArrayList<>();
        for (JsonNode block : blocks) {
            String id = block.path("block_id").asText();
            switch (block.path("type").asText()) {
                case "input" -> found.add(new Element(id, block, block.path("element")));
                case "actions" -> block.path("elements").forEach(node -> found.add(new Element(id, block, node)));
                case "section" -> {
                    if (block.has("accessory")) {
                        found.add(new Element(id, block, block.path("accessory")));
                    }
                }
                default -> {
                    // The other blocks hold nothing to act on.
                }
            }
        }
        return found;
    }

    /** The element with this action id; of several, the first. */
    static Optional<Element> find(JsonNode blocks, String actionId) {
        return elements(blocks).stream()
                .filter(element -> element.actionId().equals(actionId))
                .findFirst();
    }

    static Optional<Element> find(JsonNode blocks, String blockId, String actionId) {
        return elements(blocks).stream()
                .filter(element ->
                        element.blockId().equals(blockId) && element.actionId().equals(actionId))
                .findFirst();
    }

    /** All options of a select, whether grouped or not. */
    static List<JsonNode> options(JsonNode element) {
        List<JsonNode> options = new ArrayList<>();
        element.path("options").forEach(options::add);
        for (JsonNode group : element.path("option_groups")) {
            group.path("options").forEach(options::add);
        }
        return options;
    }

    static Optional<JsonNode> option(List<JsonNode> options, String value) {
        return options.stream()
                .filter(option -> option.path("value").asText().equals(value))
                .findFirst();
    }

    /** A copy in which every block and element has an id, as Slack gives one to those sent without. */
    static ArrayNode withIds(JsonNode blocks, Supplier<String> ids) {
        ArrayNode copy = blocks.deepCopy();
        for (JsonNode block : copy) {
            if (block.path("block_id").asText().isEmpty()) {
                ((ObjectNode) block).put("block_id", ids.get());
            }
        }
        for (Element element : elements(copy)) {
            if (element.actionId().isEmpty()) {
                ((ObjectNode) element.node()).put("action_id", ids.get());
            }
        }
        return copy;
    }
}
