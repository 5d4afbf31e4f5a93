package dev.breakglass.app.config;

import dev.breakglass.access.Terms.CredentialTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what Vault issues for a target. */
final class CredentialReader {
    static final List<String> KEYS = List.of("name", "kind", "path", "token_role", "policies", "default_ttl");
    private static final String DATABASE = "database";

    private final Problems problems;

    CredentialReader(Problems problems) {
        this.problems = problems;
    }

    /** The credentials of a target, none if it has no 'vault'. */
    Optional<List<CredentialTerms>> read(String target, Section section) {
        return section.itemsIfAny("vault").flatMap(items -> credentials(target, items));
    }

    private Optional<List<CredentialTerms>> credentials(String target, List<Yaml> items) {
        List<CredentialTerms> credentials = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Yaml item : items) {
            Section.of(item, "an item of 'vault' of " + target, KEYS, problems)
                    .flatMap(section -> credential(section, names))
                    .ifPresent(credentials::add);
        }
        return credentials.size() == items.size() ? Optional.of(credentials) : Optional.empty();
    }

    private Optional<CredentialTerms> credential(Section section, Set<String> names) {
        Optional<String> name = section.text("name").flatMap(text -> name(text, names));
        Optional<String> kind = section.text("kind").flatMap(this::kind);
        Optional<String> path = section.text("path").flatMap(text -> Shape.DATABASE_CREDENTIALS.of(text, problems));
        Optional<String> role = section.text("token_role").flatMap(text -> Shape.VAULT_ROLE.of(text, problems));
        Optional<List<String>> policies = section.texts("policies").flatMap(texts -> policies(section, texts));
        Optional<Duration> ttl = section.text("default_ttl").flatMap(this::ttl);
        if (Stream.of(name, kind, path, role, policies, ttl).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new CredentialTerms(name.get(), path.get(), role.get(), policies.get(), ttl.get()));
    }

    private Optional<String> name(Yaml.Scalar text, Set<String> names) {
        Optional<String> name = Shape.NAME.of(text, problems);
        if (name.isPresent() && !names.add(name.get())) {
            problems.add(text.at(), text.shown() + " names two credentials of this target", "Rename one of the two.");
        }
        return name;
    }

    private Optional<String> kind(Yaml.Scalar text) {
        if (text.text().equals(DATABASE)) {
            return Optional.of(DATABASE);
        }
        problems.add(
                text.at(),
                text.shown() + " is not a kind of credential that can be issued",
                "Only 'database' can be issued now; other kinds come in a later version.");
        return Optional.empty();
    }

    private Optional<List<String>> policies(Section section, List<Yaml.Scalar> texts) {
        if (texts.isEmpty()) {
            problems.add(section.at(), "the credential has no policy", "List what its token may do in 'policies'.");
            return Optional.empty();
        }
        List<String> policies = new ArrayList<>();
        texts.forEach(text -> Shape.VAULT_ROLE.of(text, problems).ifPresent(policies::add));
        return policies.size() == texts.size() ? Optional.of(policies) : Optional.empty();
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
