package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What Slack accepts as blocks and views: shapes, lengths and counts of the block types a careful app uses. Anything
 * else, though Slack may know it, is refused, so that an app cannot drift into types nobody has checked here.
 */
public final class BlockKitRules {
    /** Where blocks are shown, and how many fit there. */
    public enum Surface {
        MESSAGE(50),
        MODAL(100),
        HOME(100);

        private final int maxBlocks;

        Surface(int maxBlocks) {
            this.maxBlocks = maxBlocks;
        }
    }

    private static final int LONG_TEXT = 3000;
    private static final int FIELD_TEXT = 2000;
    private static final int ID = 255;

    private BlockKitRules() {}

    /** What is wrong with these blocks, in Slack's wording with JSON pointers; empty when they are fine. */
    public static List<String> checkBlocks(JsonNode blocks, Surface surface) {
        List<String> faults = new ArrayList<>();
        blocks(new Spot(blocks, "/blocks", faults), surface);
        return List.copyOf(faults);
    }

    /** What is wrong with this modal or Home view; empty when it is fine. */
    public static List<String> checkView(JsonNode view) {
        List<String> faults = new ArrayList<>();
        Spot spot = new Spot(view, "/view", faults);
        switch (spot.type()) {
            case "modal" -> modal(spot);
            case "home" -> home(spot);
            default -> spot.fault("unsupported type: " + spot.type());
        }
        return List.copyOf(faults);
    }

    private static void modal(Spot view) {
        boolean isObject = view.isObjectOf(
                "title",
                "blocks",
                "close",
                "submit",
                "private_metadata",
                "callback_id",
                "clear_on_close",
                "notify_on_close",
                "external_id",
                "submit_disabled");
        if (!isObject) {
            return;
        }
        view.require("title", "blocks");
        for (String label : List.of("title", "close", "submit")) {
            if (view.has(label)) {
                ElementRules.plainText(view.at(label), 24);
            }
        }
        view.flags("clear_on_close", "notify_on_close", "submit_disabled");
        identity(view);
        blocks(view.at("blocks"), Surface.MODAL);
        if (!view.has("submit") && hasInput(view.node().path("blocks"))) {
            view.fault("missing required field: submit");
        }
    }

    private static void home(Spot view) {
        if (view.isObjectOf("blocks", "private_metadata", "callback_id", "external_id")) {
            view.require("blocks");
            identity(view);
            blocks(view.at("blocks"), Surface.HOME);
        }
    }

    private static void identity(Spot view) {
        view.string("private_metadata", 0, LONG_TEXT);
        view.string("callback_id", 0, ID);
        view.string("external_id", 0, ID);
    }

    private static boolean hasInput(JsonNode blocks) {
        for (JsonNode block : blocks) {
            if (block.path("type").asText().equals("input")) {
                return true;
            }
        }
        return false;
    }

    private static void blocks(Spot blocks, Surface surface) {
        Set<String> ids = new HashSet<>();
        for (Spot block : blocks.list(0, surface.maxBlocks)) {
            block(block);
            String id = block.node().path("block_id").asText();
            if (!id.isEmpty() && !ids.add(id)) {
                block.fault("block_id already exists: " + id);
            }
        }
    }

    private static void block(Spot block) {
        block.string("block_id", 0, ID);
        switch (block.type()) {
            case "header" -> header(block);
            case "section" -> section(block);
            case "context" -> context(block);
            case "actions" -> actions(block);
            case "divider" -> block.isObjectOf("block_id");
            case "input" -> input(block);
            case "rich_text" -> RichTextRules.block(block);
            default -> block.fault("unsupported type: " + block.type());
        }
    }

    private static void header(Spot block) {
        if (block.isObjectOf("block_id", "text")) {
            block.require("text");
            ElementRules.plainText(block.at("text"), 150);
        }
    }

    private static void section(Spot block) {
        if (!block.isObjectOf("block_id", "text", "fields", "accessory", "expand")) {
            return;
        }
        if (!block.has("text") && !block.has("fields")) {
            block.fault("missing required field: text or fields");
        }
        if (block.has("text")) {
            ElementRules.text(block.at("text"), LONG_TEXT);
        }
        block.items("fields", 1, 10).forEach(field -> ElementRules.text(field, FIELD_TEXT));
        if (block.has("accessory")) {
            ElementRules.element(block.at("accessory"), ElementRules.IN_SECTION);
        }
        block.flags("expand");
    }

    private static void context(Spot block) {
        if (block.isObjectOf("block_id", "elements")) {
            block.require("elements");
            block.items("elements", 1, 10).forEach(element -> ElementRules.text(element, LONG_TEXT));
        }
    }

    private static void actions(Spot block) {
        if (!block.isObjectOf("block_id", "elements")) {
            return;
        }
        block.require("elements");
        Set<String> ids = new HashSet<>();
        for (Spot element : block.items("elements", 1, 25)) {
            ElementRules.element(element, ElementRules.IN_ACTIONS);
            String id = element.node().path("action_id").asText();
            if (!id.isEmpty() && !ids.add(id)) {
                element.fault("action_id already exists: " + id);
            }
        }
    }

    private static void input(Spot block) {
        if (!block.isObjectOf("block_id", "label", "element", "hint", "optional", "dispatch_action")) {
            return;
        }
        block.require("label", "element");
        if (block.has("label")) {
            ElementRules.plainText(block.at("label"), FIELD_TEXT);
        }
        if (block.has("hint")) {
            ElementRules.plainText(block.at("hint"), FIELD_TEXT);
        }
        if (block.has("element")) {
            ElementRules.element(block.at("element"), ElementRules.IN_INPUT);
        }
        block.flags("optional", "dispatch_action");
    }
}
