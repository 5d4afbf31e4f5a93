package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * Renders blocks as the inside of one HTML form. A field is named {@code f:blockId.actionId}; a press goes to an address
 * that names block and action, so that one form serves all elements of a message or view.
 */
final class BlockHtml {
    /**
     * Where the blocks stand: where a press and a choice go, what is filled in already, and what is complained about.
     */
    record Place(String pressTo, String chooseTo, JsonNode values, Map<String, String> errors, List<Person> people) {}

    private final Place place;
    private final UnaryOperator<String> nameOf;

    BlockHtml(Place place, UnaryOperator<String> nameOf) {
        this.place = place;
        this.nameOf = nameOf;
    }

    String render(JsonNode blocks) {
        return Html.joined(blocks, this::block);
    }

    private String block(JsonNode block) {
        String id = block.path("block_id").asText();
        return switch (block.path("type").asText()) {
            case "header" -> "<h3 class=\"block\">" + text(block.path("text")) + "</h3>";
            case "section" -> section(id, block);
            case "context" ->
                "<div class=\"block context\">"
                        + Html.joined(block.path("elements"), element -> "<span>" + text(element) + "</span>")
                        + "</div>";
            case "actions" ->
                "<div class=\"block actions\">"
                        + Html.joined(block.path("elements"), element -> element(id, block, element)) + "</div>";
            case "divider" -> "<hr class=\"block\">";
            case "input" -> input(id, block);
            case "rich_text" ->
                "<div class=\"block rich\">" + Html.joined(block.path("elements"), part -> Html.richText(part, nameOf))
                        + "</div>";
            default -> "<div class=\"block\">(unknown block)</div>";
        };
    }

    private String section(String id, JsonNode block) {
        StringBuilder html = new StringBuilder("<div class=\"block section\"><div class=\"body\">");
        if (block.has("text")) {
            html.append("<div>").append(text(block.path("text"))).append("</div>");
        }
        if (block.has("fields")) {
            html.append("<div class=\"fields\">")
                    .append(Html.joined(block.path("fields"), field -> "<div>" + text(field) + "</div>"))
                    .append("</div>");
        }
        html.append("</div>");
        if (block.has("accessory")) {
            html.append(element(id, block, block.path("accessory")));
        }
        return html.append("</div>").toString();
    }

    private String input(String id, JsonNode block) {
        StringBuilder html = new StringBuilder("<div class=\"block input\"><label>");
        html.append(text(block.path("label")));
        if (block.path("optional").asBoolean(false)) {
            html.append(" <small>(optional)</small>");
        }
        html.append("</label>").append(element(id, block, block.path("element")));
        String error = place.errors().get(id);
        if (error != null) {
            html.append("<div class=\"error\" role=\"alert\" data-testid=\"error-")
                    .append(Html.escape(id))
                    .append("\">")
                    .append(Html.plain(error))
                    .append("</div>");
        }
        if (block.has("hint")) {
            html.append("<div class=\"hint\">").append(text(block.path("hint"))).append("</div>");
        }
        return html.append("</div>").toString();
    }

    private String element(String blockId, JsonNode block, JsonNode node) {
        Blocks.Element element = new Blocks.Element(blockId, block, node);
        if (element.type().equals("button")) {
            return button(element);
        }
        boolean dispatches = !element.isInput() || block.path("dispatch_action").asBoolean(false);
        return field(element, dispatches) + (dispatches ? dispatcher(element) : "");
    }

    private String field(Blocks.Element element, boolean dispatches) {
        return switch (element.type()) {
            case "plain_text_input" -> textInput(element, dispatches);
            case "radio_buttons" -> choices(element, "radio", dispatches);
            case "checkboxes" -> choices(element, "checkbox", dispatches);
            case "external_select" -> externalSelect(element, dispatches);
            case "users_select" -> usersSelect(element, dispatches);
            case "datetimepicker" ->
                "<input type=\"number\"" + attributes(element, dispatches) + " value=\"" + Html.escape(current(element))
                        + "\">";
            default -> select(element, dispatches);
        };
    }

    private String button(Blocks.Element element) {
        String action = " formaction=\"" + Html.escape(place.pressTo() + target(element)) + "\" formnovalidate";
        String label = text(element.node().path("text"));
        String looks =
                " class=\"button " + Html.escape(element.node().path("style").asText()) + "\" data-testid=\""
                        + Html.escape("button-" + element.actionId()) + "\"";
        String description = element.node().path("accessibility_label").asText();
        if (!description.isEmpty()) {
            looks += " aria-label=\"" + Html.escape(description) + "\"";
        }
        JsonNode confirm = element.node().path("confirm");
        if (confirm.isMissingNode()) {
            return "<button" + looks + action + ">" + label + "</button>" + urlOf(element);
        }
        String tag = Html.escape(element.actionId());
        return "<button type=\"button\" data-confirms" + looks + ">" + label + "</button>"
                + "<dialog data-testid=\"confirm-" + tag + "\"><h4>" + text(confirm.path("title")) + "</h4><p>"
                + text(confirm.path("text")) + "</p><div class=\"actions\">"
                + "<button class=\"button\" type=\"button\" data-dismisses data-testid=\"confirm-no-" + tag + "\">"
                + text(confirm.path("deny")) + "</button><button class=\"button primary\" data-testid=\"confirm-yes-"
                + tag + "\"" + action + ">" + text(confirm.path("confirm")) + "</button></div></dialog>"
                + urlOf(element);
    }

