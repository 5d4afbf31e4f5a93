package dev.breakglass.boundary;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.Secret;
import dev.breakglass.tls.Tls;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one call to Boundary and reads its answer; knows nothing of logins. */
final class BoundaryHttp {
    private static final Logger log = LoggerFactory.getLogger(BoundaryHttp.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType JSON_TYPE = MediaType.get("application/json");
    private static final int LOGGED = 500;

    // The lease of an act is 5 s and renewed before each call, so a call must be over before that.
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(4);
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final HttpUrl base;
    private final OkHttpClient http;

    /**
     * One call.
     *
     * @param operation what it is for, as it follows "failed to"
     * @param resource the last part of the path, with the action if there is one
     * @param body null for a GET or DELETE
     */
    record Ask(
            String operation,
            String collection,
            String resource,
            Map<String, String> query,
            @Nullable ObjectNode body,
            boolean deletes) {
        static Ask create(String operation, String collection, ObjectNode body) {
            return new Ask(operation, collection, "", Map.of(), body, false);
        }

        static Ask read(String operation, String collection, String id) {
            return new Ask(operation, collection, id, Map.of(), null, false);
        }

        static Ask list(String operation, String collection, Map<String, String> query) {
            return new Ask(operation, collection, "", query, null, false);
        }

        static Ask delete(String operation, String collection, String id) {
            return new Ask(operation, collection, id, Map.of(), null, true);
        }

        static Ask act(String operation, String collection, String id, String action, ObjectNode body) {
            return new Ask(operation, collection, id + ":" + action, Map.of(), body, false);
        }
    }

    /** Trusts whom the Java runtime trusts. */
    BoundaryHttp(URI addr) {
        this(addr, Tls.standard());
    }

    BoundaryHttp(URI addr, Tls tls) {
        this(HttpUrl.get(addr.toString()), client(tls));
    }

    private BoundaryHttp(HttpUrl base, OkHttpClient http) {
        this.base = base;
        this.http = http;
    }

    private static OkHttpClient client(Tls tls) {
        return new OkHttpClient.Builder()
                .sslSocketFactory(tls.context().getSocketFactory(), tls.trust())
                .connectTimeout(CONNECT_TIMEOUT)
                .callTimeout(CALL_TIMEOUT)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                // Nothing is retried here, so a connection is not kept for long enough to be closed by the other side.
                .connectionPool(new ConnectionPool(5, 10, TimeUnit.SECONDS))
                .build();
    }

    /** The same, for somebody who cannot wait that long. */
    BoundaryHttp within(Duration limit) {
        return new BoundaryHttp(
                base, http.newBuilder().callTimeout(limit).connectTimeout(limit).build());
    }

    static ObjectNode object() {
        return JSON.createObjectNode();
    }

    /**
     * Sends a call.
     *
     * @param token null to call as nobody
     * @param correlation appears in Boundary's own audit events; must be a UUID, else Boundary answers 500
     */
    Answer send(Ask ask, @Nullable Secret token, UUID correlation) {
        try (Response response = http.newCall(request(ask, token, correlation)).execute()) {
            ResponseBody body = response.body();
            String text = body == null ? "" : body.string();
            return read(ask, response, text);
        } catch (IOException e) {
            log.info("no answer to {}: {}", ask.operation(), e.toString());
            throw BoundaryException.noAnswer(ask.operation(), e);
        }
    }

    private Request request(Ask ask, @Nullable Secret token, UUID correlation) {
        HttpUrl.Builder url = base.newBuilder().addPathSegment("v1").addPathSegment(ask.collection());
        if (!ask.resource().isEmpty()) {
            url.addPathSegment(ask.resource());
        }
        ask.query().forEach(url::addQueryParameter);
        Request.Builder request =
                new Request.Builder().url(url.build()).header("X-Correlation-Id", correlation.toString());
        if (token != null) {
            request.header("Authorization", "Bearer " + token.expose());
        }
        ObjectNode body = ask.body();
        if (body != null) {
            request.post(RequestBody.create(body.toString(), JSON_TYPE));
        }
        if (ask.deletes()) {
            request.delete();
        }
        return request.build();
    }

    private static Answer read(Ask ask, Response response, String text) {
        int status = response.code();
        JsonNode json = parsed(text);
        if (response.isSuccessful()) {
            if (json == null) {
                throw BoundaryException.unreadable(ask.operation(), status, "JSON");
            }
            return new Answer(ask.operation(), status, json);
        }
        log.info(
                "to {} Boundary answered {}: {}",
                ask.operation(),
                status,
                text.substring(0, Math.min(LOGGED, text.length())));
        String kind = json == null ? "" : json.path("kind").asText("");
        throw BoundaryException.answered(ask.operation(), status, kind, retryAfter(response));
    }

    /** An empty body stands for an empty object; null if it is no JSON object at all. */
    private static @Nullable JsonNode parsed(String text) {
        if (text.isBlank()) {
            return object();
        }
        try {
            JsonNode json = JSON.readTree(text);
            return json != null && json.isObject() ? json : null;
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    private static @Nullable Duration retryAfter(Response response) {
        String header = response.header("Retry-After");
        boolean asksToWait = response.code() == 429 || response.code() == 503;
        return asksToWait && header != null && header.matches("\\d{1,6}")
                ? Duration.ofSeconds(Long.parseLong(header))
                : null;
    }
}
