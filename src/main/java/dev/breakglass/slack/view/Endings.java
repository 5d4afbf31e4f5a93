package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells why and by whom a grant is ended, in mrkdwn. */
final class Endings {
    /** Room for the names of everybody who is in the way. */
    private static final int LONGEST = 1_000;

    private Endings() {}

    /** Why it ended, and what is proved gone by now. */
    static List<LayoutBlock> told(State.Closing closing, AccessRequest request) {
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Parts.section(why(closing)));
        blocks.addAll(Proofs.of(request));
        return blocks;
    }

    private static String why(State.Closing closing) {
        String by = closing.by().kind() == Actor.Kind.BOT
                ? ""
                : " by " + Text.mrkdwn(closing.by().name(), Parts.VALUE);
        String why = "Ended " + Times.local(closing.since()) + by + ", because " + Wording.because(closing.why()) + ".";
        Optional<String> refusal = closing.refusal().map(refused -> Wording.sentence(refused.why(), refused.says()));
        return refusal.map(sentence -> why + " " + Text.mrkdwn(sentence, LONGEST))
                .orElse(why);
    }
}
