package dev.breakglass.contract;

import dev.breakglass.contract.Wire.Reply;
import java.util.Map;

/**
 * Somebody who calls Boundary.
 *
 * @param token empty for nobody
 */
record BoundaryCaller(Wire wire, String token) {
    static final String SECRET_MARK = "_s";

    Reply get(String path) {
        return send("GET", path, "");
    }

    Reply post(String path, String body) {
        return send("POST", path, body);
    }

    Reply delete(String path) {
        return send("DELETE", path, "");
    }

    Reply send(String method, String path, String body) {
        Map<String, String> headers = token.isEmpty() ? Map.of() : Map.of("Authorization", "Bearer " + token);
        return wire.send(method, "/v1/" + path, headers, body);
    }

    /** The part of the token that is no secret. */
    String tokenId() {
        return token.substring(0, token.indexOf(SECRET_MARK, "at_".length()));
    }

    BoundaryCaller with(String otherToken) {
        return new BoundaryCaller(wire, otherToken);
    }

    @Override
    public String toString() {
        return "BoundaryCaller[" + (token.isEmpty() ? "nobody" : tokenId()) + "]";
    }
}
