package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.State;
import dev.breakglass.flow.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells the approvers' channel, in a message that rings, that an ending takes too long, and how it is done by hand. */
public final class Late {
    private static final int COMMANDS = 12;

    private Late() {}

    /** Empty unless people have to be told, or were told and it is over by now. */
    public static Optional<Message> of(AccessRequest request) {
        if (request.state() instanceof State.Closing closing && closing.late()) {
            return Optional.of(stillOpen(request, closing));
        }
        return request.state() instanceof State.Closed closed && closed.ending().late()
                ? Optional.of(over(request, closed))
                : Optional.empty();
    }

    private static Message stillOpen(AccessRequest request, State.Closing closing) {
        String target = request.terms().target().value();
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Parts.header("🚨 Access has not ended in time"));
        blocks.add(Parts.section(Text.mrkdwn(request.requester().name(), Parts.VALUE) + "'s access to *"
                + Text.mrkdwn(target, Parts.VALUE) + "* should have ended " + Times.local(closing.wanted())
                + ". It is tried on and on, and this message says so when it is done. To do it by hand:"));
        blocks.add(Parts.code(String.join("\n", commands(request))));
        blocks.addAll(Proofs.of(request));
        blocks.add(Parts.context(request.id().spoken()));
        return Parts.message("🚨 Access to " + target + " has not ended in time", blocks);
    }

    private static Message over(AccessRequest request, State.Closed closed) {
        String target = request.terms().target().value();
        String sentence = "*Ended after all*: access to " + Text.mrkdwn(target, Parts.VALUE) + " should have ended "
                + Times.local(closed.ending().wanted()) + ", and was proved gone " + Times.local(closed.at()) + ".";
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Parts.section("🔒 " + sentence));
        blocks.addAll(Proofs.of(request));
        blocks.add(Parts.context(request.id().spoken()));
        return Parts.message("🔒 Access to " + target + " ended after all", blocks);
    }

    /** With an administrator's login; the bot's rights may be what is missing. */
    private static List<String> commands(AccessRequest request) {
        List<String> commands = new ArrayList<>();
        request.holdings().stream()
                .filter(holding -> !holding.gone())
                .map(Holding::handles)
                .forEach(handles -> commands.addAll(commands(handles)));
        if (commands.isEmpty()) {
            return List.of("breakglass requests");
        }
        return commands.size() > COMMANDS ? commands.subList(0, COMMANDS) : commands;
    }

    private static List<String> commands(Handles handles) {
        List<String> commands = new ArrayList<>();
        if (handles instanceof Handles.Slot slot && slot.role() != null) {
            commands.add("boundary roles set-principals -id " + slot.role().value() + " -principal null");
        }
        if (handles instanceof Handles.Sessions sessions) {
            sessions.known().stream()
                    .filter(session -> !session.over())
                    .forEach(session -> commands.add("boundary sessions cancel -id " + session.id()));
        }
        if (handles instanceof Handles.Account account && account.id() != null) {
            commands.add("boundary accounts set-password -id " + account.id() + "  # to one that nobody knows");
            commands.add("boundary auth-tokens list -filter '\"/item/account_id\" == \"" + account.id()
                    + "\"'  # and delete each");
        }
        if (handles instanceof Handles.Credential credential) {
            if (credential.lease() != null) {
                commands.add("vault lease revoke -sync " + credential.lease());
            }
            if (credential.accessor() != null) {
                commands.add("vault token revoke -accessor " + credential.accessor());
            }
        }
        return commands;
    }
}
