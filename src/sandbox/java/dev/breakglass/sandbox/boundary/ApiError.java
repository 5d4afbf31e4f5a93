package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Reply;

/** Ends the handling of a call with one of Boundary's error replies. */
final class ApiError extends RuntimeException {
    final transient Reply reply;

    private ApiError(Reply reply) {
        super(reply.status() + " " + reply.body());
        this.reply = reply;
    }

    static ApiError empty(int status) {
        return new ApiError(Reply.empty(status));
    }

    static ApiError notFound() {
        return notFound("Resource not found.");
    }

    static ApiError notFound(String message) {
        return of(404, "NotFound", message);
    }

    static ApiError forbidden() {
        return of(403, "PermissionDenied", "Forbidden.");
    }

    static ApiError unauthenticated() {
        return of(401, "Unauthenticated", "Unauthenticated, or invalid token.");
    }

    static ApiError loginFailed() {
        return of(401, "Unauthenticated", "Unable to authenticate.");
    }

    static ApiError unimplemented(String message) {
        return of(405, "Unimplemented", message);
    }

    static ApiError internal(String message) {
        return of(500, "Internal", message);
    }

    static ApiError invalid(String message) {
        return of(400, "InvalidArgument", message);
    }

    static ApiError invalidField(String message, String field, String description) {
        ObjectNode body = body("InvalidArgument", message);
        body.putObject("details")
                .putArray("request_fields")
                .addObject()
                .put("name", field)
                .put("description", description);
        return new ApiError(Reply.json(400, body.toString()));
    }

    static ApiError invalidListToken(String message) {
        ObjectNode body = body("invalid list token", message);
        body.put("op", "listtoken.Validate");
        return new ApiError(Reply.json(400, body.toString()));
    }

    private static ApiError of(int status, String kind, String message) {
        return new ApiError(Reply.json(status, body(kind, message).toString()));
    }

    private static ObjectNode body(String kind, String message) {
        return JsonNodeFactory.instance.objectNode().put("kind", kind).put("message", message);
    }
}
