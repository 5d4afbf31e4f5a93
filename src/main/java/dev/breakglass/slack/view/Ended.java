package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.State;
import dev.breakglass.flow.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells the requester, in a message that rings, that it is over: at once when it ends, and then with the proof. */
public final class Ended {
    private Ended() {}

    /** Empty while it is not over, and when the requester took it back. */
    public static Optional<Message> of(AccessRequest request) {
        if (request.state() instanceof State.Closing closing) {
            return Optional.of(message(request, closing));
        }
        if (request.state() instanceof State.Closed closed) {
            return Optional.of(message(request, closed.ending()));
        }
        if (request.state() instanceof State.Denied denied) {
            String who = Text.mrkdwn(denied.byName(), Parts.VALUE) + " denied your request.";
            return Optional.of(message(request, List.of(Parts.section(who), Parts.quote(denied.reason()))));
        }
        return request.state() instanceof State.Lapsed
                ? Optional.of(message(request, List.of(Parts.section("Nobody decided in time."))))
                : Optional.empty();
    }

    private static Message message(AccessRequest request, State.Closing closing) {
        List<LayoutBlock> body = new ArrayList<>();
        body.addAll(Endings.told(closing, request));
        return message(request, body);
    }

    private static Message message(AccessRequest request, List<LayoutBlock> body) {
        String headline = Wording.headline(request.state().name()) + ": "
                + request.terms().target().value();
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Parts.section("*" + Text.mrkdwn(headline, 2 * Parts.VALUE) + "*"));
        blocks.addAll(body);
        blocks.add(Parts.context(request.id().spoken()));
        return Parts.message(headline + " (" + request.id().spoken() + ")", blocks);
    }
}
