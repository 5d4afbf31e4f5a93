package dev.breakglass.app.config;

import dev.breakglass.access.Policy;
import dev.breakglass.access.Policy.Rule;
import dev.breakglass.access.TargetId;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads a policy from its file, and the people from theirs if they have one. */
public final class PolicyFile {
    static final List<String> KEYS = List.of("people", "people_file", "people_by_email", "groups", "targets");

    private final Path path;
    private final Problems problems = new Problems();
    private final List<FileStamp> stamps = new ArrayList<>();

    private PolicyFile(Path path) {
        this.path = path;
    }

    /**
     * What was read, and from which files.
     *
     * @param stamps taken before each file was read, so that a change while reading is noticed
     */
    record Loaded(Result<Policy> result, List<FileStamp> stamps) {}

    /** The policy, or everything that is wrong with it. */
    public static Result<Policy> read(Path path) {
        return load(path).result();
    }

    static Loaded load(Path path) {
        PolicyFile file = new PolicyFile(path);
        Optional<Policy> policy = file.policy();
        Result<Policy> result = policy.filter(p -> file.problems.isEmpty())
                .map(Result::good)
                .orElseGet(() -> Result.bad(file.problems));
        return new Loaded(result, List.copyOf(file.stamps));
    }

    private Optional<Policy> policy() {
        return tree(path)
                .flatMap(root -> Section.of(root, "the policy", KEYS, problems))
                .map(this::policy);
    }

    private Optional<Yaml> tree(Path file) {
        stamps.add(FileStamp.of(file));
        return YamlReader.read(file, problems);
    }

    private Policy policy(Section root) {
        ByEmail byEmail = ByEmail.read(root, problems);
        PeopleReader people = new PeopleReader(byEmail, problems);
        Roster roster = new Roster(peopleNode(root).flatMap(people::read), byEmail.slack(), problems);
        root.optional("groups").ifPresent(roster::readGroups);
        Map<TargetId, Rule> rules = root.required("targets")
                .map(new TargetReader(roster, problems)::read)
                .orElse(Map.of());
        return new Policy(rules, roster.people(), byEmail.slack());
    }

    private Optional<Yaml> peopleNode(Section root) {
        if (!root.has("people_file")) {
            return root.required("people");
        }
        if (root.has("people")) {
            problems.add(root.at(), "both 'people' and 'people_file' are given", "Keep one of the two.");
            return root.optional("people");
        }
        return root.text("people_file").flatMap(this::peopleFile).flatMap(this::tree);
    }

    private Optional<Path> peopleFile(Yaml.Scalar name) {
        try {
            return Optional.of(path.resolveSibling(name.text()));
        } catch (InvalidPathException e) {
            problems.add(name.at(), name.shown() + " is not a path", "Write the path of the people file.");
            return Optional.empty();
        }
    }
}
