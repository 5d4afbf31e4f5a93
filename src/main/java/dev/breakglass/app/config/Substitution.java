package dev.breakglass.app.config;

import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Puts environment variables in the place of <code>${NAME}</code>; a doubled dollar keeps the brace literal. */
final class Substitution {
    private static final Pattern PLACE =
            Pattern.compile("(?<literal>\\$\\$\\{)|\\$\\{(?<name>[A-Za-z_][A-Za-z0-9_]*)}|(?<broken>\\$\\{)");

    private final Map<String, String> environment;
    private final Problems problems;

    Substitution(Map<String, String> environment, Problems problems) {
        this.environment = Map.copyOf(environment);
        this.problems = problems;
    }

    /** The text with every variable put in; empty if one is missing. What was put in is not looked at again. */
    Optional<String> in(Yaml.Scalar scalar, String key) {
        int before = problems.count();
        String text = PLACE.matcher(scalar.text())
                .replaceAll(place -> Matcher.quoteReplacement(value(place, scalar.at(), key)));
        return problems.count() == before ? Optional.of(text) : Optional.empty();
    }

    private String value(MatchResult place, Spot at, String key) {
        if (place.group(1) != null) {
            return "${";
        }
        @Nullable String name = place.group(2);
        if (name == null) {
            problems.add(
                    at, "'" + key + "' holds a '${' without a name and '}'", "Write ${NAME}, or $${ for a literal ${.");
            return "";
        }
        @Nullable String value = environment.get(name);
        if (value == null || value.isBlank()) {
            String fault = value == null ? " is not set" : " is empty";
            problems.add(
                    at, "the environment variable " + name + " for '" + key + "'" + fault, "Set it before the start.");
            return "";
        }
        return value;
    }
}
