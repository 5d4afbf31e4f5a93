package dev.breakglass.app.config;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A mapping whose keys are known. Reads values of the type that is expected and reports everything else. */
final class Section {
    /** Longer or stranger keys are not repeated: one may be a secret that lost its key. */
    private static final Pattern HARMLESS = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,23}");

    private final Yaml.Mapping mapping;
    private final String name;
    private final Problems problems;
    private final Set<String> misspelt = new HashSet<>();

    private Section(Yaml.Mapping mapping, String name, Problems problems) {
        this.mapping = mapping;
        this.name = name;
        this.problems = problems;
    }

    /** The node as a mapping of these keys; unknown ones are reported at once. */
    static Optional<Section> of(Yaml node, String name, Collection<String> keys, Problems problems) {
        return mapping(node, name, problems).map(mapping -> {
            Section section = new Section(mapping, name, problems);
            section.refuseOthersThan(keys);
            return section;
        });
    }

    /** The node as a mapping of any keys. */
    static Optional<Yaml.Mapping> mapping(Yaml node, String name, Problems problems) {
        if (node instanceof Yaml.Mapping mapping) {
            return Optional.of(mapping);
        }
        wrongType(node, name, "keys and values", problems);
        return Optional.empty();
    }

    /** The node as a single value. */
    static Optional<Yaml.Scalar> scalar(Yaml node, String name, Problems problems) {
        if (node instanceof Yaml.Scalar scalar && !scalar.text().isBlank()) {
            return Optional.of(new Yaml.Scalar(scalar.at(), scalar.text().strip()));
        }
        wrongType(node, name, "a single value", problems);
        return Optional.empty();
    }

    private static void wrongType(Yaml node, String name, String wanted, Problems problems) {
        if (node instanceof Yaml.Refused) {
            return;
        }
        boolean empty = node instanceof Yaml.Empty
                || (node instanceof Yaml.Scalar scalar && scalar.text().isBlank());
        String fault = empty ? " has no value" : " must be " + wanted;
        problems.add(node.at(), name + fault, "Write " + wanted + ", as in docs/configuration.md.");
    }

    private void refuseOthersThan(Collection<String> keys) {
        mapping.entries().forEach((key, entry) -> {
            if (keys.contains(key)) {
                return;
            }
            Optional<String> meant = HARMLESS.matcher(key).matches() ? Nearest.to(key, keys) : Optional.empty();
            meant.ifPresent(misspelt::add);
            String shown = HARMLESS.matcher(key).matches() ? "'" + key + "'" : "a key here";
            problems.add(
                    entry.key(),
                    shown + " is not known in " + name,
                    meant.map(word -> "Did you mean '" + word + "'?")
                            .orElse("Known are: " + String.join(", ", keys) + "."));
        });
    }

    Spot at() {
        return mapping.at();
    }

    boolean has(String key) {
        return mapping.entries().containsKey(key);
    }

    /** The value of a key that may be absent. */
    Optional<Yaml> optional(String key) {
        return Optional.ofNullable(mapping.entries().get(key)).map(Yaml.Entry::value);
    }

    /** The value of a key that must be there. */
    Optional<Yaml> required(String key) {
        if (!has(key) && !misspelt.contains(key)) {
            problems.add(at(), name + " has no '" + key + "'", "Add '" + key + ":', as in docs/configuration.md.");
        }
        return optional(key);
    }

    /** The single value of a key that must be there. */
    Optional<Yaml.Scalar> text(String key) {
        return required(key).flatMap(node -> scalar(node, "'" + key + "' of " + name, problems));
    }

    /** Whether a key that may be absent says yes. */
    boolean yes(String key) {
        Optional<Yaml.Scalar> text = has(key) ? text(key) : Optional.empty();
        text.filter(scalar -> !List.of("true", "false").contains(scalar.text()))
                .ifPresent(scalar -> problems.add(
                        scalar.at(), scalar.shown() + " is neither true nor false", "Write true or false."));
        return text.filter(scalar -> scalar.text().equals("true")).isPresent();
    }

    /** The items of a list that must be there; it may be empty. */
    Optional<List<Yaml>> items(String key) {
        return required(key).flatMap(node -> items(node, "'" + key + "' of " + name, problems));
    }

    /** The items of a list that may be absent, which is the same as an empty one. */
    Optional<List<Yaml>> itemsIfAny(String key) {
        return has(key) ? items(key) : Optional.of(List.of());
    }

    /** The single values of a list that must be there; empty if one of them is anything else. */
    Optional<List<Yaml.Scalar>> texts(String key) {
        return items(key).flatMap(items -> scalars(items, "an item of '" + key + "' of " + name, problems));
    }

    /** The node as a list. */
    static Optional<List<Yaml>> items(Yaml node, String name, Problems problems) {
        if (node instanceof Yaml.Sequence sequence) {
            return Optional.of(sequence.items());
        }
        wrongType(node, name, "a list", problems);
        return Optional.empty();
    }

    /** The items as single values; empty if one of them is anything else. */
    static Optional<List<Yaml.Scalar>> scalars(List<Yaml> items, String name, Problems problems) {
        List<Yaml.Scalar> scalars = new ArrayList<>();
        for (Yaml item : items) {
            scalar(item, name, problems).ifPresent(scalars::add);
        }
        return scalars.size() == items.size() ? Optional.of(scalars) : Optional.empty();
    }
}
