package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Boundary's filter language that is in use: {@code ==}, {@code !=}, {@code contains}, {@code in},
 * {@code and}, {@code or}, {@code not} and parentheses over paths like {@code "/item/name"}.
 */
final class Filter {
    private static final Pattern TOKEN =
            Pattern.compile("\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|`[^`]*`|==|!=|\\(|\\)|[\\w.-]+)");

    private final List<String> tokens = new ArrayList<>();
    private int next;

    private Filter(String expression) {
        Matcher matcher = TOKEN.matcher(expression);
        int end = 0;
        while (matcher.lookingAt()) {
            tokens.add(matcher.group(1));
            end = matcher.end();
            matcher.region(end, expression.length());
        }
        if (!expression.substring(end).isBlank()) {
            throw malformed();
        }
    }

    /** What the items must satisfy; an empty expression lets all of them through. */
    static Predicate<JsonNode> parse(String expression) {
        if (expression.isEmpty()) {
            return item -> true;
        }
        Filter filter = new Filter(expression);
        Predicate<JsonNode> whole = filter.either();
        if (filter.next < filter.tokens.size()) {
            throw malformed();
        }
        return item -> whole.test(JsonNodeFactory.instance.objectNode().set("item", item));
    }

    private Predicate<JsonNode> either() {
        Predicate<JsonNode> left = both();
        while (accept("or")) {
            left = left.or(both());
        }
        return left;
    }

    private Predicate<JsonNode> both() {
        Predicate<JsonNode> left = single();
        while (accept("and")) {
            left = left.and(single());
        }
        return left;
    }

    private Predicate<JsonNode> single() {
        if (accept("not")) {
            return single().negate();
        }
        if (accept("(")) {
            Predicate<JsonNode> inside = either();
            if (!accept(")")) {
                throw malformed();
            }
            return inside;
        }
        return comparison();
    }

    private Predicate<JsonNode> comparison() {
        String left = value();
        String operator = take();
        String right = value();
        return switch (operator) {
            case "==" -> root -> text(root, left).equals(right);
            case "!=" -> root -> !text(root, left).equals(right);
            case "contains" -> root -> holds(root.at(pointer(left)), right);
            case "in" -> root -> holds(root.at(pointer(right)), left);
            default -> throw malformed();
        };
    }

    private static String text(JsonNode root, String pointer) {
        return root.at(pointer(pointer)).asText();
    }

    private static boolean holds(JsonNode container, String value) {
        if (container.isTextual()) {
            return container.asText().contains(value);
        }
        for (JsonNode element : container) {
            if (element.asText().equals(value)) {
                return true;
            }
        }
        return false;
    }

    private static String pointer(String text) {
        if (!text.startsWith("/")) {
            throw malformed();
        }
        return text;
    }

    private String value() {
        String token = take();
        boolean quoted = token.startsWith("\"") || token.startsWith("`");
        String text = quoted ? token.substring(1, token.length() - 1) : token;
        return token.startsWith("\"") ? text.replaceAll("\\\\(.)", "$1") : text;
    }

    private String take() {
        if (next >= tokens.size()) {
            throw malformed();
        }
        return tokens.get(next++);
    }

    private boolean accept(String token) {
        boolean there = next < tokens.size() && tokens.get(next).equals(token);
        if (there) {
            next++;
        }
        return there;
    }

    private static ApiError malformed() {
        return ApiError.invalidField(
                "Improperly formatted identifier.",
                "filter",
                "This field could not be parsed. handlers.NewFilter: couldn't build filter: parameter violation: error #100");
    }
}
