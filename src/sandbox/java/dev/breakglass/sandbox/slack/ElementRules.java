package dev.breakglass.sandbox.slack;

import java.util.HashSet;
import java.util.Set;

/** Slack's rules for interactive elements and for the objects they are made of. */
final class ElementRules {
    static final Set<String> IN_SECTION = Set.of(
            "button",
            "static_select",
            "external_select",
            "users_select",
            "radio_buttons",
            "checkboxes",
            "overflow",
            "datetimepicker");
    static final Set<String> IN_ACTIONS = IN_SECTION;
    static final Set<String> IN_INPUT = Set.of(
            "plain_text_input",
            "static_select",
            "external_select",
            "users_select",
            "radio_buttons",
            "checkboxes",
            "datetimepicker");

    private static final int OPTION_TEXT = 75;
    private static final int PLACEHOLDER = 150;

    private ElementRules() {}

    static void element(Spot element, Set<String> allowed) {
        if (!allowed.contains(element.type())) {
            element.fault("unsupported type: " + element.type());
            return;
        }
        element.string("action_id", 0, 255);
        if (element.has("confirm")) {
            confirm(element.at("confirm"));
        }
        element.flags("focus_on_load");
        switch (element.type()) {
            case "button" -> button(element);
            case "plain_text_input" -> plainTextInput(element);
            case "static_select" -> staticSelect(element);
            case "external_select" -> externalSelect(element);
            case "users_select" -> usersSelect(element);
            case "radio_buttons" -> choices(element, "initial_option", 10);
            case "checkboxes" -> choices(element, "initial_options", 10);
            case "overflow" -> overflow(element);
            case "datetimepicker" -> element.isObjectOf("action_id", "initial_date_time", "confirm", "focus_on_load");
            default -> throw new IllegalStateException("no rule for " + element.type());
        }
    }

    static void plainText(Spot text, int max) {
        if (!text.type().equals("plain_text")) {
            text.fault("must be a valid plain_text object");
            return;
        }
        text(text, max);
    }

    static void text(Spot text, int max) {
        switch (text.type()) {
            case "plain_text" -> text.isObjectOf("text", "emoji");
            case "mrkdwn" -> text.isObjectOf("text", "verbatim");
            default -> {
                text.fault("unsupported type: " + text.type());
                return;
            }
        }
        text.require("text");
        text.string("text", 1, max);
        text.flags("emoji", "verbatim");
    }

    private static void button(Spot button) {
        button.isObjectOf("action_id", "text", "value", "url", "style", "confirm", "accessibility_label");
        button.require("text");
        plainText(button.at("text"), 75);
        button.string("value", 0, 2000);
        button.string("url", 1, 3000);
        button.string("accessibility_label", 1, 75);
        button.oneOf("style", "primary", "danger");
    }

    private static void plainTextInput(Spot input) {
        input.isObjectOf(
                "action_id",
                "initial_value",
                "multiline",
                "min_length",
                "max_length",
                "placeholder",
                "focus_on_load",
                "dispatch_action_config");
        placeholder(input);
        input.flags("multiline");
        input.number("min_length", 0, 3000);
        input.number("max_length", 1, 3000);
        input.string("initial_value", 0, 3000);
        if (input.node().path("min_length").asInt(0)
                > input.node().path("max_length").asInt(3000)) {
            input.fault("min_length must not exceed max_length");
        }
        if (input.has("dispatch_action_config")) {
            Spot config = input.at("dispatch_action_config");
            config.isObjectOf("trigger_actions_on");
            config.items("trigger_actions_on", 1, 2).forEach(on -> {
                if (!Set.of("on_enter_pressed", "on_character_entered")
                        .contains(on.node().asText())) {
                    on.fault("must be one of: on_enter_pressed, on_character_entered");
                }
            });
        }
    }

    private static void staticSelect(Spot select) {
        select.isObjectOf(
                "action_id", "options", "option_groups", "initial_option", "placeholder", "confirm", "focus_on_load");
        placeholder(select);
        if (select.has("options") == select.has("option_groups")) {
            select.fault("exactly one of options and option_groups is required");
        }
        options(select, 100, false);
        for (Spot group : select.items("option_groups", 1, 100)) {
            group.isObjectOf("label", "options");
            group.require("label", "options");
            plainText(group.at("label"), OPTION_TEXT);
            options(group, 100, false);
        }
        if (select.has("initial_option") && !offers(select, select.at("initial_option"))) {
            select.at("initial_option").fault("must be one of the options");
        }
    }

    private static void externalSelect(Spot select) {
        select.isObjectOf("action_id", "initial_option", "min_query_length", "placeholder", "confirm", "focus_on_load");
        placeholder(select);
        select.number("min_query_length", 0, 3000);
        if (select.has("initial_option")) {
            option(select.at("initial_option"), false);
        }
    }

    private static void usersSelect(Spot select) {
        select.isObjectOf("action_id", "initial_user", "placeholder", "confirm", "focus_on_load");
        placeholder(select);
        select.string("initial_user", 1, 255);
    }

    private static void choices(Spot element, String initial, int max) {
        element.isObjectOf("action_id", "options", initial, "confirm", "focus_on_load");
        element.require("options");
        options(element, max, true);
        if (!element.has(initial)) {
            return;
        }
        Spot chosen = element.at(initial);
        Iterable<Spot> all = chosen.node().isArray() ? chosen.list(1, max) : Set.of(chosen);
        for (Spot one : all) {
            if (!offers(element, one)) {
                one.fault("must be one of the options");
            }
        }
    }

    private static void overflow(Spot overflow) {
        overflow.isObjectOf("action_id", "options", "confirm");
        overflow.require("options");
        options(overflow, 5, false);
    }

    private static void options(Spot holder, int max, boolean mrkdwnAllowed) {
        Set<String> values = new HashSet<>();
        for (Spot option : holder.items("options", 1, max)) {
            option(option, mrkdwnAllowed);
            if (!values.add(option.node().path("value").asText())) {
                option.fault("option value already exists");
            }
        }
    }

    /** One option, as listed in a select or answered to a query. */
    static void option(Spot option, boolean mrkdwnAllowed) {
        if (!option.isObjectOf("text", "value", "description", "url")) {
            return;
        }
        option.require("text", "value");
        if (mrkdwnAllowed) {
            text(option.at("text"), OPTION_TEXT);
        } else {
            plainText(option.at("text"), OPTION_TEXT);
        }
        option.string("value", 1, 75);
        option.string("url", 1, 3000);
        if (option.has("description")) {
            text(option.at("description"), OPTION_TEXT);
        }
    }

    private static boolean offers(Spot holder, Spot option) {
        return Blocks.options(holder.node()).contains(option.node());
    }

    private static void placeholder(Spot element) {
        if (element.has("placeholder")) {
            plainText(element.at("placeholder"), PLACEHOLDER);
        }
    }

    private static void confirm(Spot confirm) {
        if (!confirm.isObjectOf("title", "text", "confirm", "deny", "style")) {
            return;
        }
        confirm.require("title", "text", "confirm", "deny");
        plainText(confirm.at("title"), 100);
        text(confirm.at("text"), 300);
        plainText(confirm.at("confirm"), 30);
        plainText(confirm.at("deny"), 30);
        confirm.oneOf("style", "primary", "danger");
    }
}
