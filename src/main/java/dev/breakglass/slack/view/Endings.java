package dev.breakglass.slack.view;

import dev.breakglass.access.Actor;
import dev.breakglass.access.State;
import java.util.Optional;

/** Tells why and by whom a grant is ended, in mrkdwn. */
final class Endings {
    /** Room for the names of everybody who is in the way. */
    private static final int LONGEST = 1_000;

    private Endings() {}

    static String why(State.Closing closing) {
        String by = closing.by().kind() == Actor.Kind.BOT
                ? ""
                : " by " + Text.mrkdwn(closing.by().name(), Parts.VALUE);
        String why = "Ended " + Times.local(closing.since()) + by + ", because " + Wording.because(closing.why()) + ".";
        Optional<String> refusal = closing.refusal().map(refused -> Wording.sentence(refused.why(), refused.says()));
        return refusal.map(sentence -> why + " " + Text.mrkdwn(sentence, LONGEST))
                .orElse(why);
    }
}
