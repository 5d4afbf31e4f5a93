package dev.breakglass.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.Secret;
import dev.breakglass.tls.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import okhttp3.Request;

/** An administrator's calls; the token lives in memory and only as long as the command. */
final class VaultAdmin {
    static final String PROVE = "accept the administrator's token";

    private final VaultHttp http;
    private final Secret token;

    VaultAdmin(URI addr, Optional<String> namespace, Tls tls, Secret token) {
        this.http = new VaultHttp(addr, namespace, tls);
        this.token = token;
    }

    /** Throws if the token is worth nothing. */
    void prove() {
        http.send(PROVE, http.get(token, "auth/token/lookup-self"));
    }

    JsonNode read(String path) {
        return http.send("read " + path, http.get(token, path)).path("data");
    }

    /** Empty if there is nothing at the path, or nothing is mounted there. */
    Optional<JsonNode> find(String path) {
        return http.find("read " + path, http.get(token, path)).map(body -> body.path("data"));
    }

    JsonNode write(String path, Map<String, ?> body) {
        return http.send("write " + path, http.post(token, path, body)).path("data");
    }

    /** Writes, and returns a token that opens the answer once. */
    Secret writeWrapped(String path, Map<String, ?> body, Duration ttl) {
        Request request = http.post(token, path, body)
                .newBuilder()
                .header("X-Vault-Wrap-TTL", ttl.toSeconds() + "s")
                .build();
        return Secret.of(http.send("write " + path, request)
                .path("wrap_info")
                .path("token")
                .asText());
    }

    /** Whether Vault lets somebody in with these; the token that comes of it is given back at once. */
    boolean letsIn(String mount, Secret roleId, Secret secretId) {
        Map<String, String> body = Map.of("role_id", roleId.expose(), "secret_id", secretId.expose());
        try {
            JsonNode auth = http.send(VaultException.LOGIN, http.post(Secret.of(""), "auth/" + mount + "/login", body))
                    .path("auth");
            Secret given = Secret.of(auth.path("client_token").asText());
            http.send("revoke a token", http.post(given, "auth/token/revoke-self", Map.of()));
            return true;
        } catch (VaultException e) {
            if (e.loginRefused()) {
                return false;
            }
            throw e;
        }
    }
}
