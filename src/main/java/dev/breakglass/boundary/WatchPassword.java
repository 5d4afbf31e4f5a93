package dev.breakglass.boundary;

import static dev.breakglass.boundary.AccountKeeper.handles;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Seen;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Messenger.Undelivered;
import dev.breakglass.flow.Wrapping;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes the wrapping of a password out of its message as soon as it was opened or has expired. */
final class WatchPassword {
    private static final Logger log = LoggerFactory.getLogger(WatchPassword.class);
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final Wrapping wrapping;
    private final Courier courier;
    private final Clock clock;

    WatchPassword(Wrapping wrapping, Courier courier, Clock clock) {
        this.wrapping = wrapping;
        this.courier = courier;
        this.clock = clock;
    }

    Seen look(Journal journal) {
        Optional<String> unopened = handles(journal).unopened();
        if (unopened.isEmpty()) {
            return new Seen.Unwrapped();
        }
        try {
            if (journal.call(() -> wrapping.isUnopened(unopened.get()))) {
                return new Seen.NotYet(clock.instant().plus(EVERY));
            }
            blank(journal);
        } catch (Wrapping.Unavailable e) {
            return new Seen.Failed(e.says());
        } catch (Undelivered e) {
            if (e.kind() == Undelivered.Kind.LATER || e.kind() == Undelivered.Kind.RESTING) {
                return new Seen.NotYet(clock.instant().plus(e.retryAfter()));
            }
            log.info("a spent wrapping token stays in its message: {}", e.getMessage());
        }
        return new Seen.Unwrapped();
    }

    /** Takes the token of a dead password out of its message; Slack being away is no matter. */
    void tidy(Journal journal) {
        if (handles(journal).unopened().isEmpty()) {
            return;
        }
        try {
            blank(journal);
        } catch (Undelivered e) {
            log.info("a dead wrapping token stays in its message: {}", e.getMessage());
        }
    }

    private void blank(Journal journal) {
        Handles.Delivery delivery = handles(journal).delivery();
        if (delivery == null || delivery.messageChannel() == null || delivery.messageTs() == null) {
            return;
        }
        Posted posted = new Posted(delivery.messageChannel(), delivery.messageTs());
        AccessRequest request = journal.request();
        journal.call(() -> {
            courier.blankLogin(request, posted);
            return posted;
        });
    }
}
