package dev.breakglass.boundary;

import java.util.Optional;

/** Cancels one session, whatever version it has by now. */
final class CancelSession {
    private CancelSession() {}

    /** Does nothing if Boundary knows it no more. */
    static void cancel(Session session, BoundaryClient boundary) {
        try {
            cancelAtItsVersion(session, boundary);
        } catch (BoundaryException e) {
            if (!e.saysNotFound()) {
                throw e;
            }
        }
    }

    /** A first connection or an end raises the version meanwhile, which Boundary answers with 500. */
    private static void cancelAtItsVersion(Session session, BoundaryClient boundary) {
        try {
            boundary.cancelSession(session.id(), session.version());
        } catch (BoundaryException e) {
            if (e.status() != 500) {
                throw e;
            }
            Optional<Session> now = boundary.findSession(session.id());
            if (now.isPresent() && now.get().takesConnections()) {
                boundary.cancelSession(session.id(), now.get().version());
            }
        }
    }
}
