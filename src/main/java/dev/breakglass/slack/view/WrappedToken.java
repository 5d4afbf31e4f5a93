package dev.breakglass.slack.view;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Secret;
import dev.breakglass.access.State;
import dev.breakglass.flow.Message;
import java.time.Duration;
import java.util.List;

/** The message that hands over a credential: it holds a token that opens once. Never stored, never logged. */
public final class WrappedToken {
    private WrappedToken() {}

    /**
     * The message with the token.
     *
     * @param vaultAddress Vault as the requester reaches it, without a slash at the end
     */
    public static Message of(
            AccessRequest request, String credential, Secret token, Duration opensFor, String vaultAddress) {
        String name = Text.mrkdwn(credential, Parts.VALUE);
        String what = "🔑 *Credential " + name + "* for "
                + Text.mrkdwn(request.terms().target().value(), Parts.VALUE)
                + ". It opens *once*, within " + Times.length(opensFor) + ":";
        // The fallback text is what notifications show on locked screens, so the token is only in the blocks.
        return Parts.message(
                "🔑 Credential " + credential + " for "
                        + request.terms().target().value() + ", opens once",
                List.of(
                        Parts.section(what),
                        Parts.code("VAULT_ADDR=" + vaultAddress + " vault unwrap " + token.expose()),
                        Parts.section("Without the vault command:"),
                        Parts.code("curl -sS -X POST -H 'X-Vault-Token: " + token.expose() + "' " + vaultAddress
                                + "/v1/sys/wrapping/unwrap"),
                        Parts.context(request.id().spoken()
                                + " · if it says that the token is not valid and you did not open it, tell the"
                                + " security team: somebody else did")));
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
