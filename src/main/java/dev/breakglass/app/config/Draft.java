package dev.breakglass.app.config;

import dev.breakglass.access.Secret;
import dev.breakglass.tls.Tls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A configuration with its policy while both still have gaps: what is missing or unfinished in them reads as absent. */
public final class Draft {
    private static final String FILE = "file:";

    private final Path file;
    private final Map<String, String> environment;
    private final Yaml root;
    private final List<Target> targets;
    private final boolean looksPeopleUp;

    private Draft(Path file, Map<String, String> environment, Yaml root, Optional<Yaml> policy, Optional<Yaml> people) {
        this.file = file;
        this.environment = environment;
        this.root = root;
        this.targets = policy.map(Draft::targetsOf).orElse(List.of());
        this.looksPeopleUp = policy.flatMap(node -> child(node, "people_by_email"))
                        .flatMap(node -> child(node, "boundary"))
                        .isPresent()
                || people.map(Draft::namesAccounts).orElse(false);
    }

    /**
     * A target as far as the policy describes it.
     *
     * @param boundaryTarget empty if the policy does not say it
     * @param accounts the Boundary accounts for the day on which people's own logins fail
     * @param hardKill whether the bot may end people's logins at Boundary
     */
    public record Target(
            String name,
            Optional<String> boundaryTarget,
            List<String> slots,
            List<String> accounts,
            boolean hardKill,
            List<Credential> credentials,
            Optional<Duration> longest) {
        /** Of a target that the policy does not have yet, only the name is known. */
        public static Target named(String name) {
            return new Target(name, Optional.empty(), List.of(), List.of(), false, List.of(), Optional.empty());
        }
    }

    /**
     * A credential as far as the policy describes it; texts that it does not say are empty.
     *
     * @param hasParameters whether something is sent along when it is asked for
     */
    public record Credential(
            String name,
            String kind,
            String path,
            boolean hasParameters,
            String tokenRole,
            List<String> policies,
            Optional<Duration> defaultTtl) {}

    /**
     * Where a secret is, or shall be.
     *
     * @param file the file that the configuration names for it
     * @param value empty if it is not there yet
     */
    public record Place(Optional<Path> file, Optional<Secret> value) {}

    /** Reads what is there; only a file that is no YAML at all, or a configuration that does not exist, is a fault. */
    public static Result<Draft> read(Path file, Map<String, String> environment) {
        Problems problems = new Problems();
        Optional<Yaml> root = YamlReader.read(file, problems);
        if (root.isEmpty()) {
            return Result.bad(problems);
        }
        Draft config = new Draft(file, environment, root.get(), Optional.empty(), Optional.empty());
        Optional<Path> policyFile = config.text("policy").flatMap(name -> beside(file, name));
        Optional<Yaml> policy = policyFile.flatMap(path -> treeIfAny(path, problems));
        Optional<Yaml> people = policy.flatMap(node -> child(node, "people"))
                .or(() -> policy.flatMap(node -> textOf(node, "people_file"))
                        .flatMap(name -> beside(policyFile.orElseThrow(), name))
                        .flatMap(path -> treeIfAny(path, problems)));
        return problems.isEmpty()
                ? Result.good(new Draft(file, environment, root.get(), policy, people))
                : Result.bad(problems);
    }

    private static Optional<Yaml> treeIfAny(Path path, Problems problems) {
        return Files.exists(path) ? YamlReader.read(path, problems) : Optional.empty();
    }

    /** The text of a key such as {@code boundary.addr}, with environment variables put in. */
    public Optional<String> text(String path) {
        return raw(path).flatMap(scalar -> new Substitution(environment, new Problems()).in(scalar, path));
    }

    /** The text of a key as it stands in the file, so that it can be shown again. */
    public Optional<String> asWritten(String path) {
        return raw(path).map(Yaml.Scalar::text);
    }

    /** An address that secrets may be sent to. */
    public Optional<URI> address(String path) {
        return raw(path)
                .flatMap(scalar -> text(path).flatMap(text -> Address.of(text, scalar.at(), path, new Problems())));
    }

    /** Where the secret of a key is, as the configuration says it. */
    public Place secret(String path) {
        Optional<String> text = text(path).filter(value -> !value.startsWith("vault:"));
        if (text.isPresent() && text.get().startsWith(FILE)) {
            Optional<Path> place = beside(file, text.get().substring(FILE.length()));
            return new Place(place, place.flatMap(Draft::contents));
        }
        return new Place(Optional.empty(), text.map(Secret::of));
    }

