package dev.breakglass.slack.view;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.State;
import dev.breakglass.flow.Message;
import java.util.List;
import java.util.Optional;

/** Tells the requester, in a message that rings, that somebody else emptied the slot of an open grant. */
public final class SlotLost {
    static final String SENTENCE =
            "⚠️ Somebody else emptied your emergency role in Boundary, and breakglass does not fill it"
                    + " again: no new session can be opened. What is open goes on until the end. If you still need access, press"
                    + " “I'm done” and ask again, or ask an administrator of Boundary why it was emptied.";

    private SlotLost() {}

    /** Empty unless access is open and its slot is lost. */
    public static Optional<Message> of(AccessRequest request) {
        if (!(request.state() instanceof State.Active) || request.slot().lostAt() == null) {
            return Optional.empty();
        }
        String target = request.terms().target().value();
        return Optional.of(Parts.message(
                "Your emergency role for " + target + " was emptied by somebody else",
                List.of(
                        Parts.section("*" + Text.mrkdwn(target, Parts.VALUE) + "*"),
                        Parts.section(SENTENCE),
                        Parts.context(request.id().spoken()))));
    }
}
