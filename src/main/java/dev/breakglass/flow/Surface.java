package dev.breakglass.flow;

import java.util.Optional;

/**
 * A place in Slack that shows one request, rendered from stored state whenever that changes.
 *
 * @param channel a channel id, or a user id for a direct message
 * @param thread the thread that it belongs to; empty for a message of its own, or while it is not known
 */
public record Surface(Kind kind, String channel, Optional<String> thread) {
    /** What is shown; the order is the order in which a channel is brought up to date. */
    public enum Kind {
        /** To the requester: where the request stands, how to connect, what was proved. */
        STATUS(1),
        /** To the requester: access is open. A message of its own, because an edited one notifies nobody. */
        OPENED(2),
        /** To the requester: the end is near. */
        ENDING_SOON(3),
        /** To the requester: somebody else emptied the slot. */
        SLOT_LOST(3),
        /** To the requester: it is over, with the proof. */
        ENDED(4),
        /** To the security channel, with the buttons. */
        CARD(5),
        /** To the security channel: somebody else may hold a credential. */
        ALARM(0),
        /** To the security channel: an ending takes too long, and how it is done by hand. */
        LATE(0),
        /** The trail: a line for every event that has words. */
        THREAD(6);

        private final int rank;

        Kind(int rank) {
            this.rank = rank;
        }

        /** Lower ranks are shown first. */
        public int rank() {
            return rank;
        }
    }

    /** A message that takes its thread from the card of the same request. */
    public static Surface threadUnderCard(String channel) {
        return new Surface(Kind.THREAD, channel, Optional.empty());
    }
}
