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

/** Tells the approvers, in a message that rings, that somebody else seems to have opened a credential. */
public final class Alarm {
    private Alarm() {}

    /** Empty while nobody is suspected. */
    public static Optional<Message> of(AccessRequest request) {
        List<String> intercepted = request.holdings().stream()
                .filter(Alarm::isIntercepted)
                .map(Holding::name)
                .distinct()
                .toList();
        return intercepted.isEmpty() ? Optional.empty() : Optional.of(message(request, intercepted));
    }

    private static boolean isIntercepted(Holding holding) {
        return holding.handles() instanceof Handles.Credential credential
                && credential.delivery() != null
                && credential.delivery().intercepted();
    }

    private static Message message(AccessRequest request, List<String> credentials) {
        String target = request.terms().target().value();
        String requester = request.requester().name();
        String names = String.join(", ", credentials);
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Parts.header("🚨 Credential opened by a stranger?"));
        blocks.add(Parts.section("The one-time token of credential *" + Text.mrkdwn(names, Parts.VALUE) + "* for "
                + Text.mrkdwn(target, Parts.VALUE) + " was opened, and " + Text.mrkdwn(requester, Parts.VALUE)
                + " says that it was not them. That credential is taken back. Find out who reads the requester's"
                + " messages or uses their devices."));
        blocks.add(Parts.section(standing(request.state())));
        if (request.state().name() == State.Name.ACTIVE) {
            blocks.add(Parts.actions(
                    List.of(Parts.button(Ids.END_NOW, "End now", request.id()).build())));
        }
        blocks.add(Parts.context(request.id().spoken()));
        return Parts.message("🚨 A credential for " + target + " was perhaps opened by a stranger", blocks);
    }

    private static String standing(State state) {
        return state.name() == State.Name.ACTIVE
                ? "The grant goes on, and a new credential was asked for."
                : "The grant is " + Wording.word(state.name()) + ".";
    }
}
