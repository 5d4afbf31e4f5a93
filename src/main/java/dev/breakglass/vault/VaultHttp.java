package dev.breakglass.vault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.breakglass.access.Secret;
import dev.breakglass.tls.Tls;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends one call to Vault and reads its answer; never sends anything twice. */
final class VaultHttp {
    /** A worker's lease is renewed before each call and must outlast it. */
    static final Duration CALL_LIMIT = Duration.ofSeconds(4);

    static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    private static final Logger log = LoggerFactory.getLogger(VaultHttp.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final MediaType JSON_TYPE = MediaType.get("application/json");

    private final Optional<String> namespace;
    private final HttpUrl base;
    private final OkHttpClient http;

    VaultHttp(Settings settings) {
        this(settings.addr(), settings.namespace(), settings.tls());
    }

    VaultHttp(URI addr, Optional<String> namespace, Tls tls) {
        this.namespace = namespace;
        this.base = HttpUrl.get(addr);
        // No connection is kept: one that the server has closed meanwhile would look like a lost reply.
        this.http = new OkHttpClient.Builder()
                .sslSocketFactory(tls.context().getSocketFactory(), tls.trust())
                .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
                .callTimeout(CALL_LIMIT)
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(CALL_LIMIT)
                .writeTimeout(CALL_LIMIT)
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .build();
    }

    Request get(Secret token, String path) {
        return to(token, path).get().build();
    }

    Request post(Secret token, String path, Map<String, ?> body) {
        String json = JSON.valueToTree(body).toString();
        return to(token, path).post(RequestBody.create(json, JSON_TYPE)).build();
    }

    /** A call whose token says everything. */
    Request post(Secret token, String path) {
        return to(token, path).post(RequestBody.create(new byte[0], null)).build();
    }

    Request postAsNobody(String path, Map<String, ?> body) {
        String json = JSON.valueToTree(body).toString();
        return to(path).post(RequestBody.create(json, JSON_TYPE)).build();
    }

    /**
     * Sends a call.
     *
     * @param operation names the call for people, after "Vault refuses to"
     * @return the body; missing where there is none
     */
    JsonNode send(String operation, Request request) {
        try {
            return exchange(operation, request);
        } catch (VaultException e) {
            throw told(e);
        }
    }

    /** Sends a call for something that may not be there; empty if Vault says so. */
    Optional<JsonNode> find(String operation, Request request) {
        try {
            return Optional.of(exchange(operation, request));
        } catch (VaultException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw told(e);
        }
    }

    private JsonNode exchange(String operation, Request request) {
        int status;
        String body;
        try (Response response = http.newCall(request).execute()) {
            status = response.code();
            body = response.body() == null ? "" : response.body().string();
        } catch (IOException e) {
            throw VaultException.silence(operation, e instanceof InterruptedIOException, e);
        }
        return read(operation, status, body);
    }

    private static JsonNode read(String operation, int status, String body) {
        JsonNode json;
        try {
            json = body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // Without the cause: it could quote what stands in the body.
            throw VaultException.unreadable(operation, status);
        }
        if (status >= 200 && status < 300) {
            return json;
        }
        if (!json.path("errors").isArray()) {
            throw VaultException.unreadable(operation, status);
        }
        List<String> errors = new ArrayList<>();
        json.path("errors").forEach(error -> errors.add(error.asText()));
        throw VaultException.answered(operation, status, errors);
    }

    private static VaultException told(VaultException e) {
        // That something is gone is what an ending wants to hear.
        if (e.kind() != VaultException.Kind.GONE) {
            String errors = String.join("; ", e.errors()).replaceAll("\\p{Cntrl}+", " ");
            log.warn("{} (HTTP {}: {})", e.says(), e.status(), errors);
        }
        return e;
    }

    private Request.Builder to(Secret token, String path) {
        return to(path).header("X-Vault-Token", token.expose());
    }

    private Request.Builder to(String path) {
        Request.Builder request = new Request.Builder()
                .url(base.newBuilder().addPathSegments("v1/" + path).build())
                .header("X-Vault-Request", "true");
        namespace.ifPresent(name -> request.header("X-Vault-Namespace", name));
        return request;
    }
}
