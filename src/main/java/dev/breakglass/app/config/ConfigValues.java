package dev.breakglass.app.config;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** The values of a configuration, each read by its key, with its default and its references. */
final class ConfigValues {
    private final Path file;
    private final Spot top;
    private final Problems problems;
    private final Substitution substitution;
    private final SecretSource secrets;
    private final Map<String, Section> sections = new HashMap<>();

    ConfigValues(Path file, Map<String, String> environment, Problems problems) {
        this.file = file;
        this.top = new Spot(YamlReader.nameOf(file), 1);
        this.problems = problems;
        this.substitution = new Substitution(environment, problems);
        this.secrets = new SecretSource(file, problems);
    }

    /** A text from the file or by default. */
    record Given(Spot at, String text) {}

    /** Lets the keys of a section be read. */
    void put(String name, Section section) {
        sections.put(name, section);
    }

    boolean has(String section) {
        return sections.containsKey(section);
    }

    Problems problems() {
        return problems;
    }

    Optional<URI> address(ConfigKey key) {
        return given(key).flatMap(text -> Address.of(text.text(), text.at(), key.path(), problems));
    }

    Optional<URI> addressOr(ConfigKey key, Optional<URI> fallback) {
        return isGiven(key) ? address(key) : fallback;
    }

    Optional<String> plain(ConfigKey key) {
        return given(key).map(Given::text);
    }

    Optional<String> shaped(ConfigKey key, Shape shape) {
        return given(key).flatMap(text -> shape.of(text.at(), text.text(), name(key), problems));
    }

    Optional<Path> path(ConfigKey key) {
        return given(key).flatMap(text -> path(key, text));
    }

    Optional<Path> path(ConfigKey key, Given given) {
        try {
            return Optional.of(file.resolveSibling(given.text()).normalize());
        } catch (InvalidPathException e) {
            problems.add(given.at(), name(key) + " is not a path", "Write the path of a file or directory.");
            return Optional.empty();
        }
    }

    /** A secret that never comes from Vault. */
    Optional<OwnSecret> secret(ConfigKey key) {
        return secretPlace(key).flatMap(SecretPlace::here);
    }

    /** A secret that may be kept in Vault. */
    Optional<SecretPlace> secretPlace(ConfigKey key) {
        return node(key)
                .flatMap(node -> substituted(key, node))
                .flatMap(text -> secrets.find(key, text.at(), text.text(), secret -> true));
    }

    /** The secrets of a single value or of a list; none of them is refused by {@code usable}. */
    Optional<List<SecretPlace>> secrets(ConfigKey key, Predicate<Secret> usable) {
        Optional<Yaml> node = node(key);
        if (node.isEmpty()) {
            return Optional.empty();
        }
        List<Yaml> items = node.get() instanceof Yaml.Sequence list ? list.items() : List.of(node.get());
        if (items.isEmpty()) {
            problems.add(node.get().at(), name(key) + " is empty", "List at least one.");
        }
        List<SecretPlace> found = new ArrayList<>();
        for (Yaml item : items) {
            substituted(key, item)
                    .flatMap(text -> secrets.find(key, text.at(), text.text(), usable))
                    .ifPresent(found::add);
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    /**
     * A secret in a file that somebody else writes and replaces.
     *
     * @param usual the file if the key is absent; empty for none
     */
    Optional<OwnSecret> secretIn(ConfigKey key, String usual) {
        Optional<Given> file = isGiven(key) || usual.isEmpty() ? given(key) : Optional.of(new Given(top, usual));
        return file.flatMap(text -> secrets.inFile(key, text.at(), text.text(), secret -> true))
                .flatMap(SecretPlace::here);
    }

    /** A text that is no secret, from the file or by default. */
    Optional<Given> given(ConfigKey key) {
        return node(key)
                .map(node -> substituted(key, node).filter(text -> notByReference(key, text)))
                .orElseGet(() -> key.fallback().map(text -> new Given(top, text)));
    }

    private boolean notByReference(ConfigKey key, Given given) {
        if (SecretSource.isReference(given.text())) {
            problems.add(
                    given.at(), name(key) + " is a reference", "Write it out, or use ${NAME}; only secrets refer.");
            return false;
        }
        return true;
    }

    Optional<Given> substituted(ConfigKey key, Yaml node) {
        return Section.scalar(node, name(key), problems)
                .flatMap(scalar -> substitution.in(scalar, key.path()).map(text -> new Given(scalar.at(), text)));
    }

    boolean isGiven(ConfigKey key) {
        return sections.containsKey(key.section())
                && sections.get(key.section()).has(key.leaf());
    }

    Optional<Yaml> node(ConfigKey key) {
        Optional<Section> section = Optional.ofNullable(sections.get(key.section()));
        return key.presence() == ConfigKey.Presence.REQUIRED
                ? section.flatMap(found -> found.required(key.leaf()))
                : section.flatMap(found -> found.optional(key.leaf()));
    }

    static String name(ConfigKey key) {
        return "'" + key.path() + "'";
    }

    /** Where a key stands that was given. */
    Optional<Spot> at(ConfigKey key) {
        return Optional.ofNullable(sections.get(key.section()))
                .flatMap(section -> section.optional(key.leaf()))
                .map(Yaml::at);
    }

    /** Where a key stands, or the top of the file. */
    Spot spot(ConfigKey key) {
        return at(key).orElse(top);
    }

    /** Complains about a key that is absent and needed all the same. */
    void require(ConfigKey key) {
        Optional.ofNullable(sections.get(key.section())).ifPresent(section -> section.required(key.leaf()));
    }
}
