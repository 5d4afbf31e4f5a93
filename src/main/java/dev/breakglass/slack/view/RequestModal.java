package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.OptionGroupObject;
import com.slack.api.model.block.composition.OptionObject;
import com.slack.api.model.block.element.CheckboxesElement;
import com.slack.api.model.block.element.PlainTextInputElement;
import com.slack.api.model.block.element.StaticSelectElement;
import com.slack.api.model.view.View;
import dev.breakglass.access.Policy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The form in which a person asks. */
public final class RequestModal {
    private static final int OPTIONS = 100;
    private static final int OPTION = 75;

    private RequestModal() {}

    /** The form for what a person is offered, which is not empty. */
    public static View of(List<Policy.Rule> offered) {
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Parts.input(Ids.TARGET, "What do you need?", "", false, targets(offered)));
        blocks.add(Parts.input(
                Ids.DURATION,
                "For how long?",
                "The time starts with the approval. Not every target offers every length.",
                false,
                durations(offered)));
        blocks.add(Parts.input(Ids.REASON, "Why?", "Approvers and the record show this.", false, reason()));
        blocks.add(Parts.input(
                Ids.INCIDENT,
                "Where is the incident?",
                "A channel's id or a link to a message in it; the trail of the request goes there."
                        + " Left empty, it goes under the approval card.",
                true,
                incident()));
        emergencyLogin(offered).ifPresent(blocks::add);
        return Modals.modal(Ids.REQUEST_MODAL, "Emergency access")
                .submit(Modals.submit("Ask for it"))
                .blocks(blocks)
                .build();
    }

    /** Shown where any target has emergency accounts; whether the chosen one has is checked when the form comes back. */
    private static Optional<LayoutBlock> emergencyLogin(List<Policy.Rule> offered) {
        List<String> targets = offered.stream()
                .map(Policy.Rule::terms)
                .filter(terms -> !terms.accounts().isEmpty())
                .map(terms -> terms.target().value())
                .toList();
        if (targets.isEmpty()) {
            return Optional.empty();
        }
        String where = targets.size() == offered.size() ? "" : " Offered for: " + String.join(", ", targets) + ".";
        CheckboxesElement box = CheckboxesElement.builder()
                .actionId(Ids.EMERGENCY_LOGIN.id())
                .options(List.of(option("My own login to Boundary does not work", "fails")))
                .build();
        return Optional.of(Parts.input(
                Ids.EMERGENCY_LOGIN,
                "Can you log in?",
                "If it does not work, you get an emergency account for the time of the grant." + where,
                true,
                box));
    }

    private static StaticSelectElement targets(List<Policy.Rule> offered) {
        List<OptionObject> options = offered.stream()
                .limit((long) OPTIONS * OPTIONS)
                .map(RequestModal::target)
                .toList();
        StaticSelectElement.StaticSelectElementBuilder select = StaticSelectElement.builder()
                .actionId(Ids.TARGET.id())
                .placeholder(Parts.plain("Choose a target", Parts.VALUE));
        if (options.size() > OPTIONS) {
            return select.optionGroups(groups(options)).build();
        }
        if (options.size() == 1) {
            select.initialOption(options.get(0));
        }
        return select.options(options).build();
    }

    private static OptionObject target(Policy.Rule rule) {
        String name = rule.terms().target().value();
        String description = rule.terms().description();
        return option(description.isBlank() ? name : name + " · " + description, name);
    }

    private static StaticSelectElement durations(List<Policy.Rule> offered) {
        List<OptionObject> options = offered.stream()
                .flatMap(rule -> rule.durations().stream())
                .distinct()
                .sorted()
                .limit(OPTIONS)
                .map(RequestModal::duration)
                .toList();
        return StaticSelectElement.builder()
                .actionId(Ids.DURATION.id())
                .placeholder(Parts.plain("Choose a length", Parts.VALUE))
                .options(options)
                .initialOption(options.get(0))
                .build();
    }

    private static OptionObject duration(Duration duration) {
        return option(Times.length(duration), duration.toString());
    }

    private static PlainTextInputElement reason() {
        return PlainTextInputElement.builder()
                .actionId(Ids.REASON.id())
                .multiline(true)
                .minLength(Policy.SHORTEST_REASON)
                .maxLength(Policy.LONGEST_REASON)
                .placeholder(Parts.plain("What is broken, and what will you do?", Parts.VALUE))
                .build();
    }

    private static PlainTextInputElement incident() {
        return PlainTextInputElement.builder()
                .actionId(Ids.INCIDENT.id())
                .maxLength(500)
                .placeholder(Parts.plain("C0123456789 or https://…slack.com/archives/…", Parts.VALUE))
                .build();
    }

    /** A select holds a hundred options, or a hundred groups of as many. */
    private static List<OptionGroupObject> groups(List<OptionObject> options) {
        List<OptionGroupObject> groups = new ArrayList<>();
        for (int from = 0; from < options.size(); from += OPTIONS) {
            List<OptionObject> group = options.subList(from, Math.min(from + OPTIONS, options.size()));
            String label = Text.line(group.get(0).getValue(), 35) + " … "
                    + Text.line(group.get(group.size() - 1).getValue(), 35);
            groups.add(OptionGroupObject.builder()
                    .label(Parts.plain(label, OPTION))
                    .options(List.copyOf(group))
                    .build());
        }
        return groups;
    }

    private static OptionObject option(String label, String value) {
        return OptionObject.builder()
                .text(Parts.plain(label, OPTION))
                .value(Text.line(value, OPTION))
                .build();
    }
}
