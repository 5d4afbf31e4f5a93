package dev.breakglass.app.config;

import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.Policy.Rule;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.TargetId;
import dev.breakglass.access.Terms;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.access.Terms.CredentialTerms;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads targets: what each opens, and under which rule. */
final class TargetReader {
    static final List<String> TARGET_KEYS = List.of(
            "description",
            "risk",
            "boundary",
            "vault",
            "connect",
            "channel",
            "ask",
            "approve",
            "durations",
            "longest",
            "on_interception");
    static final List<String> BOUNDARY_KEYS = List.of("project", "target", "slots", "hard_kill", "emergency_accounts");
    static final List<String> APPROVE_KEYS = List.of("from", "people");
    static final List<String> INTERCEPTION = List.of("alarm", "end");
    static final List<String> RISKS = List.of("low", "medium", "high");

    private final Roster roster;
    private final Problems problems;
    private final CredentialReader credentials;
    private final AccountReader accounts;
    private final TimesReader times;
    private final Map<String, String> slotOwners = new HashMap<>();

    TargetReader(Roster roster, Problems problems) {
        this.roster = roster;
        this.problems = problems;
        this.credentials = new CredentialReader(problems);
        this.accounts = new AccountReader(roster, problems);
        this.times = new TimesReader(problems);
    }

    private record Opens(
            String project, String target, List<SlotId> slots, boolean hardKill, List<AccountTerms> accounts) {}

    private record Approve(Set<PersonId> approvers, int people, Spot at) {}

    /** Every target without a fault. */
    Map<TargetId, Rule> read(Yaml node) {
        Map<TargetId, Rule> rules = new HashMap<>();
        Section.mapping(node, "'targets'", problems)
                .ifPresent(mapping -> mapping.entries().forEach((name, entry) -> {
                    Shape.NAME.of(new Yaml.Scalar(entry.key(), name), problems);
                    Section.of(entry.value(), name, TARGET_KEYS, problems)
                            .flatMap(section -> rule(name, section))
                            .ifPresent(rule -> rules.put(new TargetId(name), rule));
                }));
        return rules;
    }

