package dev.breakglass.flow;

/** The key of one item of the work table. */
public record Work(Kind kind, String key) {
    /** What there is to do. */
    public enum Kind {
        /** Advance one request; the key is its id. */
        REQUEST,
        /** Bring one Slack channel up to date; the key is the channel, or the user for a direct message. */
        CHANNEL,
        /** Ship the record to one sink; the key is the sink's name. */
        SINK,
        /** Watch the sessions of one Boundary project; the key is the project. */
        SCOPE,
        /** Tell the pagers of one request whose ending is late; the key is its id. */
        PAGE,
        /** Upkeep; the key says which. */
        CHORE
    }
}
