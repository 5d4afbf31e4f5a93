package dev.breakglass.boundary;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Act;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Seen;
import dev.breakglass.access.State;
import dev.breakglass.boundary.SessionLists.Listing;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Keeper;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Ends the sessions that were opened through a grant. Emptying the slot ends none of them: an open session goes on and even
 * takes new connections. So each is cancelled, and a list that begins when no more can be born proves that all are over.
 */
public final class SessionsKeeper implements Keeper {
    private static final Duration SOON = Duration.ofMillis(500);
    private static final Duration LATER = Duration.ofSeconds(2);

    /** Connections are cut some 2 s after a cancel; what is open much later does not end by being asked. */
    private static final Duration KILL_AFTER = Duration.ofSeconds(30);

    private final BoundaryClient client;
    private final SessionLists lists;
    private final Clock clock;

    public SessionsKeeper(BoundaryClient client, Clock clock) {
        this.client = client;
        this.lists = new SessionLists(clock);
        this.clock = clock;
    }

    @Override
    public Seen perform(Act act, Journal journal) {
        if (act.verb() != Act.Verb.END) {
            return new Seen.Failed("sessions are opened by people, so they can only be ended");
        }
        AccessRequest request = journal.request();
        Optional<GrantSessions> grant = GrantSessions.of(request);
        if (grant.isEmpty()) {
            return new Seen.Ended(
                    new Proof(Proof.Kind.NEVER_HELD, clock.instant(), "no session could be opened without a slot"));
        }
        Instant emptySeenAt = request.slot().emptySeenAt();
        if (emptySeenAt == null) {
            return new Seen.Failed("the slot is not known to be empty, so sessions could still be opened");
        }
        try {
            return end(grant.get(), emptySeenAt, journal);
        } catch (BoundaryException e) {
            return e.seen(clock.instant());
        }
    }

    private Seen end(GrantSessions grant, Instant emptySeenAt, Journal journal) {
        BoundaryClient boundary = client.within(journal);
        Instant proving = emptySeenAt.plus(State.SETTLE);
        Instant needed = clock.instant().isBefore(proving) ? emptySeenAt : proving;
        Listing listing = lists.begunSince(needed, journal.request().terms().project(), boundary);
        List<Session> listed =
                listing.sessions().stream().filter(grant::mayHave).toList();
        noteListed(listed, journal);
        Optional<BoundaryException> trouble = cancelAll(listed, boundary);
        boolean mayKill = journal.request().terms().measures().hardKill()
                && !clock.instant().isBefore(proving.plus(KILL_AFTER));
        if (trouble.isPresent()) {
            return mayKill
                    ? HardKill.of(listed, boundary, clock)
                            .orElseGet(() -> trouble.get().seen(clock.instant()))
                    : trouble.get().seen(clock.instant());
        }
        return listing.begun().isBefore(proving)
                ? new Seen.NotYet(proving)
                : prove(listed, proving, mayKill, boundary, journal);
    }

    private static void noteListed(List<Session> listed, Journal journal) {
        Handles.Sessions known = handles(journal);
        if (listed.stream().anyMatch(session -> known.find(session.id()).isEmpty())) {
            journal.note(handles -> {
                Handles.Sessions sessions = (Handles.Sessions) handles;
                for (Session session : listed) {
                    if (sessions.find(session.id()).isEmpty()) {
                        sessions = sessions.with(session.kept(Optional.empty(), false));
                    }
                }
                return sessions;
            });
        }
    }

    /** Cancels what is pending or active. One that fails does not keep the others open; the first trouble is answered. */
    private static Optional<BoundaryException> cancelAll(List<Session> listed, BoundaryClient boundary) {
        List<BoundaryException> troubles = new ArrayList<>();
        for (Session session : listed) {
            if (session.takesConnections()) {
                cancel(session, boundary).ifPresent(troubles::add);
            }
        }
        return troubles.stream().findFirst();
    }

    private static Optional<BoundaryException> cancel(Session session, BoundaryClient boundary) {
        try {
            CancelSession.cancel(session, boundary);
            return Optional.empty();
        } catch (BoundaryException e) {
            return Optional.of(e);
        }
    }

    private Seen prove(
            List<Session> listed, Instant proving, boolean mayKill, BoundaryClient boundary, Journal journal) {
        Set<String> ids = new LinkedHashSet<>();
        handles(journal).known().stream().filter(session -> !session.over()).forEach(session -> ids.add(session.id()));
        // Whatever the journal says, what the list shows as open is open.
        listed.stream().filter(Session::takesConnections).forEach(session -> ids.add(session.id()));
        List<Session> open = new ArrayList<>();
        for (String id : ids) {
            Optional<Session> read = boundary.findSession(id);
            boolean over = read.map(Session::isOver).orElse(true);
            noteRead(id, read, over, journal);
            read.filter(session -> !over).ifPresent(open::add);
        }
        if (open.isEmpty()) {
            return ended(journal);
        }
        return mayKill
                ? HardKill.of(open, boundary, clock).orElseGet(() -> new Seen.NotYet(lookAgain(proving)))
                : new Seen.NotYet(lookAgain(proving));
    }

    /** Terminated sessions are deleted after an hour, so what they leave is copied at once. */
    private static void noteRead(String id, Optional<Session> read, boolean over, Journal journal) {
        Optional<Handles.Session> before = handles(journal).find(id);
        Optional<Handles.Session> after =
                read.map(session -> session.kept(before, over)).or(() -> before.map(Session::vanished));
        if (!after.equals(before)) {
            after.ifPresent(session -> journal.note(handles -> ((Handles.Sessions) handles).with(session)));
        }
    }

    /** At first soon, because connections are cut within some 2 s, then less and less often. */
    private Instant lookAgain(Instant proving) {
        Instant now = clock.instant();
        Duration wait = Duration.between(proving, now).dividedBy(4);
        if (wait.compareTo(SOON) < 0) {
            return now.plus(SOON);
        }
        return now.plus(wait.compareTo(LATER) > 0 ? LATER : wait);
    }

    private Seen ended(Journal journal) {
        List<Handles.Session> known = handles(journal).known();
        String ids = known.stream().map(Handles.Session::id).collect(Collectors.joining(", "));
        String says = switch (known.size()) {
            case 0 -> "no session was open";
            case 1 -> "1 session ended: " + ids;
            default -> known.size() + " sessions ended: " + ids;
        };
        return new Seen.Ended(new Proof(Proof.Kind.READ_BACK, clock.instant(), says));
    }

    private static Handles.Sessions handles(Journal journal) {
        return (Handles.Sessions) journal.handles();
    }
}
