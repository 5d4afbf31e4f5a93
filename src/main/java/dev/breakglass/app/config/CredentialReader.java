package dev.breakglass.app.config;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Terms.CredentialTerms;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads what Vault issues for a target. */
final class CredentialReader {
    static final List<String> KEYS =
            Stream.concat(KindReader.COMMON.stream(), KindReader.OWN.stream()).toList();

    private final Problems problems;
    private final KindReader kinds;

    CredentialReader(Problems problems) {
        this.problems = problems;
        this.kinds = new KindReader(problems);
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
        Optional<CredentialKind> kind = kinds.read(section);
        Optional<String> role = section.text("token_role").flatMap(text -> Shape.VAULT_ROLE.of(text, problems));
        Optional<List<String>> policies = section.texts("policies").flatMap(texts -> policies(section, texts));
        if (Stream.of(name, kind, role, policies).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        return Optional.of(new CredentialTerms(name.get(), kind.get(), role.get(), policies.get()));
    }

    private Optional<String> name(Yaml.Scalar text, Set<String> names) {
        Optional<String> name = Shape.NAME.of(text, problems);
        if (name.isPresent() && !names.add(name.get())) {
            problems.add(text.at(), text.shown() + " names two credentials of this target", "Rename one of the two.");
        }
        return name;
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
}