    private Optional<Rule> rule(String name, Section section) {
        Optional<String> description = line(section, "description");
        Optional<String> risk = section.text("risk").flatMap(this::risk);
        Optional<Opens> opens = section.required("boundary").flatMap(node -> opens(name, node));
        Optional<List<CredentialTerms>> issues = credentials.read(name, section);
        Optional<String> connect = line(section, "connect");
        connect.ifPresent(command -> issues.ifPresent(all -> refuseUnnamedKeys(section, command, all)));
        Optional<String> channel = section.text("channel").flatMap(text -> Shape.SLACK_CHANNEL.of(text, problems));
        Optional<Set<PersonId>> askers = askers(name, section);
        Optional<Approve> approve = section.required("approve").flatMap(node -> approve(name, node));
        Optional<TimesReader.Times> offered = times.read(name, section);
        if (askers.isPresent() && approve.isPresent()) {
            refuseUnreachable(name, askers.get(), approve.get());
        }
        Optional<Boolean> endIfIntercepted = endIfIntercepted(section);
        if (Stream.of(description, risk, opens, issues, connect, channel, askers, approve, offered, endIfIntercepted)
                .anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        Terms undigested = new Terms(
                new TargetId(name),
                description.get(),
                risk.get(),
                opens.get().project(),
                opens.get().target(),
                opens.get().slots(),
                issues.get(),
                connect.get(),
                approve.get().people(),
                offered.get().longest(),
                channel.get(),
                new Terms.Measures(endIfIntercepted.get(), opens.get().hardKill()),
                opens.get().accounts(),
                "");
        Set<PersonId> approvers = approve.get().approvers();
        List<Duration> durations = offered.get().durations();
        Terms terms =
                TermsDigest.added(undigested, durations, roster.people(approvers), roster.findsApproversByEmail());
        return Optional.of(new Rule(terms, askers.get(), approvers, durations));
    }

    private Optional<String> line(Section section, String key) {
        Optional<Yaml.Scalar> text = section.text(key);
        if (text.isPresent() && text.get().text().chars().anyMatch(Character::isISOControl)) {
            problems.add(text.get().at(), "'" + key + "' must be one line", "Remove line breaks and tabs.");
            return Optional.empty();
        }
        return text.map(Yaml.Scalar::text);
    }

    /** A key that the command does not name is of no use at two in the morning. */
    private void refuseUnnamedKeys(Section section, String connect, List<CredentialTerms> credentials) {
        credentials.stream()
                .filter(credential -> credential.kind() instanceof CredentialKind.SshCertificate)
                .map(CredentialTerms::keyFile)
                .filter(file -> !connect.contains(file))
                .forEach(file -> problems.add(
                        section.at(),
                        "'connect' does not name the SSH key, which is saved as " + file,
                        "Add '-i " + file + "' for ssh to 'connect'."));
    }

    private Optional<String> risk(Yaml.Scalar text) {
        if (RISKS.contains(text.text())) {
            return Optional.of(text.text());
        }
        problems.add(text.at(), text.shown() + " is not a risk", "Write low, medium or high.");
        return Optional.empty();
    }

    private Optional<Boolean> endIfIntercepted(Section section) {
        Optional<Yaml> given = section.optional("on_interception");
        if (given.isEmpty()) {
            return Optional.of(false);
        }
        Optional<Yaml.Scalar> text = Section.scalar(given.get(), "'on_interception'", problems);
        if (text.isPresent() && !INTERCEPTION.contains(text.get().text())) {
            problems.add(
                    text.get().at(),
                    text.get().shown() + " is nothing that can be done about an interception",
                    "Write alarm, or end to end the grant as well.");
            return Optional.empty();
        }
        return text.map(word -> word.text().equals("end"));
    }

    private Optional<Opens> opens(String name, Yaml node) {
        Optional<Section> found = Section.of(node, "'boundary' of " + name, BOUNDARY_KEYS, problems);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Section section = found.get();
        Optional<String> project = section.text("project").flatMap(text -> Shape.PROJECT.of(text, problems));
        Optional<String> target = section.text("target").flatMap(text -> Shape.BOUNDARY_TARGET.of(text, problems));
        Optional<List<SlotId>> slots = section.texts("slots").flatMap(texts -> slots(name, section, texts));
        boolean hardKill = section.yes("hard_kill");
        Optional<List<AccountTerms>> emergency = accounts.read(name, section);
        return project.isPresent() && target.isPresent() && slots.isPresent() && emergency.isPresent()
                ? Optional.of(new Opens(project.get(), target.get(), slots.get(), hardKill, emergency.get()))
                : Optional.empty();
    }

    private Optional<List<SlotId>> slots(String name, Section section, List<Yaml.Scalar> texts) {
        if (texts.isEmpty()) {
            problems.add(section.at(), name + " has no slot", "List at least one role, such as r_1234567890.");
            return Optional.empty();
        }
        List<SlotId> slots = new ArrayList<>();
        for (Yaml.Scalar text : texts) {
            Shape.ROLE
                    .of(text, problems)
                    .filter(role -> isFree(name, text))
                    .map(SlotId::new)
                    .ifPresent(slots::add);
        }
        return slots.size() == texts.size() ? Optional.of(slots) : Optional.empty();
    }

    private boolean isFree(String name, Yaml.Scalar slot) {
        @Nullable String owner = slotOwners.putIfAbsent(slot.text(), name);
        if (owner != null) {
            problems.add(
                    slot.at(),
                    "slot " + slot.text() + " is listed in " + owner + " already",
                    "Give each target roles of its own, each listed once.");
        }
        return owner == null;
    }

    private Optional<Set<PersonId>> askers(String name, Section section) {
        Optional<Set<PersonId>> askers = section.texts("ask").flatMap(roster::resolve);
        if (askers.isPresent() && askers.get().isEmpty()) {
            problems.add(section.at(), "nobody may ask for " + name, "List people, or groups that are not empty.");
            return Optional.empty();
        }
        askers.ifPresent(people -> roster.mayAsk(people, name));
        return askers;
    }

    private Optional<Approve> approve(String name, Yaml node) {
        Optional<Section> found = Section.of(node, "'approve' of " + name, APPROVE_KEYS, problems);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Section section = found.get();
        Optional<Set<PersonId>> approvers = section.texts("from").flatMap(roster::resolve);
        Optional<Integer> people = section.text("people").flatMap(this::count);
        if (approvers.isPresent() && approvers.get().isEmpty()) {
            problems.add(section.at(), "nobody may approve " + name, "List people, or groups that are not empty.");
            return Optional.empty();
        }
        approvers.ifPresent(all -> roster.mayApprove(all, name));
        return approvers.isPresent() && people.isPresent()
                ? Optional.of(new Approve(approvers.get(), people.get(), section.at()))
                : Optional.empty();
    }

    private Optional<Integer> count(Yaml.Scalar text) {
        if (text.text().matches("[1-9][0-9]?")) {
            return Optional.of(Integer.parseInt(text.text()));
        }
        problems.add(text.at(), text.shown() + " is not a number of people", "Write a number from 1 to 99.");
        return Optional.empty();
    }

    /** Nobody approves their own request, so each asker must leave enough others. */
    private void refuseUnreachable(String name, Set<PersonId> askers, Approve approve) {
        askers.stream()
                .filter(asker -> others(approve.approvers(), asker) < approve.people())
                .min(Comparator.comparing(PersonId::value))
                .ifPresent(asker -> problems.add(
                        approve.at(),
                        name + " needs " + approve.people() + " to approve, but when " + asker + " asks only "
                                + others(approve.approvers(), asker) + " can",
                        "Add approvers, or lower 'people'."));
    }

    private static int others(Set<PersonId> approvers, PersonId asker) {
        Set<PersonId> left = new HashSet<>(approvers);
        left.remove(asker);
        return left.size();
    }
}