    private static String urlOf(Blocks.Element element) {
        String url = element.node().path("url").asText();
        return url.isEmpty() ? "" : "<small>" + Html.link(url, "open link") + "</small>";
    }

    /** An invisible button that a script presses when the field beside it changes. */
    private String dispatcher(Blocks.Element element) {
        return "<button hidden formnovalidate data-dispatcher formaction=\""
                + Html.escape(place.chooseTo() + target(element)) + "\"></button>";
    }

    private String textInput(Blocks.Element element, boolean dispatches) {
        String common = attributes(element, dispatches) + placeholder(element);
        return element.node().path("multiline").asBoolean(false)
                ? "<textarea rows=\"3\"" + common + ">" + Html.escape(current(element)) + "</textarea>"
                : "<input" + common + " value=\"" + Html.escape(current(element)) + "\">";
    }

    private String select(Blocks.Element element, boolean dispatches) {
        String current = current(element);
        StringBuilder html = new StringBuilder("<select" + attributes(element, dispatches) + ">");
        String hint = element.type().equals("overflow") ? "⋯" : "Choose…";
        html.append("<option value=\"\">")
                .append(element.node().has("placeholder") ? text(element.node().path("placeholder")) : hint)
                .append("</option>");
        for (JsonNode option : Blocks.options(element.node())) {
            html.append(option(option.path("value").asText(), text(option.path("text")), current));
        }
        return html.append("</select>").toString();
    }

    private String usersSelect(Blocks.Element element, boolean dispatches) {
        StringBuilder html = new StringBuilder("<select" + attributes(element, dispatches) + ">");
        html.append("<option value=\"\">Choose…</option>");
        for (Person person : place.people()) {
            html.append(option(person.id(), Html.escape(person.name()), current(element)));
        }
        return html.append("</select>").toString();
    }

    private static String option(String value, String html, String current) {
        return "<option value=\"" + Html.escape(value) + "\"" + (value.equals(current) ? " selected" : "") + ">" + html
                + "</option>";
    }

    private String externalSelect(Blocks.Element element, boolean dispatches) {
        String list = "list-" + Html.escape(element.blockId() + "-" + element.actionId());
        return "<input autocomplete=\"off\" list=\"" + list + "\" data-suggest=\"" + Html.escape(element.actionId())
                + "\" data-min=\"" + element.node().path("min_query_length").asInt(3) + "\""
                + attributes(element, dispatches) + placeholder(element) + " value=\""
                + Html.escape(current(element)) + "\"><datalist id=\"" + list + "\"></datalist>";
    }

    private String choices(Blocks.Element element, String kind, boolean dispatches) {
        List<String> chosen = List.of(current(element).split(",", -1));
        // An unchecked box is not sent at all; the empty field says that the question was there.
        StringBuilder html = new StringBuilder("<input type=\"hidden\" name=\"" + name(element) + "\" value=\"\">");
        for (JsonNode option : Blocks.options(element.node())) {
            String value = option.path("value").asText();
            html.append("<label class=\"choice\"><input type=\"")
                    .append(kind)
                    .append('"')
                    .append(attributes(element, dispatches))
                    .append(" value=\"")
                    .append(Html.escape(value))
                    .append('"')
                    .append(chosen.contains(value) ? " checked>" : ">")
                    .append(text(option.path("text")))
                    .append("</label>");
        }
        return html.toString();
    }

    private static String attributes(Blocks.Element element, boolean dispatches) {
        String testId = "field-" + element.blockId() + "-" + element.actionId();
        return " name=\"" + name(element) + "\" data-testid=\"" + Html.escape(testId) + "\""
                + (dispatches ? " data-dispatches" : "");
    }

    private static String name(Blocks.Element element) {
        return Html.escape("f:" + element.blockId() + "." + element.actionId());
    }

    private static String placeholder(Blocks.Element element) {
        String text = element.node().path("placeholder").path("text").asText();
        return text.isEmpty() ? "" : " placeholder=\"" + Html.escape(text) + "\"";
    }

    private static String target(Blocks.Element element) {
        return "?block=" + Html.url(element.blockId()) + "&action=" + Html.url(element.actionId());
    }

    private String current(Blocks.Element element) {
        return Form.current(place.values().path(element.blockId()).path(element.actionId()));
    }

    private String text(JsonNode text) {
        return Html.text(text, nameOf);
    }
}
