package dev.breakglass.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a request stands. The legal moves are the methods of each state; {@link #LEGAL_MOVES} lists them once more for the
 * database, which refuses every other pair.
 */
public sealed interface State {
    /** How long an approved request may take to open before it is closed again. */
    Duration OPENING_LIMIT = Duration.ofSeconds(60);

    /** How long an ending takes at least: a session authorised just before the slot was emptied may show up late. */
    Duration SETTLE = Duration.ofSeconds(5);

    /** Every legal move, as pairs of names; a state may also stay what it is. */
    List<Move> LEGAL_MOVES = List.of(
            new Move(Name.PENDING, Name.APPROVED),
            new Move(Name.PENDING, Name.DENIED),
            new Move(Name.PENDING, Name.WITHDRAWN),
            new Move(Name.PENDING, Name.LAPSED),
            new Move(Name.APPROVED, Name.ACTIVE),
            new Move(Name.APPROVED, Name.CLOSING),
            new Move(Name.ACTIVE, Name.CLOSING),
            new Move(Name.CLOSING, Name.CLOSED));

    /** The states by name, as stored and shown. */
    enum Name {
        PENDING,
        APPROVED,
        ACTIVE,
        CLOSING,
        CLOSED,
        DENIED,
        WITHDRAWN,
        LAPSED;

        /** Whether nothing can happen to the request any more. */
        public boolean isFinal() {
            return this == CLOSED || this == DENIED || this == WITHDRAWN || this == LAPSED;
        }
    }

    /** One legal move. */
    record Move(Name from, Name to) {}

    Name name();

    /** One answer per state; a new state breaks every user at compile time. */
    <R> R match(Cases<R> cases);

    /** Waits for people. */
    record Pending(Instant lapsesAt, List<Approval> approvals, Optional<NewTerms> newTerms) implements State {
        /**
         * The policy changed while people were asked, so that what they saw before no longer counts.
         *
         * @param voided how many approvals were given for earlier terms, in all
         */
        public record NewTerms(Instant since, int voided) {}

        public Pending {
            approvals = List.copyOf(approvals);
        }

        public Pending approvedBy(Approval approval) {
            List<Approval> more = new ArrayList<>(approvals);
            more.add(approval);
            return new Pending(lapsesAt, more, newTerms);
        }

        /** Forgets approvals that were given for other terms. */
        public Pending withNewTerms(Instant now) {
            int before = newTerms.map(NewTerms::voided).orElse(0);
            return new Pending(lapsesAt, List.of(), Optional.of(new NewTerms(now, before + approvals.size())));
        }

        /** The clock of the grant starts here; the shortest time that an approver gave wins. */
        public Approved approved(Instant now, Duration asked) {
            Duration granted = approvals.stream().map(Approval::atMost).reduce(asked, State::shorter);
            return new Approved(now, now.plus(granted), approvals);
        }

        public Denied denied(Instant now, PersonId by, String byName, String reason) {
            return new Denied(now, by, byName, reason);
        }

        public Withdrawn withdrawn(Instant now) {
            return new Withdrawn(now);
        }

        public Lapsed lapsed(Instant now) {
            return new Lapsed(now);
        }

        @Override
        public Name name() {
            return Name.PENDING;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.pending(this);
        }
    }

    /** Enough people said yes; what is to be opened is being opened. */
    record Approved(Instant approvedAt, Instant until, List<Approval> approvals) implements State {
        public Approved {
            approvals = List.copyOf(approvals);
        }

        /** When opening is given up. */
        public Instant openBy() {
            Instant limit = approvedAt.plus(OPENING_LIMIT);
            return limit.isBefore(until) ? limit : until;
        }

        public Active opened(Instant now) {
            return new Active(approvedAt, now, until, false, approvals);
        }

        public Closing closing(Instant now, EndReason why, Optional<Seen.Refused> refusal, Actor by) {
            return new Closing(now, why, refusal, by, approvedAt, Optional.empty(), until, approvals, false);
        }

        @Override
        public Name name() {
            return Name.APPROVED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.approved(this);
        }
    }

    /** Open, until {@code until} at the latest. */
    record Active(Instant approvedAt, Instant openedAt, Instant until, boolean warned, List<Approval> approvals)
            implements State {
        public Active {
            approvals = List.copyOf(approvals);
        }

        /** Five minutes before the end, or after four fifths of a shorter grant. */
        public Instant warnsAt() {
            Duration total = Duration.between(approvedAt, until);
            return until.minus(shorter(Duration.ofMinutes(5), total.dividedBy(5)));
        }

        public Active withWarning() {
            return new Active(approvedAt, openedAt, until, true, approvals);
        }

        public Closing closing(Instant now, EndReason why, Actor by) {
            return new Closing(
                    now, why, Optional.empty(), by, approvedAt, Optional.of(openedAt), until, approvals, false);
        }

        @Override
        public Name name() {
            return Name.ACTIVE;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.active(this);
        }
    }

    /**
     * Being taken away; there is no way back, and it is tried for ever.
     *
     * @param refusal what was refused, with what is known of it, if that is why
     * @param openedAt empty if it never became active
     * @param late whether people were told that it takes too long
     */
    record Closing(
            Instant since,
            EndReason why,
            Optional<Seen.Refused> refusal,
            Actor by,
            Instant approvedAt,
            Optional<Instant> openedAt,
            Instant until,
            List<Approval> approvals,
            boolean late)
            implements State {
        private static final Duration LATE_AFTER = SETTLE.plus(Duration.ofSeconds(60));
        private static final Duration PAGED_AFTER = SETTLE.plus(Duration.ofMinutes(5));

        public Closing {
            approvals = List.copyOf(approvals);
        }

        /** When access should have ended: when somebody ended it, or at the end of its time if the program was down then. */
        public Instant wanted() {
            return since.isBefore(until) ? since : until;
        }

        /** When people are told that it takes too long. */
        public Instant lateAt() {
            return wanted().plus(LATE_AFTER);
        }

        /** When people are woken. */
        public Instant pagedAt() {
            return wanted().plus(PAGED_AFTER);
        }

        public Closing toldLate() {
            return new Closing(since, why, refusal, by, approvedAt, openedAt, until, approvals, true);
        }

        public Closed closed(Instant now) {
            return new Closed(now, this);
        }

        @Override
        public Name name() {
            return Name.CLOSING;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.closing(this);
        }
    }

    /** Everything was proved gone. */
    record Closed(Instant at, Closing ending) implements State {
        @Override
        public Name name() {
            return Name.CLOSED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.closed(this);
        }
    }

    /** Somebody who may decide said no. */
    record Denied(Instant at, PersonId by, String byName, String reason) implements State {
        @Override
        public Name name() {
            return Name.DENIED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.denied(this);
        }
    }

    /** The requester took it back. */
    record Withdrawn(Instant at) implements State {
        @Override
        public Name name() {
            return Name.WITHDRAWN;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.withdrawn(this);
        }
    }

    /** Nobody answered in time. */
    record Lapsed(Instant at) implements State {
        @Override
        public Name name() {
            return Name.LAPSED;
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.lapsed(this);
        }
    }

    /** One function per state. */
    interface Cases<R> {
        R pending(Pending state);

        R approved(Approved state);

        R active(Active state);

        R closing(Closing state);

        R closed(Closed state);

        R denied(Denied state);

        R withdrawn(Withdrawn state);

        R lapsed(Lapsed state);
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) <= 0 ? a : b;
    }
}
