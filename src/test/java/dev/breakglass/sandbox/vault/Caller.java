package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;

/** Somebody who talks HTTP to the fake. */
final class Caller {
    /** A status and what came with it. */
    record Answer(int status, JsonNode body) {
        JsonNode data() {
            return body.path("data");
        }

        JsonNode auth() {
            return body.path("auth");
        }

        String error() {
            return body.path("errors").path(0).asText();
        }
    }

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final FakeVault vault;

    Caller(FakeVault vault) {
        this.vault = vault;
    }

    Answer get(String token, String path) {
        return answer(call("GET", "/v1/" + path, Map.of("X-Vault-Token", token), ""));
    }

    Answer post(String token, String path, String body) {
        return answer(call("POST", "/v1/" + path, Map.of("X-Vault-Token", token), body.replace('\'', '"')));
    }

    Answer wrapped(String token, String path, String body, String ttl) {
        Map<String, String> headers = Map.of("X-Vault-Token", token, "X-Vault-Wrap-TTL", ttl);
        return answer(call("POST", "/v1/" + path, headers, body.replace('\'', '"')));
    }

    Answer anonymous(String path, String body) {
        return answer(call("POST", "/v1/" + path, Map.of(), body.replace('\'', '"')));
    }

    HttpResponse<String> call(String method, String path, Map<String, String> headers, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(vault.url() + path))
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Answer answer(HttpResponse<String> response) {
        return new Answer(response.statusCode(), Fields.parse(response.body()).json());
    }
}
