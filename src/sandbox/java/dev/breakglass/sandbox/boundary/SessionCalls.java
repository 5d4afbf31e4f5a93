package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Reply;

/** Sessions: listing, reading with connections, cancelling. */
final class SessionCalls extends Calls {
    SessionCalls(World world) {
        super(world);
    }

    @Override
    Scope listedScope(Request request) {
        Scope scope = super.listedScope(request);
        if (!scope.isProject() && !isRecursive(request)) {
            // The stray punctuation is the real server's.
            throw ApiError.invalid(
                    "Improperly formatted identifier.\", Details: {{name: \"scope_id\", desc: \"This field"
                            + " must be a valid project scope ID or the list operation must be recursive.");
        }
        return scope;
    }

    @Override
    boolean isListed(Resource resource, Request request) {
        boolean terminated = ((Session) resource).status() == Session.Status.TERMINATED;
        return !terminated || request.param("include_terminated").equals("true");
    }

    @Override
    Reply read(Request request) {
        Session session = authorised(request, world.sessions);
        ObjectNode json = json(session, request, "read");
        session.describeConnections(json, world.now());
        return Reply.json(200, json.toString());
    }

    @Override
    Reply act(Request request) {
        int version = request.version("Improperly formatted identifier.", "Required field.");
        Session session = authorised(request, world.sessions);
        if (session.takesConnections()) {
            mustBeAt(version, session);
            session.cancelByRequest(world.now(), world.workerDelay);
        }
        return shown(request, session, "cancel");
    }

    private static void mustBeAt(int version, Session session) {
        if (version != session.version) {
            throw ApiError.internal("sessions.(Service).CancelSession: unable to update session:"
                    + " session.(Repository).CancelSession: session.(Repository).updateState: error creating new"
                    + " state: db.DoTx: session.(Repository).updateState: updated session and 0 rows updated:"
                    + " search issue: error #1101");
        }
    }
}
