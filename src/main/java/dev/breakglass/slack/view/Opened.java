package dev.breakglass.slack.view;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.State;
import dev.breakglass.flow.Message;
import java.util.List;
import java.util.Optional;

/** Tells the requester, in a message that rings, that access is open. */
public final class Opened {
    private Opened() {}

    /**
     * Empty unless access is open, and where a credential was sent, whose message has rung already.
     *
     * @param boundaryAddress Boundary as the requester reaches it; blank if that is not known
     */
    public static Optional<Message> of(AccessRequest request, String boundaryAddress) {
        if (!(request.state() instanceof State.Active active)
                || !request.terms().credentials().isEmpty()) {
            return Optional.empty();
        }
        String target = request.terms().target().value();
        String sentence = "🔓 *Open*: you have access to " + Text.mrkdwn(target, Parts.VALUE) + " until "
                + Times.local(active.until()) + ". Connect with:";
        String text = "Open: you have access to " + target + " until " + Times.utc(active.until());
        return Optional.of(Parts.message(
                text,
                List.of(
                        Parts.section(sentence),
                        Parts.code(Shell.connect(request, boundaryAddress)),
                        Parts.context(request.id().spoken()))));
    }
}
