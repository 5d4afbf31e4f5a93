package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Duration;

/** Targets, and the opening of sessions on them. */
final class TargetCalls extends Calls {
    TargetCalls(World world) {
        super(world);
    }

    @Override
    Reply create(Request request) {
        Scope scope = scopeForNew(request);
        String name = request.text("name");
        mustBeUnique(world.targets.values(), scope, name);
        JsonNode body = request.body();
        long seconds = body.path("session_max_seconds").asLong(Target.DEFAULT_SESSION_MAX.toSeconds());
        Target.Limits limits = new Target.Limits(
                Duration.ofSeconds(seconds),
                body.path("session_connection_limit").asInt(Target.UNLIMITED));
        int port = body.path("attributes").path("default_port").asInt();
        Target target = world.addTarget(scope, name, request.text("address"), port, limits);
        return shown(request, target, "create");
    }

    @Override
    Reply delete(Request request) {
        Target target = authorised(request, world.targets);
        world.targets.remove(target.id);
        for (Session session : world.sessions.values()) {
            if (session.target.equals(target)) {
                session.cutOff(world.now(), world.workerDelay);
            }
        }
        return Reply.empty(204);
    }

    @Override
    Reply act(Request request) {
        return request.action().equals("authorize-session") ? authorizeSession(request) : super.act(request);
    }

    private Reply authorizeSession(Request request) {
        Target target = authorised(request, world.targets);
        AuthToken token = request.caller().token();
        if (token == null) {
            throw ApiError.unauthenticated();
        }
        Session session = world.addSession(target, token);
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("session_id", session.id)
                .put("target_id", target.id)
                .put("created_time", session.created.toString())
                .put("user_id", token.userId)
                .put("type", "tcp")
                .put("authorization_token", world.sessionSecret(session))
                .put("connection_limit", target.connectionLimit)
                .put("endpoint", target.endpoint())
                .put("endpoint_port", target.port)
                .put("expiration", session.expiration.toString());
        json.set("scope", target.scope.json());
        return Reply.json(200, json.toString());
    }
}
