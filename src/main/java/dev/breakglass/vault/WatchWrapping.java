package dev.breakglass.vault;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Act;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Seen;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Messenger;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a wrapping token out of its message as soon as it is of no use any more. */
final class WatchWrapping {
    private static final Logger log = LoggerFactory.getLogger(WatchWrapping.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final VaultClient client;
    private final VaultLogin login;
    private final Courier courier;
    private final Clock clock;

    WatchWrapping(VaultClient client, VaultLogin login, Courier courier, Clock clock) {
        this.client = client;
        this.login = login;
        this.courier = courier;
        this.clock = clock;
    }

    Seen look(Act act, Journal journal) {
        Handles.Credential handles = (Handles.Credential) journal.handles();
        Optional<String> unopened = handles.unopened();
        if (unopened.isEmpty()) {
            return new Seen.Unwrapped();
        }
        try {
            if (login.asBot(journal::call, token -> client.isThere(token, unopened.get()))) {
                return new Seen.NotYet(clock.instant().plus(EVERY));
            }
            blank(act, handles, journal);
        } catch (VaultException e) {
            return new Seen.Failed(e.says());
        } catch (Messenger.Undelivered e) {
            return new Seen.NotYet(clock.instant().plus(e.retryAfter()));
        }
        return new Seen.Unwrapped();
    }

    /** Takes a dead token out of its message, so that nobody mistakes it for one of use; Slack being away is no matter. */
    void tidy(Act act, Journal journal) {
        Handles.Credential handles = (Handles.Credential) journal.handles();
        if (handles.unopened().isEmpty()) {
            return;
        }
        try {
            blank(act, handles, journal);
        } catch (Messenger.Undelivered e) {
            log.info("a dead wrapping token stays in its message: {}", e.getMessage());
        }
    }

    private void blank(Act act, Handles.Credential handles, Journal journal) {
        Handles.Delivery delivery = handles.delivery();
        if (delivery == null || delivery.messageChannel() == null || delivery.messageTs() == null) {
            return;
        }
        String channel = delivery.messageChannel();
        String ts = delivery.messageTs();
        AccessRequest request = journal.request();
        try {
            journal.call(() -> {
                courier.blank(request, new Messenger.Posted(channel, ts), act.name());
                return ts;
            });
        } catch (Messenger.Undelivered e) {
            boolean later =
                    e.kind() == Messenger.Undelivered.Kind.LATER || e.kind() == Messenger.Undelivered.Kind.RESTING;
            if (later) {
                throw e;
            }
            log.info("a spent wrapping token stays in its message: {}", e.getMessage());
        }
    }
}
