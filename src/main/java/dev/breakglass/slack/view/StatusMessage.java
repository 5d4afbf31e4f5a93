package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import com.slack.api.model.block.element.ButtonElement;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Approval;
import dev.breakglass.access.Ask;
import dev.breakglass.access.Holding;
import dev.breakglass.access.State;
import dev.breakglass.flow.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the requester sees: where the request stands, how to connect, what was proved. */
public final class StatusMessage {
    private static final int REFUSAL = 1_000;

    private StatusMessage() {}

    /**
     * The direct message to the requester.
     *
     * @param fallenBack whether the trail could not go where the requester wanted it
     * @param boundaryAddress Boundary as the requester reaches it; blank if that is not known
     */
    public static Message of(AccessRequest request, boolean fallenBack, String boundaryAddress) {
        String headline = headline(request);
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Parts.header(headline));
        blocks.addAll(request.state().match(new Body(request, boundaryAddress)));
        blocks.add(Parts.context(footer(request, fallenBack)));
        return Parts.message(headline + " (" + request.id().spoken() + ")", blocks);
    }

    private static String headline(AccessRequest request) {
        String target = request.terms().target().value();
        return request.state().name() == State.Name.PENDING
                ? "📨 Waiting for approval: " + target
                : Wording.headline(request.state().name()) + ": " + target;
    }

    private static String footer(AccessRequest request, boolean fallenBack) {
        String id = request.id().spoken() + " · " + Times.length(request.ask().duration()) + " asked for "
                + Times.local(request.ask().at());
        if (fallenBack) {
            return id + " · ⚠️ your incident's channel does not take messages of the bot; the trail is under the"
                    + " approval card";
        }
        return request.ask().incident() instanceof Ask.Incident.InChannel place
                ? id + " · trail in " + Parts.channel(place.channel())
                : id + " · trail under the approval card";
    }

    private record Body(AccessRequest request, String boundaryAddress) implements State.Cases<List<LayoutBlock>> {
        @Override
        public List<LayoutBlock> pending(State.Pending state) {
            List<Approval> given = state.approvals();
            int missing = request.terms().approvalsNeeded() - given.size();
            String who = "Waiting for " + missing + (missing == 1 ? " approval" : " approvals")
                    + " of this target's approvers in "
                    + Parts.channel(request.terms().channel()) + ".";
            String so = given.isEmpty() ? "" : " Approved so far by " + ApprovalCard.names(given) + ".";
            String changed = state.newTerms()
                    .map(terms -> "\n" + Wording.newTerms(terms))
                    .orElse("");
            String login = request.ask().emergencyLogin()
                    ? " You get an emergency account, because your own login does not work."
                    : "";
            return List.of(
                    Parts.section(who + so + login + " It lapses " + Times.local(state.lapsesAt())
                            + " if nobody decides." + changed),
                    Parts.quote(request.ask().reason()),
                    Parts.actions(List.of(
                            Parts.button(Ids.WITHDRAW, "Withdraw", request.id()).build())));
        }

        @Override
        public List<LayoutBlock> approved(State.Approved state) {
            return List.of(Parts.section("Approved by " + ApprovalCard.names(state.approvals())
                    + ". It is being opened, which takes seconds; it ends " + Times.local(state.until()) + "."));
        }

        @Override
        public List<LayoutBlock> active(State.Active state) {
            List<LayoutBlock> blocks = new ArrayList<>();
            blocks.add(Parts.section("Open until *" + Times.local(state.until()) + "*. Connect with:"));
            blocks.add(Parts.code(Shell.connect(request, boundaryAddress)));
            if (request.ask().emergencyLogin()) {
                blocks.add(Parts.section("Logged in as emergency account" + EmergencyLogin.name(request)
                        + ", whose password came in a message of its own."));
            }
            if (request.slot().lostAt() != null) {
                blocks.add(Parts.section(SlotLost.SENTENCE));
            }
            List<ButtonElement> buttons = new ArrayList<>();
            buttons.add(Parts.button(Ids.DONE, "I'm done", request.id())
                    .confirm(Parts.confirm(
                            "Done?", "Your access is taken away at once, open sessions included.", "I'm done"))
                    .build());
            if (!request.terms().credentials().isEmpty()) {
                blocks.add(Parts.section(credentials()));
                buttons.add(Parts.button(Ids.NEW_TOKEN, "New unwrap token", request.id())
                        .build());
            }
            blocks.add(Parts.actions(buttons));
            return blocks;
        }

        private String credentials() {
            List<Holding> latest = request.terms().credentials().stream()
                    .flatMap(credential -> request.latestAttempt(credential.name()).stream())
                    .toList();
            Optional<String> refused = latest.stream()
                    .flatMap(holding -> Optional.ofNullable(holding.refusal()).stream())
                    .map(refusal -> Wording.sentence(refusal.why(), refusal.says()))
                    .findFirst();
            if (refused.isPresent()) {
                return "⚠️ A new credential was refused: " + Text.mrkdwn(refused.get(), REFUSAL)
                        + " Ask for it again with the button.";
            }
            return latest.stream().allMatch(holding -> holding.phase() == Holding.Phase.HELD)
                    ? "The credential comes in a message of its own, which opens once."
                    : "🔑 The old credential is being taken back; a new one comes in a message of its own.";
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
            String who = Text.mrkdwn(state.byName(), Parts.VALUE) + " denied it " + Times.local(state.at()) + ":";
            return List.of(Parts.section(who), Parts.quote(state.reason()));
        }

        @Override
        public List<LayoutBlock> withdrawn(State.Withdrawn state) {
            return List.of(Parts.section("You took it back " + Times.local(state.at()) + "."));
        }

        @Override
        public List<LayoutBlock> lapsed(State.Lapsed state) {
            return List.of(Parts.section(
                    "Nobody decided by " + Times.local(state.at()) + ". Ask again, and call an approver."));
        }
    }
}
