package dev.breakglass.sandbox.slack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs requests as Slack does and brings them to the app, which has three seconds of real time to answer. */
final class AppConnection {
    static final String FORM = "application/x-www-form-urlencoded";
    static final String JSON = "application/json";

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    /** A request ready to go; {@code headers} carries its signature. */
    record Request(Map<String, String> headers, String body) {
        Request {
            headers = Map.copyOf(headers);
        }
    }

    private final URI events;
    private final String signingSecret;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE)
            .build();

    AppConnection(URI events, String signingSecret) {
        this.events = events;
        this.signingSecret = signingSecret;
    }

    Request signed(String contentType, String body, Instant at) {
        String timestamp = Long.toString(at.getEpochSecond());
        Map<String, String> headers = new TreeMap<>();
        headers.put("Content-Type", contentType);
        headers.put("X-Slack-Request-Timestamp", timestamp);
        headers.put("X-Slack-Signature", "v0=" + hmac("v0:" + timestamp + ":" + body));
        return new Request(headers, body);
    }

    Ack send(Request request) {
        HttpRequest.Builder post = HttpRequest.newBuilder(events)
                .timeout(PATIENCE)
                .POST(HttpRequest.BodyPublishers.ofString(request.body()));
        request.headers().forEach(post::header);
        long start = System.nanoTime();
        try {
            HttpResponse<String> response = http.send(post.build(), HttpResponse.BodyHandlers.ofString());
            return new Ack(Ack.Outcome.ANSWERED, response.statusCode(), response.body(), since(start));
        } catch (HttpTimeoutException e) {
            return new Ack(Ack.Outcome.TIMED_OUT, 0, "", since(start));
        } catch (IOException e) {
            return new Ack(Ack.Outcome.UNREACHABLE, 0, String.valueOf(e.getMessage()), since(start));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Ack(Ack.Outcome.UNREACHABLE, 0, "interrupted", since(start));
        }
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private String hmac(String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(signingSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HmacSHA256 is part of every Java", e);
        }
    }
}
