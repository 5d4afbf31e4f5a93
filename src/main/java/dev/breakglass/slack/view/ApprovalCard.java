package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.composition.ConfirmationDialogObject;
import com.slack.api.model.block.element.ButtonElement;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Approval;
import dev.breakglass.access.Ask;
import dev.breakglass.access.State;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the security channel sees of a request, and where it is decided. */
public final class ApprovalCard {
    private static final int SHOWN_APPROVERS = 10;

    private ApprovalCard() {}

    public static Message of(AccessRequest request) {
        State.Name state = request.state().name();
        String target = request.terms().target().value();
        String headline = Wording.headline(state) + ": " + target;
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Parts.header(headline));
        blocks.add(Parts.fields(facts(request)));
        blocks.add(Parts.quote(request.ask().reason()));
        if (request.ask().emergencyLogin()) {
            blocks.add(Parts.section(emergencyLogin(request)));
        }
        blocks.addAll(request.state().match(new Outcome(request)));
        blocks.add(Parts.context(footer(request)));
        List<ButtonElement> buttons = buttons(request);
        if (!buttons.isEmpty()) {
            blocks.add(Parts.actions(buttons));
        }
        String text = headline + " by " + request.requester().name() + " ("
                + request.id().spoken() + ")";
        return Parts.message(text, blocks);
    }

    private static List<String> facts(AccessRequest request) {
        Terms terms = request.terms();
        List<String> facts = new ArrayList<>();
        facts.add(Parts.field("Who", Text.mrkdwn(request.requester().name(), Parts.VALUE)));
        facts.add(Parts.field("For how long", Times.length(request.ask().duration())));
        facts.add(Parts.field("Target", Text.mrkdwn(terms.target().value(), Parts.VALUE)));
        facts.add(Parts.field("Approvals", approvals(request)));
        if (!terms.description().isBlank()) {
            facts.add(Parts.field("What it opens", Text.mrkdwn(terms.description(), 2 * Parts.VALUE)));
        }
        if (!terms.risk().isBlank()) {
            facts.add(Parts.field("Risk", Text.mrkdwn(terms.risk(), 2 * Parts.VALUE)));
        }
        return facts;
    }

    private static String emergencyLogin(AccessRequest request) {
        return "⚠️ *With an emergency account* of Boundary" + EmergencyLogin.name(request) + ": "
                + Text.mrkdwn(request.requester().name(), Parts.VALUE) + " says that their own login does not work."
                + " For the time of the grant Boundary sees that account and not the person, so make sure that it is"
                + " them who asks.";
    }

    private static String approvals(AccessRequest request) {
        List<Approval> given = given(request.state());
        String count = given.size() + " of " + request.terms().approvalsNeeded();
        return given.isEmpty() ? count : count + ": " + names(given);
    }

    static String names(List<Approval> given) {
        return given.stream()
                .limit(SHOWN_APPROVERS)
                .map(approval -> Text.mrkdwn(approval.name(), Parts.VALUE))
                .collect(Collectors.joining(", "));
    }

    static List<Approval> given(State state) {
        if (state instanceof State.Pending pending) {
            return pending.approvals();
        }
        if (state instanceof State.Approved approved) {
            return approved.approvals();
        }
        if (state instanceof State.Active active) {
            return active.approvals();
        }
        if (state instanceof State.Closing closing) {
            return closing.approvals();
        }
        return state instanceof State.Closed closed ? closed.ending().approvals() : List.of();
    }

    private static String footer(AccessRequest request) {
        String asked =
                request.id().spoken() + " · asked " + Times.local(request.ask().at());
        return request.ask().incident() instanceof Ask.Incident.InChannel place
                ? asked + " · incident in " + Parts.channel(place.channel())
                : asked;
    }

    private static List<ButtonElement> buttons(AccessRequest request) {
        return switch (request.state().name()) {
            case PENDING ->
                List.of(
                        Parts.button(Ids.APPROVE, "Approve", request.id())
                                .style("primary")
                                .confirm(approving(request))
                                .build(),
                        Parts.button(Ids.DENY, "Deny", request.id())
                                .style("danger")
                                .build());
            case APPROVED, ACTIVE ->
                List.of(Parts.button(Ids.END_NOW, "End now", request.id())
                        .style("danger")
                        .confirm(ending(request))
                        .build());
            case CLOSING ->
                request.holdings().stream().anyMatch(request::awaitsRotation)
                        ? List.of(Parts.button(Ids.ROTATED, "Secret changed", request.id())
                                .confirm(Parts.confirm(
                                        "Is it changed?",
                                        "Whoever has seen the old secret can use it until it is changed where it is valid.",
                                        "It is changed"))
                                .build())
                        : List.of();
            case CLOSED, DENIED, WITHDRAWN, LAPSED -> List.of();
        };
    }

    private static ConfirmationDialogObject approving(AccessRequest request) {
        String question = Text.line(request.requester().name(), 100) + " gets "
                + Text.line(request.terms().target().value(), 100) + " for "
                + Times.length(request.ask().duration())
                + (request.ask().emergencyLogin() ? ", with an emergency account." : ".");
        return Parts.confirm("Approve emergency access?", question, "Approve");
    }

    private static ConfirmationDialogObject ending(AccessRequest request) {
        String question = "Access of " + Text.line(request.requester().name(), 100) + " to "
                + Text.line(request.terms().target().value(), 100) + " is taken away at once, open sessions included.";
        return Parts.confirm("End it now?", question, "End now");
    }

    /** What is said about each state, below the reason. */
    private record Outcome(AccessRequest request) implements State.Cases<List<LayoutBlock>> {
        @Override
        public List<LayoutBlock> pending(State.Pending state) {
            List<LayoutBlock> blocks = new ArrayList<>();
            state.newTerms().map(Wording::newTerms).map(Parts::section).ifPresent(blocks::add);
            blocks.add(Parts.section("Lapses " + Times.local(state.lapsesAt()) + " if nobody decides."));
            return blocks;
        }

        @Override
        public List<LayoutBlock> approved(State.Approved state) {
            return List.of(Parts.section("Being opened; ends " + Times.local(state.until()) + " in any case."));
        }

        @Override
        public List<LayoutBlock> active(State.Active state) {
            return List.of(Parts.section(
                    "Open since " + Times.local(state.openedAt()) + ", ends " + Times.local(state.until()) + "."));
        }

        @Override
        public List<LayoutBlock> closing(State.Closing state) {
            return Endings.told(state, request);
        }

        @Override
        public List<LayoutBlock> closed(State.Closed state) {
            return closing(state.ending());
        }

        @Override
        public List<LayoutBlock> denied(State.Denied state) {
            String who = "Denied by " + Text.mrkdwn(state.byName(), Parts.VALUE) + " " + Times.local(state.at()) + ":";
            return List.of(Parts.section(who), Parts.quote(state.reason()));
        }

        @Override
        public List<LayoutBlock> withdrawn(State.Withdrawn state) {
            return List.of(Parts.section("Taken back by the requester " + Times.local(state.at()) + "."));
        }

        @Override
        public List<LayoutBlock> lapsed(State.Lapsed state) {
            return List.of(Parts.section("Nobody decided by " + Times.local(state.at()) + "."));
        }
    }
}
