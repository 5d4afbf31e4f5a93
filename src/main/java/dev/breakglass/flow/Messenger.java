package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AuditEvent;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Words and sends what surfaces show. */
public interface Messenger {
    /** A message as Slack names it. */
    record Posted(String channel, String ts) {}

    /**
     * What a surface shows of a request; pure. Empty if it shows nothing at present.
     *
     * @param fallenBack whether the trail could not go where the requester wanted it
     */
    Optional<Message> render(Surface.Kind kind, AccessRequest request, boolean fallenBack);

    /** The line of the trail for an event; pure. Empty if the event has no words for people. */
    Optional<String> line(AuditEvent event, AccessRequest request);

    /** Several lines as one message; pure. */
    Message lines(List<String> lines);

    Posted post(String channel, Optional<String> thread, Message message) throws Undelivered;

    void update(Posted posted, Message message) throws Undelivered;

    /** Slack did not take a message. */
    final class Undelivered extends RuntimeException {
        private final Kind kind;
        private final Duration retryAfter;

        /** What can be done about it. */
        public enum Kind {
            /** It is not the channel's turn; nothing failed. Go on after the time given. */
            RESTING,
            /** Slack failed or did not answer. Try again after the time given. */
            LATER,
            /** The message to be updated is gone. */
            MESSAGE_GONE,
            /** The channel does not take messages of the bot. */
            CHANNEL_CLOSED,
            /** Slack refuses the message itself; trying again is of no use. */
            REFUSED
        }

        public Undelivered(Kind kind, Duration retryAfter, String says) {
            super(says);
            this.kind = kind;
            this.retryAfter = retryAfter;
        }

        public Kind kind() {
            return kind;
        }

        public Duration retryAfter() {
            return retryAfter;
        }
    }
}