    /** Whom connections of a section trust, and what they show; throws {@link dev.breakglass.tls.UnusableFile}. */
    public Tls tls(String section) {
        Optional<Path> authorities = text(section + ".caFile").flatMap(name -> beside(file, name));
        Optional<Path> certificates = text(section + ".clientCertFile").flatMap(name -> beside(file, name));
        Optional<Path> key = text(section + ".clientKeyFile").flatMap(name -> beside(file, name));
        Optional<Tls.Identity> identity =
                certificates.flatMap(chain -> key.map(itsKey -> new Tls.Identity(chain, itsKey)));
        return Tls.of(authorities, identity);
    }

    public List<Target> targets() {
        return targets;
    }

    /** Whether the policy finds the Boundary users of people by their accounts, for which the bot needs rights of its own. */
    public boolean looksPeopleUp() {
        return looksPeopleUp;
    }

    private static Optional<Path> beside(Path file, String name) {
        try {
            return Optional.of(file.resolveSibling(name));
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }

    private static Optional<Secret> contents(Path file) {
        try {
            String text = Files.isRegularFile(file) ? Files.readString(file).strip() : "";
            return text.isEmpty() ? Optional.empty() : Optional.of(Secret.of(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Optional<Yaml.Scalar> raw(String path) {
        Optional<Yaml> node = Optional.of(root);
        for (String key : path.split("\\.", -1)) {
            node = node.flatMap(each -> child(each, key));
        }
        return node.flatMap(Draft::scalar);
    }

    // ---- the policy ----

    private static List<Target> targetsOf(Yaml policy) {
        return child(policy, "targets")
                .map(node -> entries(node)
                        .map(entry -> target(entry.getKey(), entry.getValue()))
                        .toList())
                .orElse(List.of());
    }

    private static Target target(String name, Yaml node) {
        Optional<Yaml> boundary = child(node, "boundary");
        return new Target(
                name,
                boundary.flatMap(opens -> textOf(opens, "target")),
                boundary.map(opens -> textsOf(opens, "slots")).orElse(List.of()),
                boundary.map(opens -> items(opens, "emergency_accounts")
                                .flatMap(account -> textOf(account, "account").stream())
                                .toList())
                        .orElse(List.of()),
                boundary.flatMap(opens -> textOf(opens, "hard_kill"))
                        .map("true"::equals)
                        .orElse(false),
                items(node, "vault").map(Draft::credential).toList(),
                textOf(node, "longest").flatMap(Durations::parse));
    }

    private static boolean namesAccounts(Yaml people) {
        return entries(people)
                .anyMatch(person ->
                        child(person.getValue(), "boundary").stream().anyMatch(Yaml.Mapping.class::isInstance));
    }

    private static Credential credential(Yaml node) {
        return new Credential(
                textOf(node, "name").orElse(""),
                textOf(node, "kind").orElse(""),
                textOf(node, "path").orElse(""),
                child(node, "parameters").isPresent(),
                textOf(node, "token_role").orElse(""),
                textsOf(node, "policies"),
                textOf(node, "default_ttl").flatMap(Durations::parse));
    }

    // ---- trees ----

    private static Optional<Yaml> child(Yaml node, String key) {
        return node instanceof Yaml.Mapping mapping
                ? Optional.ofNullable(mapping.entries().get(key)).map(Yaml.Entry::value)
                : Optional.empty();
    }

    private static Stream<Map.Entry<String, Yaml>> entries(Yaml node) {
        return node instanceof Yaml.Mapping mapping
                ? mapping.entries().entrySet().stream()
                        .map(entry -> Map.entry(entry.getKey(), entry.getValue().value()))
                : Stream.of();
    }

    private static Stream<Yaml> items(Yaml node, String key) {
        return child(node, key).stream()
                .flatMap(value -> value instanceof Yaml.Sequence sequence ? sequence.items().stream() : Stream.of());
    }

    private static Optional<Yaml.Scalar> scalar(Yaml node) {
        return node instanceof Yaml.Scalar scalar && !scalar.text().isBlank()
                ? Optional.of(new Yaml.Scalar(scalar.at(), scalar.text().strip()))
                : Optional.empty();
    }

    private static Optional<String> textOf(Yaml node, String key) {
        return child(node, key).flatMap(Draft::scalar).map(Yaml.Scalar::text);
    }

    private static List<String> textsOf(Yaml node, String key) {
        List<String> texts = new ArrayList<>();
        items(node, key).forEach(item -> scalar(item).map(Yaml.Scalar::text).ifPresent(texts::add));
        return texts;
    }
}
