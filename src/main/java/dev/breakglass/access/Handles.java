package dev.breakglass.access;

import java.time.Duration;
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
     * @param lostAt our time at which it was found without the requester while the grant was open
     */
    record Slot(
            @Nullable SlotId role,
            @Nullable Integer sentVersion,
            @Nullable Instant sentAt,
            @Nullable Instant claimedAt,
            @Nullable Instant emptiedAt,
            @Nullable Instant emptySeenAt,
            @Nullable Instant lostAt)
            implements Handles {
        public static final Slot NONE = new Slot(null, null, null, null, null, null, null);

        public Slot reserved(SlotId id) {
            return new Slot(id, null, null, null, null, null, null);
        }

        public Slot sent(int version, Instant now) {
            return new Slot(role, version, now, null, null, null, null);
        }

        public Slot claimed(Instant boundaryTime) {
            return new Slot(role, sentVersion, sentAt, boundaryTime, emptiedAt, emptySeenAt, lostAt);
        }

        public Slot emptied(Instant boundaryTime, Instant now) {
            return new Slot(role, sentVersion, sentAt, claimedAt, boundaryTime, now, lostAt);
        }

        public Slot lost(Instant now) {
            return new Slot(role, sentVersion, sentAt, claimedAt, emptiedAt, emptySeenAt, now);
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

    /** What a secret is handed over of. */
    sealed interface Delivered extends Handles {
        /** How it was sent; null until it was wrapped. */
        @Nullable
        Delivery delivery();

        Delivered delivered(Delivery how);

        /** Accessor of a wrapping that, as far as is known, can still be opened. */
        default Optional<String> unopened() {
            Delivery delivery = delivery();
            return delivery == null || delivery.spentAt() != null
                    ? Optional.empty()
                    : Optional.of(delivery.wrapAccessor());
        }
    }

    /**
     * A credential from Vault.
     *
     * @param tokenEnd the latest possible end of a token that we asked for, stored before asking
     * @param leaseEnd the latest possible end of a lease that we asked for, stored before asking
     * @param end the end that was set on token and lease
     * @param delivery how it was sent; null until it was wrapped
     * @param rotatedBy who confirmed that what was shown has been changed since; only for a static secret
     */
    record Credential(
            @Nullable Instant tokenEnd,
            @Nullable String accessor,
            @Nullable Instant leaseEnd,
            @Nullable String lease,
            @Nullable Instant end,
            @Nullable Delivery delivery,
            @Nullable String rotatedBy)
            implements Delivered {
        public static final Credential NONE = new Credential(null, null, null, null, null, null, null);

        public Credential tokenAsked(Instant latestEnd) {
            return new Credential(latestEnd, null, null, null, null, null, null);
        }

        /** Vault answered that it made no token. */
        public Credential tokenNotMade() {
            return NONE;
        }

        public Credential tokenMade(String madeAccessor) {
            return new Credential(tokenEnd, madeAccessor, leaseEnd, lease, end, delivery, rotatedBy);
        }

        public Credential leaseAsked(Instant latestEnd) {
            return new Credential(tokenEnd, accessor, latestEnd, lease, end, delivery, rotatedBy);
        }

        /** Vault answered that it made no lease. */
        public Credential leaseNotMade() {
            return new Credential(tokenEnd, accessor, null, null, end, delivery, rotatedBy);
        }

        public Credential leaseMade(String madeLease) {
            return new Credential(tokenEnd, accessor, leaseEnd, madeLease, end, delivery, rotatedBy);
        }

        public Credential endSet(Instant newEnd) {
            return new Credential(tokenEnd, accessor, leaseEnd, lease, newEnd, delivery, rotatedBy);
        }

        @Override
        public Credential delivered(Delivery how) {
            return new Credential(tokenEnd, accessor, leaseEnd, lease, end, how, rotatedBy);
        }

        public Credential rotated(String by) {
            return new Credential(tokenEnd, accessor, leaseEnd, lease, end, delivery, by);
        }

        /** Whether somebody may have got to see it. */
        public boolean mayHaveBeenSeen() {
            return delivery != null;
        }

        /** Whether a message with the wrapping token was posted. */
        public boolean posted() {
            return delivery != null && delivery.messageTs() != null;
        }
    }

    /**
     * The one-time wrapping in which a credential is sent.
     *
     * @param wrapAccessor accessor of the wrapping token
     * @param opensUntil when it expires unopened, by Vault's promise
     * @param messageChannel where the wrapping token was posted
     * @param messageTs the message that holds it
     * @param spentAt when it was first seen opened or expired
     * @param intercepted whether somebody else opened it, by all that is known
     */
    record Delivery(
            String wrapAccessor,
            Instant opensUntil,
            @Nullable String messageChannel,
            @Nullable String messageTs,
            @Nullable Instant spentAt,
            boolean intercepted) {
        /** Clocks may differ by this much; what is seen spent later than this before the expiry may have expired. */
        private static final Duration DOUBT = Duration.ofSeconds(5);

        public static Delivery wrapped(String wrapAccessor, Instant opensUntil) {
            return new Delivery(wrapAccessor, opensUntil, null, null, null, false);
        }

        public Delivery posted(String channel, String ts) {
            return new Delivery(wrapAccessor, opensUntil, channel, ts, spentAt, intercepted);
        }

        /** The first sight counts: later ones say less about who it was. */
        public Delivery spent(Instant seenAt) {
            return new Delivery(
                    wrapAccessor,
                    opensUntil,
                    messageChannel,
                    messageTs,
                    spentAt == null ? seenAt : spentAt,
                    intercepted);
        }

        public Delivery byStranger() {
            return new Delivery(wrapAccessor, opensUntil, messageChannel, messageTs, spentAt, true);
        }

        /** Whether it was spent too early to have expired, so that somebody opened it. */
        public boolean wasOpened() {
            return spentAt != null && spentAt.isBefore(opensUntil.minus(DOUBT));
        }
    }

    /**
     * An emergency account.
     *
     * @param sentVersion the version of the account under which its password was sent; null while nothing was sent
     * @param emptyVersion the version at which it last read back without a password
     * @param emptySeenAt our time of that reading
     * @param delivery how its password was sent; null until it was wrapped
     */
    record Account(
            @Nullable AccountId id,
            @Nullable Integer sentVersion,
            @Nullable Integer emptyVersion,
            @Nullable Instant emptySeenAt,
            @Nullable Delivery delivery)
            implements Delivered {
        public static final Account NONE = new Account(null, null, null, null, null);

        public Account reserved(AccountId account) {
            return new Account(account, null, null, null, null);
        }

        public Account sent(int version) {
            return new Account(id, version, null, null, delivery);
        }

        public Account emptied(int version, Instant now) {
            return new Account(id, sentVersion, version, now, delivery);
        }

        @Override
        public Account delivered(Delivery how) {
            return new Account(id, sentVersion, emptyVersion, emptySeenAt, how);
        }
    }
}
