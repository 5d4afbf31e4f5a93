package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Terms.AccountTerms;
import java.time.Duration;

/** Hands a wrapping token to the requester, in a message of its own that is never stored here. */
public interface Courier {
    /** Opens the direct message, so that nothing is issued that could not be delivered; waits for the channel's turn. */
    String open(AccessRequest request);

    /** Posts the token into the conversation that {@link #open} gave. */
    Messenger.Posted deliver(
            AccessRequest request, String conversation, String credential, Secret token, Duration opensFor);

    /** Takes a token that was opened or has expired out of its message. */
    void blank(AccessRequest request, Messenger.Posted posted, String credential);

    /** Posts the wrapped password of an emergency account, with how to log in. */
    Messenger.Posted deliverLogin(
            AccessRequest request, String conversation, AccountTerms account, Secret token, Duration opensFor);

    /** Takes the spent token of a password out of its message. */
    void blankLogin(AccessRequest request, Messenger.Posted posted);
}
