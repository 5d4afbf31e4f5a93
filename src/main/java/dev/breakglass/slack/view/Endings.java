package dev.breakglass.slack.view;

import dev.breakglass.access.Actor;
import dev.breakglass.access.State;
import java.util.Optional;

/** Tells why and by whom a grant is ended, in mrkdwn. */
final class Endings {
    private Endings() {}

    static String why(State.Closing closing) {
        String by = closing.by().kind() == Actor.Kind.BOT
                ? ""
                : " by " + Text.mrkdwn(closing.by().name(), Parts.VALUE);
        String why = "Ended " + Times.local(closing.since()) + by + ", because " + Wording.because(closing.why()) + ".";
        Optional<String> refusal = closing.refusal().map(Wording::sentence);
        return refusal.map(sentence -> why + " " + Text.mrkdwn(sentence, 2 * Parts.VALUE))
                .orElse(why);
    }
}
