package dev.breakglass.app.config;

import dev.breakglass.access.CredentialKind;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads of what kind a credential is, and the keys that only this kind has. */
final class KindReader {
    static final List<String> COMMON = List.of("name", "kind", "token_role", "policies");
    static final List<String> OWN = List.of("path", "default_ttl", "user", "ip", "parameters");

    /** The words that the policy may say, each with the keys that it needs or may have beside the common ones. */
    static final Map<String, List<String>> KEYS = Map.of(
            CredentialKind.Database.WORD, List.of("path", "default_ttl"),
            CredentialKind.SshCertificate.WORD, List.of("path", "user"),
            CredentialKind.SshOneTimePassword.WORD, List.of("path", "ip", "user", "default_ttl"),
            CredentialKind.Token.WORD, List.of(),
            CredentialKind.Lease.WORD, List.of("path", "parameters", "default_ttl"),
            CredentialKind.StaticSecret.WORD, List.of("path"));

    private final Problems problems;

    KindReader(Problems problems) {
        this.problems = problems;
    }

    Optional<CredentialKind> read(Section section) {
        return section.text("kind").flatMap(word -> kind(word, section));
    }

    private Optional<CredentialKind> kind(Yaml.Scalar word, Section section) {
        List<String> keys = KEYS.get(word.text());
        if (keys == null) {
            problems.add(
                    word.at(),
                    word.shown() + " is not a kind of credential that can be issued",
                    "Write " + String.join(", ", KEYS.keySet().stream().sorted().toList()) + ".");
            return Optional.empty();
        }
        OWN.stream()
                .filter(key -> section.has(key) && !keys.contains(key))
                .forEach(key -> problems.add(
                        section.at(),
                        "'" + key + "' means nothing for the kind " + word.text(),
                        "Remove it, or correct 'kind'."));
        return switch (word.text()) {
            case CredentialKind.Database.WORD -> database(section);
            case CredentialKind.SshCertificate.WORD -> sshCertificate(section);
            case CredentialKind.SshOneTimePassword.WORD -> sshOneTimePassword(section);
            case CredentialKind.Token.WORD -> Optional.of(new CredentialKind.Token());
            case CredentialKind.Lease.WORD -> lease(section);
            default -> text(section, "path", Shape.VAULT_PATH).map(CredentialKind.StaticSecret::new);
        };
    }

    private Optional<CredentialKind> database(Section section) {
        Optional<String> path = text(section, "path", Shape.DATABASE_CREDENTIALS);
        Optional<Duration> ttl = ttl(section);
        return path.isPresent() && ttl.isPresent()
                ? Optional.of(new CredentialKind.Database(path.get(), ttl.get()))
                : Optional.empty();
    }

    private Optional<CredentialKind> sshCertificate(Section section) {
        Optional<String> path = text(section, "path", Shape.SSH_SIGNER);
        Optional<String> user = text(section, "user", Shape.SSH_USER);
        return path.isPresent() && user.isPresent()
                ? Optional.of(new CredentialKind.SshCertificate(path.get(), user.get()))
                : Optional.empty();
    }

    private Optional<CredentialKind> sshOneTimePassword(Section section) {
        Optional<String> path = text(section, "path", Shape.SSH_PASSWORDS);
        Optional<String> ip = text(section, "ip", Shape.IP);
        Optional<String> user = text(section, "user", Shape.SSH_USER);
        Optional<Duration> ttl = ttl(section);
        return path.isPresent() && ip.isPresent() && user.isPresent() && ttl.isPresent()
                ? Optional.of(new CredentialKind.SshOneTimePassword(path.get(), ip.get(), user.get(), ttl.get()))
                : Optional.empty();
    }

    private Optional<CredentialKind> lease(Section section) {
        Optional<String> path = text(section, "path", Shape.VAULT_PATH);
        Optional<Map<String, String>> parameters =
                section.has("parameters") ? parameters(section) : Optional.of(Map.of());
        Optional<Duration> ttl = ttl(section);
        return path.isPresent() && parameters.isPresent() && ttl.isPresent()
                ? Optional.of(new CredentialKind.Lease(path.get(), parameters.get(), ttl.get()))
                : Optional.empty();
    }

    private Optional<Map<String, String>> parameters(Section section) {
        return section.required("parameters")
                .flatMap(node -> Section.mapping(node, "'parameters'", problems))
                .flatMap(this::values);
    }

    private Optional<Map<String, String>> values(Yaml.Mapping mapping) {
        Map<String, String> values = new TreeMap<>();
        mapping.entries()
                .forEach((name, entry) -> Section.scalar(entry.value(), "a value of 'parameters'", problems)
                        .ifPresent(value -> values.put(name, value.text())));
        return values.size() == mapping.entries().size() ? Optional.of(values) : Optional.empty();
    }

    private Optional<String> text(Section section, String key, Shape shape) {
        return section.text(key).flatMap(text -> shape.of(text, problems));
    }

    private Optional<Duration> ttl(Section section) {
        return section.text("default_ttl").flatMap(this::ttl);
    }

    private Optional<Duration> ttl(Yaml.Scalar text) {
        Optional<Duration> ttl = TimesReader.duration(text, problems);
        if (ttl.isPresent() && ttl.get().isZero()) {
            problems.add(text.at(), text.shown() + " is no time at all", "Write the default_ttl of the Vault role.");
            return Optional.empty();
        }
        return ttl;
    }
}
