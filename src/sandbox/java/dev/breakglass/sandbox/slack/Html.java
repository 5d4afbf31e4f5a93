package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns Slack's texts into HTML; nothing that came from outside leaves here unescaped. */
final class Html {
    private static final Pattern TOKEN = Pattern.compile("<([^<>\\n]+)>");
    private static final Pattern HELD = Pattern.compile("\uE000(\\d+)\uE001");
    private static final Pattern EMOJI = Pattern.compile(":([a-z0-9_+-]+):");
    private static final Pattern FENCE = Pattern.compile("```(.+?)```", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern BOLD = Pattern.compile("(?<![\\w*])\\*([^*\\n]+)\\*(?![\\w*])");
    private static final Pattern ITALIC = Pattern.compile("(?<![\\w_])_([^_\\n]+)_(?![\\w_])");
    private static final Pattern STRIKE = Pattern.compile("(?<![\\w~])~([^~\\n]+)~(?![\\w~])");

    private static final Map<String, String> KNOWN_EMOJI = Map.ofEntries(
            Map.entry("white_check_mark", "✅"),
            Map.entry("x", "❌"),
            Map.entry("warning", "⚠️"),
            Map.entry("rotating_light", "🚨"),
            Map.entry("lock", "🔒"),
            Map.entry("unlock", "🔓"),
            Map.entry("key", "🔑"),
            Map.entry("hourglass_flowing_sand", "⏳"),
            Map.entry("alarm_clock", "⏰"),
            Map.entry("no_entry", "⛔"),
            Map.entry("fire", "🔥"),
            Map.entry("eyes", "👀"),
            Map.entry("large_green_circle", "🟢"),
            Map.entry("large_yellow_circle", "🟡"),
            Map.entry("red_circle", "🔴"),
            Map.entry("white_circle", "⚪"));

    private Html() {}

    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    static String url(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** A word fit for an element id. */
    static String slug(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    }

    /** A text object or a message's own text. */
    static String text(JsonNode text, UnaryOperator<String> nameOf) {
        String raw = text.path("text").asText();
        return text.path("type").asText().equals("mrkdwn") ? mrkdwn(raw, nameOf) : plain(raw);
    }

    static String plain(String text) {
        return emoji(escape(text)).replace("\n", "<br>");
    }

    /**
     * Slack's markup. Mentions, links and code are taken out first and put back last, so that no formatting reaches into
     * them.
     */
    static String mrkdwn(String markup, UnaryOperator<String> nameOf) {
        List<String> held = new ArrayList<>();
        String text = markup.replace("\uE000", "").replace("\uE001", "");
        text = holdBack(FENCE, text, held, code -> "<pre>" + escape(Mrkdwn.unescape(code)) + "</pre>");
        text = holdBack(CODE, text, held, code -> "<code>" + escape(Mrkdwn.unescape(code)) + "</code>");
        text = holdBack(TOKEN, text, held, token -> token(token, nameOf));
        text = escape(Mrkdwn.unescape(text));
        text = BOLD.matcher(text).replaceAll("<b>$1</b>");
        text = ITALIC.matcher(text).replaceAll("<i>$1</i>");
        text = STRIKE.matcher(text).replaceAll("<s>$1</s>");
        text = emoji(text).replace("\n", "<br>");
        return HELD.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(held.get(Integer.parseInt(match.group(1)))));
    }

    private static String holdBack(Pattern what, String text, List<String> held, UnaryOperator<String> html) {
        return what.matcher(text).replaceAll(match -> {
            // Something held back inside, such as code within a link, stays as it is written.
            held.add(HELD.matcher(html.apply(match.group(1)))
                    .replaceAll(inner -> Matcher.quoteReplacement(held.get(Integer.parseInt(inner.group(1))))));
            return "\uE000" + (held.size() - 1) + "\uE001";
        });
    }

    private static String token(String token, UnaryOperator<String> nameOf) {
        String reading = escape(Mrkdwn.unescape(Mrkdwn.reading(token, nameOf)));
        if (token.startsWith("!date^")) {
            return "<time>" + reading + "</time>";
        }
        if (token.startsWith("@") || token.startsWith("!") || token.startsWith("#")) {
            return "<span class=\"mention\">" + reading + "</span>";
        }
        int bar = token.indexOf('|');
        return link(Mrkdwn.unescape(bar < 0 ? token : token.substring(0, bar)), reading);
    }

    /** A link where the target is one a browser may follow, else only its text. */
    static String link(String target, String html) {
        if (!target.startsWith("https://") && !target.startsWith("http://") && !target.startsWith("mailto:")) {
            return html;
        }
        return "<a href=\"" + escape(target) + "\" target=\"_blank\" rel=\"noopener noreferrer\">" + html + "</a>";
    }

    private static String emoji(String html) {
        return EMOJI.matcher(html)
                .replaceAll(match -> Matcher.quoteReplacement(KNOWN_EMOJI.getOrDefault(match.group(1), match.group())));
    }

    static String richText(JsonNode part, UnaryOperator<String> nameOf) {
        String inner = joined(part.path("elements"), node -> richTextInner(node, nameOf));
        return switch (part.path("type").asText()) {
            case "rich_text_quote" -> "<blockquote>" + inner + "</blockquote>";
            case "rich_text_preformatted" -> "<pre>" + inner + "</pre>";
            case "rich_text_list" -> "<ul>" + inner + "</ul>";
            default -> "<p>" + inner + "</p>";
        };
    }

    private static String richTextInner(JsonNode node, UnaryOperator<String> nameOf) {
        String type = node.path("type").asText();
        if (type.equals("rich_text_section")) {
            return "<li>" + joined(node.path("elements"), run -> richTextInner(run, nameOf)) + "</li>";
        }
        String html = plain(Mrkdwn.run(node, nameOf));
        if (type.equals("link")) {
            return link(node.path("url").asText(), html);
        }
        if (type.equals("user") || type.equals("usergroup") || type.equals("broadcast")) {
            return "<span class=\"mention\">" + html + "</span>";
        }
        for (String[] style : new String[][] {{"bold", "b"}, {"italic", "i"}, {"strike", "s"}, {"code", "code"}}) {
            if (node.path("style").path(style[0]).asBoolean(false)) {
                html = "<" + style[1] + ">" + html + "</" + style[1] + ">";
            }
        }
        return html;
    }

    interface Rendering {
        String of(JsonNode node);
    }

    static String joined(JsonNode nodes, Rendering rendering) {
        StringBuilder html = new StringBuilder();
        nodes.forEach(node -> html.append(rendering.of(node)));
        return html.toString();
    }
}
