package dev.breakglass.boundary;

import dev.breakglass.access.Handles;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A session as Boundary shows it.
 *
 * @param target empty once the target was deleted, which ends the session
 * @param user empty once the user was deleted, which ends the session as well
 * @param authToken the login with which it was opened; empty once that was deleted, which ends the session
 * @param connections only known from a single read, never from a list
 */
record Session(
        String id,
        String target,
        String user,
        String authToken,
        Instant created,
        Status status,
        int version,
        String terminationReason,
        List<Connection> connections,
        Set<String> actions) {
    enum Status {
        PENDING,
        ACTIVE,
        CANCELING,
        TERMINATED
    }

    /** One connection that the session carries or carried. */
    record Connection(long bytesUp, long bytesDown, boolean closed) {
        static Connection of(Answer answer) {
            return new Connection(
                    answer.number("bytes_up"),
                    answer.number("bytes_down"),
                    !answer.text("closed_reason").isEmpty());
        }
    }

    static Session of(Answer answer) {
        Session session = new Session(
                answer.requiredText("id"),
                answer.text("target_id"),
                answer.text("user_id"),
                answer.text("auth_token_id"),
                answer.requiredTime("created_time"),
                status(answer),
                answer.requiredVersion(),
                answer.text("termination_reason"),
                answer.objects("connections").stream().map(Connection::of).toList(),
                Set.copyOf(answer.strings("authorized_actions")));
        if (session.takesConnections()) {
            answer.requiredText("user_id");
            answer.requiredText("target_id");
        }
        return session;
    }

    private static Status status(Answer answer) {
        try {
            return Status.valueOf(answer.requiredText("status").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw answer.lacks("a known status");
        }
    }

    boolean takesConnections() {
        return status == Status.PENDING || status == Status.ACTIVE;
    }

    /**
     * Whether nothing flows any more, from a single read. A session whose client has left stays {@code canceling} for up to
     * a minute, with all connections closed and taking no new ones.
     */
    boolean isOver() {
        return status == Status.TERMINATED
                || (status == Status.CANCELING && connections.stream().allMatch(Connection::closed));
    }

    /** What is kept of it; counts once seen are not lost to a later answer without them. */
    Handles.Session kept(Optional<Handles.Session> before, boolean over) {
        long up = connections.stream().mapToLong(Connection::bytesUp).sum();
        long down = connections.stream().mapToLong(Connection::bytesDown).sum();
        return new Handles.Session(
                id,
                created,
                over,
                Math.max(up, before.map(Handles.Session::bytesUp).orElse(0L)),
                Math.max(down, before.map(Handles.Session::bytesDown).orElse(0L)),
                terminationReason);
    }

    /** The same session once Boundary knows it no more. */
    static Handles.Session vanished(Handles.Session before) {
        return new Handles.Session(
                before.id(), before.createdAt(), true, before.bytesUp(), before.bytesDown(), before.endedWhy());
    }
}
