package dev.breakglass.slack.view;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.State;
import dev.breakglass.flow.Message;
import java.util.List;
import java.util.Optional;

/** Tells the requester that the end is near. */
public final class EndingSoon {
    private EndingSoon() {}

    /** Empty unless access is open and its end is near. */
    public static Optional<Message> of(AccessRequest request) {
        if (!(request.state() instanceof State.Active active) || !active.warned()) {
            return Optional.empty();
        }
        String target = request.terms().target().value();
        String sentence = "⏰ *Ending soon*: your access to " + Text.mrkdwn(target, Parts.VALUE) + " ends "
                + Times.local(active.until()) + ". Open sessions are cut then.";
        String text = "Ending soon: your access to " + target + " ends " + Times.utc(active.until());
        return Optional.of(Parts.message(
                text,
                List.of(Parts.section(sentence), Parts.context(request.id().spoken()))));
    }
}
