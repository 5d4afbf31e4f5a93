package dev.breakglass.sandbox.slack;

/** Slack's rules for rich text: sections, lists, quotes and preformatted parts, and the runs inside them. */
final class RichTextRules {
    private RichTextRules() {}

    static void block(Spot block) {
        if (block.isObjectOf("block_id", "elements")) {
            block.require("elements");
            block.items("elements", 0, 1000).forEach(RichTextRules::part);
        }
    }

    private static void part(Spot part) {
        switch (part.type()) {
            case "rich_text_section" -> runs(part, "elements");
            case "rich_text_preformatted" -> runs(part, "elements", "border", "language");
            case "rich_text_quote" -> runs(part, "elements", "border");
            case "rich_text_list" -> list(part);
            default -> part.fault("unsupported type: " + part.type());
        }
    }

    private static void list(Spot list) {
        if (!list.isObjectOf("elements", "style", "indent", "offset", "border")) {
            return;
        }
        list.require("elements", "style");
        list.oneOf("style", "bullet", "ordered");
        for (Spot item : list.items("elements", 0, 1000)) {
            if (item.type().equals("rich_text_section")) {
                runs(item, "elements");
            } else {
                item.fault("unsupported type: " + item.type());
            }
        }
    }

    private static void runs(Spot part, String... fields) {
        if (part.isObjectOf(fields)) {
            part.require("elements");
            part.items("elements", 0, 1000).forEach(RichTextRules::run);
        }
    }

    private static void run(Spot run) {
        switch (run.type()) {
            case "text" -> run(run, "text");
            case "link" -> {
                run(run, "url", "text", "unsafe");
                run.string("text", 0, 3000);
            }
            case "user" -> run(run, "user_id");
            case "usergroup" -> run(run, "usergroup_id");
            case "channel" -> run(run, "channel_id");
            case "emoji" -> run(run, "name", "unicode", "url");
            case "color" -> run(run, "value");
            case "broadcast" -> {
                run(run, "range");
                run.oneOf("range", "here", "channel", "everyone");
            }
            case "date" -> {
                run.isObjectOf("timestamp", "format", "url", "fallback", "style");
                run.require("timestamp", "format");
            }
            default -> run.fault("unsupported type: " + run.type());
        }
        if (run.has("style")) {
            Spot style = run.at("style");
            style.isObjectOf(
                    "bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink");
            style.flags("bold", "italic", "strike", "code", "underline");
        }
    }

    private static void run(Spot run, String required, String... optional) {
        String[] allowed = new String[optional.length + 2];
        allowed[0] = required;
        allowed[1] = "style";
        System.arraycopy(optional, 0, allowed, 2, optional.length);
        if (run.isObjectOf(allowed)) {
            run.require(required);
            run.string(required, 1, 3000);
        }
    }
}
