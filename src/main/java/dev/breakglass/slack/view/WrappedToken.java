package dev.breakglass.slack.view;

import com.slack.api.model.block.LayoutBlock;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Secret;
import dev.breakglass.access.State;
import dev.breakglass.flow.Message;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The message that hands over a credential: it holds a token that opens once. Never stored, never logged. */
public final class WrappedToken {
    private WrappedToken() {}

    /** The message with the token. */
    public static Message of(
            AccessRequest request, String credential, Secret token, Duration opensFor, VaultAddress vault) {
        String name = Text.mrkdwn(credential, Parts.VALUE);
        String what = "🔑 *Credential " + name + "* for "
                + Text.mrkdwn(request.terms().target().value(), Parts.VALUE)
                + ". It opens *once*, within " + Times.length(opensFor) + ":";
        List<LayoutBlock> blocks = new ArrayList<>();
        blocks.add(Parts.section(what));
        blocks.addAll(
                HowToUse.of(request.terms(), request.credentialTerms(credential), new UnwrapCommand(vault, token)));
        blocks.add(Parts.context(request.id().spoken()
                + " · if it says that the token is not valid and you did not open it, tell the security team:"
                + " somebody else did · with OpenBao's command, write `bao` for `vault` and unset BAO_ADDR,"
                + " BAO_NAMESPACE and BAO_TOKEN first"));
        // The fallback text is what notifications show on locked screens, so the token is only in the blocks.
        return Parts.message(
                "🔑 Credential " + credential + " for "
                        + request.terms().target().value() + ", opens once",
                blocks);
    }

    /** What replaces the message once the token was opened or has expired. */
    public static Message spent(AccessRequest request, String credential) {
        String hint = request.state().name() == State.Name.ACTIVE
                ? " If it was not you who opened it, or if you lost what it held, press “New unwrap token” where it"
                        + " says how to connect."
                : "";
        String what = "🔑 *Credential " + Text.mrkdwn(credential, Parts.VALUE) + "*: the token was opened, has"
                + " expired or was taken back, and is of no use any more." + hint;
        return Parts.message(
                "Credential " + credential + ": the token is spent",
                List.of(Parts.section(what), Parts.context(request.id().spoken())));
    }
}
