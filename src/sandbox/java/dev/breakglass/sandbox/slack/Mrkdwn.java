package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads Slack's markup: whom a text would ping, and how it reads without markup. */
final class Mrkdwn {
    private static final Pattern TOKEN = Pattern.compile("<([^<>\\n]+)>");
    private static final Pattern BARE_MENTION = Pattern.compile("(?<![\\w.])@(channel|here|everyone|group)\\b");

    private Mrkdwn() {}

    /** Everybody a message would notify, by its text and every place in its blocks where markup counts. */
    static Set<String> pings(String text, JsonNode blocks, boolean linkNames) {
        Set<String> pings = new LinkedHashSet<>();
        markup(text, linkNames, pings);
        collect(blocks, linkNames, pings);
        return pings;
    }

    private static void collect(JsonNode node, boolean linkNames, Set<String> pings) {
        switch (node.path("type").asText()) {
            case "mrkdwn" -> markup(node.path("text").asText(), linkNames, pings);
            case "user" -> pings.add("<@" + node.path("user_id").asText() + ">");
            case "usergroup" ->
                pings.add("<!subteam^" + node.path("usergroup_id").asText() + ">");
            case "broadcast" -> pings.add("<!" + node.path("range").asText() + ">");
            default -> node.forEach(child -> collect(child, linkNames, pings));
        }
    }

    private static void markup(String text, boolean linkNames, Set<String> pings) {
        Matcher token = TOKEN.matcher(text);
        while (token.find()) {
            String target = upTo(token.group(1), '|');
            boolean mention = target.startsWith("@") || target.startsWith("!");
            if (mention && !target.startsWith("!date^")) {
                pings.add("<" + target + ">");
            }
        }
        Matcher bare = BARE_MENTION.matcher(text);
        while (linkNames && bare.find()) {
            pings.add("@" + bare.group(1));
        }
    }

    /** The text as people read it: names for mentions, labels for links, no entities. */
    static String plain(String markup, UnaryOperator<String> nameOf) {
        StringBuilder plain = new StringBuilder();
        Matcher token = TOKEN.matcher(markup);
        int done = 0;
        while (token.find()) {
            plain.append(unescape(markup.substring(done, token.start())));
            plain.append(unescape(reading(token.group(1), nameOf)));
            done = token.end();
        }
        return plain.append(unescape(markup.substring(done))).toString();
    }

    /** How the inside of one {@code <...>} reads. */
    static String reading(String token, UnaryOperator<String> nameOf) {
        String target = upTo(token, '|');
        String label = target.length() == token.length() ? "" : token.substring(target.length() + 1);
        if (target.startsWith("@")) {
            return "@" + nameOf.apply(target.substring(1));
        }
        if (target.startsWith("#")) {
            return "#" + nameOf.apply(target.substring(1));
        }
        if (!label.isEmpty()) {
            return label;
        }
        if (target.startsWith("!subteam^")) {
            return "@" + nameOf.apply(target.substring("!subteam^".length()));
        }
        return target.startsWith("!") ? "@" + target.substring(1) : target;
    }

    static String unescape(String text) {
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    }

    /** A message as lines of text, for assertions and logs; without blocks, its plain text. */
    static String flatten(String text, JsonNode blocks, UnaryOperator<String> nameOf) {
        if (blocks.isEmpty()) {
            return plain(text, nameOf);
        }
        List<String> lines = new ArrayList<>();
        blocks.forEach(block -> lines(block, nameOf, lines));
        return String.join("\n", lines);
    }

    private static void lines(JsonNode block, UnaryOperator<String> nameOf, List<String> lines) {
        switch (block.path("type").asText()) {
            case "header" -> lines.add(textOf(block.path("text"), nameOf));
            case "section" -> {
                if (block.has("text")) {
                    lines.add(textOf(block.path("text"), nameOf));
                }
                block.path("fields").forEach(field -> lines.add(textOf(field, nameOf)));
                if (block.has("accessory")) {
                    lines.add(label(block.path("accessory"), nameOf));
                }
            }
            case "context" -> lines.add(joined(block.path("elements"), " · ", node -> textOf(node, nameOf)));
            case "actions" -> lines.add(joined(block.path("elements"), " ", node -> label(node, nameOf)));
            case "input" ->
                lines.add(textOf(block.path("label"), nameOf) + ": " + label(block.path("element"), nameOf));
            case "divider" -> lines.add("---");
            case "rich_text" -> block.path("elements").forEach(part -> lines.add(richText(part, nameOf)));
            default -> lines.add("(" + block.path("type").asText() + ")");
        }
    }

    static String textOf(JsonNode text, UnaryOperator<String> nameOf) {
        String raw = text.path("text").asText();
        return text.path("type").asText().equals("mrkdwn") ? plain(raw, nameOf) : raw;
    }

    private static String label(JsonNode element, UnaryOperator<String> nameOf) {
        JsonNode text = element.has("text") ? element.path("text") : element.path("placeholder");
        String label = textOf(text, nameOf);
        return "[" + (label.isEmpty() ? element.path("type").asText() : label) + "]";
    }

    private static String richText(JsonNode part, UnaryOperator<String> nameOf) {
        return switch (part.path("type").asText()) {
            case "rich_text_list" -> joined(part.path("elements"), "\n", item -> "- " + richText(item, nameOf));
            case "rich_text_quote" -> "> " + runs(part, nameOf).replace("\n", "\n> ");
            default -> runs(part, nameOf);
        };
    }

    private static String runs(JsonNode part, UnaryOperator<String> nameOf) {
        return joined(part.path("elements"), "", run -> run(run, nameOf));
    }

    static String run(JsonNode run, UnaryOperator<String> nameOf) {
        return switch (run.path("type").asText()) {
            case "user" -> "@" + nameOf.apply(run.path("user_id").asText());
            case "usergroup" -> "@" + nameOf.apply(run.path("usergroup_id").asText());
            case "channel" -> "#" + nameOf.apply(run.path("channel_id").asText());
            case "broadcast" -> "@" + run.path("range").asText();
            case "emoji" -> ":" + run.path("name").asText() + ":";
            case "date" -> run.path("fallback").asText(run.path("timestamp").asText());
            case "link" -> run.path("text").asText(run.path("url").asText());
            default -> run.path("text").asText();
        };
    }

    private interface Reading {
        String of(JsonNode node);
    }

    private static String joined(JsonNode nodes, String between, Reading reading) {
        List<String> parts = new ArrayList<>();
        nodes.forEach(node -> parts.add(reading.of(node)));
        return String.join(between, parts);
    }

    private static String upTo(String text, char end) {
        int at = text.indexOf(end);
        return at < 0 ? text : text.substring(0, at);
    }
}
