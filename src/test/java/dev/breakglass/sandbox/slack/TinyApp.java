package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.sandbox.FakeServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The least an app can be: it keeps what Slack sends, answers what the test says, and can call Slack. */
final class TinyApp extends FakeServer {
    static final String SECRET = "0123456789abcdef0123456789abcdef";

    private final FakeSlack slack;
    private final HttpClient http = HttpClient.newHttpClient();
    private volatile Function<JsonNode, Reply> onPayload = payload -> Reply.empty(200);

    TinyApp(FakeSlack slack) {
        super("tiny-app", 0);
        this.slack = slack;
        slack.installApp(url().resolve("/slack/events"), SECRET);
    }

    /** What to answer; the payload is that of an interaction, or the fields of a slash command. */
    void answers(Function<JsonNode, Reply> answer) {
        onPayload = answer;
    }

    void answers(int status, String body) {
        answers(payload -> Reply.json(status, body));
    }

    @Override
    protected Reply answer(Call call) {
        return onPayload.apply(payload(call));
    }

    Call lastCall() {
        return calls().get(calls().size() - 1);
    }

    JsonNode lastPayload() {
        return payload(lastCall());
    }

    private static JsonNode payload(Call call) {
        if (call.header("content-type").startsWith("application/json")) {
            return Json.parse(call.body()).orElseThrow();
        }
        Map<String, String> fields = Args.form(call.body());
        if (fields.containsKey("payload")) {
            return Json.parse(fields.getOrDefault("payload", "")).orElseThrow();
        }
        var slash = Json.object();
        fields.forEach(slash::put);
        return slash;
    }

    /** Calls a Web API method with a form, given as names and values in turn. */
    JsonNode api(String method, String... arguments) {
        return json(apiResponse(method, Workspace.TOKEN, arguments));
    }

    HttpResponse<String> apiResponse(String method, String token, String... arguments) {
        Map<String, String> fields = new java.util.LinkedHashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            fields.put(arguments[i], arguments[i + 1]);
        }
        String form = fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
        HttpRequest.Builder request = HttpRequest.newBuilder(slack.apiUrl().resolve(method))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return send(request.build());
    }

    JsonNode apiJson(String method, String body) {
        return json(send(HttpRequest.newBuilder(slack.apiUrl().resolve(method))
                .header("Content-Type", "application/json; charset=utf-8")
                .header("Authorization", "Bearer " + Workspace.TOKEN)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
    }

    HttpResponse<String> postJson(String url, String body) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.parse(response.body()).orElseThrow();
    }

    static String error(JsonNode answer) {
        return answer.path("error").asText();
    }
}
