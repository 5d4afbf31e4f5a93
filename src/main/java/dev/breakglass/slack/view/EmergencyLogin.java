package dev.breakglass.slack.view;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.flow.Message;
import java.time.Duration;
import java.util.List;

/**
 * The message that hands over the password of an emergency account: it holds a token that opens once. Never stored, never
 * logged.
 */
public final class EmergencyLogin {
    private EmergencyLogin() {}

    /**
     * The message with the token, and how to log in with what it opens.
     *
     * @param boundaryAddress Boundary as the requester reaches it, without a slash at the end
     */
    public static Message of(
            AccessRequest request,
            AccountTerms account,
            Secret token,
            Duration opensFor,
            VaultAddress vault,
            String boundaryAddress) {
        String target = request.terms().target().value();
        String what = "🔑 *Emergency account " + Text.mrkdwn(account.loginName(), Parts.VALUE) + "* for "
                + Text.mrkdwn(target, Parts.VALUE) + ", because your own login does not work. Its password opens"
                + " *once*, within " + Times.length(opensFor) + ". Log in to Boundary with it:";
        UnwrapCommand unwrap = new UnwrapCommand(vault, token);
        String authenticate = "boundary authenticate password -auth-method-id " + account.authMethod() + " -login-name "
                + Shell.quoted(account.loginName());
        String export = "export BOUNDARY_ADDR=" + boundaryAddress + "\n";
        // The fallback text is what notifications show on locked screens, so the token is only in the blocks.
        return Parts.message(
                "🔑 Emergency account for " + target + ", its password opens once",
                List.of(
                        Parts.section(what),
                        Parts.code(export + "export EMERGENCY_PASSWORD=$(" + unwrap.field("password") + ")\n"
                                + authenticate + " -password env://EMERGENCY_PASSWORD"),
                        Parts.section("Then connect, as soon as the other message says that it is open:"),
                        Parts.code(request.terms().connect()),
                        Parts.section("Without the vault command, read the password so, and type it when asked:"),
                        Parts.code(unwrap.allByCurl() + "\n" + export + authenticate),
                        Parts.context(request.id().spoken()
                                + " · if it says that the token is not valid and you did not open it, tell the"
                                + " security team: somebody else did")));
    }

    /** What replaces the message once the token was opened or has expired. */
    public static Message spent(AccessRequest request) {
        return Parts.message(
                "Emergency account: the token is spent",
                List.of(
                        Parts.section("🔑 *Emergency account" + name(request) + "*: the token of its password was"
                                + " opened or has expired, and is of no use any more."),
                        Parts.context(request.id().spoken())));
    }

    /** Its login name after a space; empty if it has none yet. */
    static String name(AccessRequest request) {
        return request.account()
                .map(account -> " " + Text.mrkdwn(account.shown(), Parts.VALUE))
                .orElse("");
    }
}
