package dev.breakglass.app;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Messenger;
import java.time.Duration;

/** Stands in where Slack's settings cannot be used: nothing is issued that could not be delivered. */
final class NoCourier implements Courier {
    @Override
    public String open(AccessRequest request) {
        throw unusable();
    }

    @Override
    public Messenger.Posted deliver(
            AccessRequest request, String conversation, String credential, Secret token, Duration opensFor) {
        throw unusable();
    }

    @Override
    public void blank(AccessRequest request, Messenger.Posted posted, String credential) {
        throw unusable();
    }

    @Override
    public Messenger.Posted deliverLogin(
            AccessRequest request, String conversation, AccountTerms account, Secret token, Duration opensFor) {
        throw unusable();
    }

    @Override
    public void blankLogin(AccessRequest request, Messenger.Posted posted) {
        throw unusable();
    }

    private static Messenger.Undelivered unusable() {
        return new Messenger.Undelivered(
                Messenger.Undelivered.Kind.LATER, Duration.ofMinutes(1), "the settings of Slack cannot be used");
    }
}
