package dev.breakglass.access;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is needed to find and end something outside; stored as soon as it is known, and free of secrets. */
public sealed interface Handles {
    /**
     * A slot role. Times marked as Boundary's are read from Boundary and compared only with its times.
     *
     * @param sentVersion the version under which the claim was sent; it is ours at exactly one more
     * @param sentAt our time just before the claim was sent
     * @param claimedAt Boundary's time of our claim, once read back
     * @param emptiedAt Boundary's time of the role when it first read empty after our claim
     * @param emptySeenAt our time of that reading
     */
    record Slot(
            @Nullable SlotId role,
            @Nullable Integer sentVersion,
            @Nullable Instant sentAt,
            @Nullable Instant claimedAt,
            @Nullable Instant emptiedAt,
            @Nullable Instant emptySeenAt)
            implements Handles {
        public static final Slot NONE = new Slot(null, null, null, null, null, null);

        public Slot reserved(SlotId id) {
            return new Slot(id, null, null, null, null, null);
        }

        public Slot sent(int version, Instant now) {
            return new Slot(role, version, now, null, null, null);
        }

        public Slot claimed(Instant boundaryTime) {
            return new Slot(role, sentVersion, sentAt, boundaryTime, emptiedAt, emptySeenAt);
        }

        public Slot emptied(Instant boundaryTime, Instant now) {
            return new Slot(role, sentVersion, sentAt, claimedAt, boundaryTime, now);
        }
    }

    /** Every session known to belong to the grant. */
    record Sessions(List<Session> known) implements Handles {
        public static final Sessions NONE = new Sessions(List.of());

        public Sessions {
            known = List.copyOf(known);
        }

        public Optional<Session> find(String id) {
            return known.stream().filter(session -> session.id().equals(id)).findFirst();
        }

        /** The same list with this session added or replaced. */
        public Sessions with(Session session) {
            List<Session> others =
                    known.stream().filter(s -> !s.id().equals(session.id())).toList();
            return new Sessions(
                    Stream.concat(others.stream(), Stream.of(session)).toList());
        }
    }

    /**
     * One Boundary session as last seen.
     *
     * @param over terminated, gone, or canceling with every connection closed
     * @param bytesUp from the client, as last reported
     * @param endedWhy Boundary's termination reason; empty while it runs or if it vanished before it could be read
     */
    record Session(String id, Instant createdAt, boolean over, long bytesUp, long bytesDown, String endedWhy) {}

    /**
     * A credential from Vault.
     *
     * @param tokenEnd the latest possible end of a token that we asked for, stored before asking
     * @param leaseEnd the latest possible end of a lease that we asked for, stored before asking
     * @param end the end that was set on token and lease
     * @param wrapAccessor accessor of the wrapping token that was sent to the person
     * @param messageChannel where the wrapping token was posted
     * @param messageTs the message that holds it
     */
    record Credential(
            @Nullable Instant tokenEnd,
            @Nullable String accessor,
            @Nullable Instant leaseEnd,
            @Nullable String lease,
            @Nullable Instant end,
            @Nullable String wrapAccessor,
            @Nullable String messageChannel,
            @Nullable String messageTs)
            implements Handles {
        public static final Credential NONE = new Credential(null, null, null, null, null, null, null, null);

        public Credential tokenAsked(Instant latestEnd) {
            return new Credential(latestEnd, null, null, null, null, null, null, null);
        }

        /** Vault answered that it made no token. */
        public Credential tokenNotMade() {
            return NONE;
        }

        public Credential tokenMade(String madeAccessor) {
            return new Credential(
                    tokenEnd, madeAccessor, leaseEnd, lease, end, wrapAccessor, messageChannel, messageTs);
        }

        public Credential leaseAsked(Instant latestEnd) {
            return new Credential(tokenEnd, accessor, latestEnd, lease, end, wrapAccessor, messageChannel, messageTs);
        }

        /** Vault answered that it made no lease. */
        public Credential leaseNotMade() {
            return new Credential(tokenEnd, accessor, null, null, end, wrapAccessor, messageChannel, messageTs);
        }

        public Credential leaseMade(String madeLease) {
            return new Credential(
                    tokenEnd, accessor, leaseEnd, madeLease, end, wrapAccessor, messageChannel, messageTs);
        }

        public Credential endSet(Instant newEnd) {
            return new Credential(tokenEnd, accessor, leaseEnd, lease, newEnd, wrapAccessor, messageChannel, messageTs);
        }

        public Credential wrapped(String accessorOfWrap) {
            return new Credential(tokenEnd, accessor, leaseEnd, lease, end, accessorOfWrap, messageChannel, messageTs);
        }

        /** The wrapping was opened or has expired, and its message says so. */
        public Credential unwrapped() {
            return new Credential(tokenEnd, accessor, leaseEnd, lease, end, null, messageChannel, messageTs);
        }

        public Credential posted(String channel, String ts) {
            return new Credential(tokenEnd, accessor, leaseEnd, lease, end, wrapAccessor, channel, ts);
        }
    }
}
