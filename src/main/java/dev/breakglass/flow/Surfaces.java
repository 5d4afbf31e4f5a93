package dev.breakglass.flow;

import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.RequestId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is shown where, as stored. */
public interface Surfaces {
    /**
     * A surface that is behind its request.
     *
     * @param posted the message, once it exists; for a thread its first message
     * @param digest of what it shows; empty before the first time
     * @param cursor the number of the last audit event that the thread tells
     * @param wanted counts the changes that the surface should show; read before the request, so never ahead of it
     */
    record Stale(
            RequestId request,
            Surface surface,
            Optional<Messenger.Posted> posted,
            String digest,
            long cursor,
            boolean fallenBack,
            long wanted) {}

    /** An audit event with its number in the record. */
    record Numbered(long seq, AuditEvent event) {}

    /** The first surface of the channel that is behind; by kind, then by age. */
    Optional<Stale> firstStale(String channel);

    /** The events of a request after the cursor, in order. */
    List<Numbered> eventsAfter(RequestId request, long cursor);

    /** The message that shows a kind of surface of a request. */
    Optional<Messenger.Posted> posted(RequestId request, Surface.Kind kind);

    /** Stores what the surface shows by now, and that it is up to date with all that was wanted. */
    void shown(Claim claim, Stale stale, Optional<Messenger.Posted> posted, String digest, long cursor)
            throws Overtaken;

    /** Sends the trail of a request to another place, because the first does not take it. */
    void fallBack(Claim claim, Stale stale, Surface instead) throws Overtaken;

    /** Adopts a copy of a message whose reply was lost. */
    void adopt(RequestId request, Surface.Kind kind, Messenger.Posted copy);

    /** Takes the channel's next moment for a message: now if it is free, else when it will be; one a second. */
    Instant takeTurn(String channel, Instant now);
}
