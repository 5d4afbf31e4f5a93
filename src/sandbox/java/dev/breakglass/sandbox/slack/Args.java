package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.breakglass.sandbox.FakeServer.Call;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The arguments of a call, whether sent as a form, as JSON or in the query. */
final class Args {
    private final Map<String, JsonNode> values = new HashMap<>();

    private Args() {}

    static Args of(Call call) {
        Args args = new Args();
        form(call.query()).forEach((name, value) -> args.values.put(name, TextNode.valueOf(value)));
        if (call.header("content-type").startsWith("application/json")) {
            JsonNode body =
                    Json.parse(call.body()).filter(JsonNode::isObject).orElseThrow(() -> SlackError.of("invalid_json"));
            body.properties().forEach(entry -> args.values.put(entry.getKey(), entry.getValue()));
        } else {
            form(call.body()).forEach((name, value) -> args.values.put(name, TextNode.valueOf(value)));
        }
        return args;
    }

    /** The fields of a form; different values of one name are joined by commas. Slack's Java client repeats some. */
    static Map<String, String> form(String encoded) {
        Map<String, String> fields = new HashMap<>();
        for (String pair : encoded.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                fields.merge(
                        decoded(pair.substring(0, equals)),
                        decoded(pair.substring(equals + 1)),
                        (first, second) -> first.equals(second) ? first : first + "," + second);
            }
        }
        return fields;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    /** The argument as text; an empty one counts as absent. */
    Optional<String> text(String name) {
        JsonNode value = values.get(name);
        if (value == null || value.isNull()) {
            return Optional.empty();
        }
        return Optional.of(value.isValueNode() ? value.asText() : value.toString())
                .filter(text -> !text.isEmpty());
    }

    String need(String name) {
        return text(name).orElseThrow(() -> SlackError.missing(name));
    }

    boolean flag(String name) {
        return text(name)
                .filter(value -> value.equals("true") || value.equals("1"))
                .isPresent();
    }

    int number(String name, int otherwise) {
        try {
            return text(name).map(Integer::parseInt).orElse(otherwise);
        } catch (NumberFormatException e) {
            throw SlackError.of("invalid_arguments");
        }
    }

    /** A structured argument, given as JSON or as a string of JSON; unparsable text ends the call with this error. */
    Optional<JsonNode> json(String name, String errorIfMalformed) {
        JsonNode value = values.get(name);
        if (value == null
                || value.isNull()
                || (value.isTextual() && value.asText().isEmpty())) {
            return Optional.empty();
        }
        if (value.isTextual()) {
            return Optional.of(Json.parse(value.asText()).orElseThrow(() -> SlackError.of(errorIfMalformed)));
        }
        return Optional.of(value);
    }
}
