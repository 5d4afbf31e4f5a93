package dev.breakglass.vault;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Messenger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Keeps what was delivered, and can be told to fail. */
final class RecordingCourier implements Courier {
    record Delivered(String conversation, String credential, Secret token, Duration opensFor) {}

    final List<Delivered> delivered = new ArrayList<>();
    final List<String> blanked = new ArrayList<>();
    Optional<Messenger.Undelivered> failsToOpen = Optional.empty();
    Optional<Messenger.Undelivered> failsToDeliver = Optional.empty();

    @Override
    public String open(AccessRequest request) {
        if (failsToOpen.isPresent()) {
            throw failsToOpen.get();
        }
        return "D1";
    }

    @Override
    public Messenger.Posted deliver(
            AccessRequest request, String conversation, String credential, Secret token, Duration opensFor) {
        if (failsToDeliver.isPresent()) {
            throw failsToDeliver.get();
        }
        delivered.add(new Delivered(conversation, credential, token, opensFor));
        return new Messenger.Posted(conversation, "1." + delivered.size());
    }

    @Override
    public void blank(AccessRequest request, Messenger.Posted posted, String credential) {
        blanked.add(posted.ts());
    }

    @Override
    public Messenger.Posted deliverLogin(
            AccessRequest request, String conversation, AccountTerms account, Secret token, Duration opensFor) {
        throw new UnsupportedOperationException("a credential needs no account");
    }

    @Override
    public void blankLogin(AccessRequest request, Messenger.Posted posted) {
        throw new UnsupportedOperationException("a credential needs no account");
    }

    Delivered last() {
        return delivered.get(delivered.size() - 1);
    }
}
