package dev.breakglass.contract;

import dev.breakglass.contract.Wire.Reply;
import java.util.HashMap;
import java.util.Map;

/**
 * Somebody who calls Vault.
 *
 * @param token empty for nobody
 */
record VaultCaller(Wire wire, String token) {
    Reply get(String path) {
        return send("GET", path, "", Map.of());
    }

    Reply post(String path, String body) {
        return send("POST", path, body, Map.of());
    }

    Reply delete(String path) {
        return send("DELETE", path, "", Map.of());
    }

    /** The same call, with its answer wrapped. */
    Reply wrapped(String path, String body, String ttl) {
        return send("POST", path, body, Map.of("X-Vault-Wrap-TTL", ttl));
    }

    Reply send(String method, String path, String body, Map<String, String> more) {
        Map<String, String> headers = new HashMap<>(more);
        if (!token.isEmpty()) {
            headers.put("X-Vault-Token", token);
        }
        return wire.send(method, "/v1/" + path, headers, body);
    }

    VaultCaller with(String otherToken) {
        return new VaultCaller(wire, otherToken);
    }

    @Override
    public String toString() {
        return "VaultCaller" + (token.isEmpty() ? "[nobody]" : "");
    }
}
