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
        String wrapAccessor = handles.wrapAccessor();
        if (wrapAccessor == null) {
            return new Seen.Unwrapped();
        }
        try {
            if (login.asBot(journal::call, token -> client.isThere(token, wrapAccessor))) {
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

    private void blank(Act act, Handles.Credential handles, Journal journal) {
        String channel = handles.messageChannel();
        String ts = handles.messageTs();
        if (channel == null || ts == null) {
            return;
        }
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
