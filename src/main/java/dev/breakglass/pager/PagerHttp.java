package dev.breakglass.pager;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.flow.Pager;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/** Sends one call to a pager service. */
final class PagerHttp {
    /** A worker's lease is renewed before each call and must outlast it. */
    private static final Duration LIMIT = Duration.ofSeconds(4);

    private static final MediaType JSON = MediaType.get("application/json");

    private final OkHttpClient http = new OkHttpClient.Builder()
            .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
            .callTimeout(LIMIT)
            .connectTimeout(Duration.ofSeconds(2))
            .retryOnConnectionFailure(false)
            .followRedirects(false)
            .build();

    /** Sends it; everything but 2xx is told by its status alone, because answers may repeat keys. */
    void post(Request.Builder to, JsonNode body) {
        Request request = to.post(RequestBody.create(body.toString(), JSON)).build();
        try (Response response = http.newCall(request).execute()) {
            if (!response.isSuccessful()) {
                throw new Pager.Unreachable("it answered " + response.code());
            }
        } catch (IOException e) {
            throw new Pager.Unreachable("no answer: " + e);
        }
    }
}
