package dev.breakglass.sandbox.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.sandbox.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Sends recorded calls to a fake and compares the answers.
 *
 * <p>Compared are the status, the names of all fields at every depth, and every value, except: times (only that they are
 * times), secrets, list tokens and certificates (only that there are some), the client's ports and the server's estimate
 * of the number of items (only that they are numbers), and what {@link #stable} cuts off. Ids are the fake's own: each
 * recorded id must stand for the same id of the fake throughout. Arrays of strings, and of things with ids, have no order.
 */
final class Replay {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Pattern OWN_ID = Pattern.compile("(at|u|acctpw|r|s|ttcp)_[0-9A-Za-z]{10}");
    private static final Set<String> SENT_BACK = Set.of("token", "list_token");
    private static final Set<String> OPAQUE = Set.of("authorization_token", "certificate");
    private static final Set<String> ANY_NUMBER = Set.of("client_tcp_port", "est_item_count");
    private static final Set<String> EVENT_TIMES =
            Set.of("created_time", "updated_time", "start_time", "approximate_last_used_time");
    private static final List<String> CUT_AFTER = List.of(
            "desc = ", // what exactly is wrong with a body that is not JSON
            "couldn't build filter: " // where the filter's grammar broke
            );

    /** What only a server in dev mode has: a spare user, and targets that it makes at its start. */
    private static final Set<String> DEV_MODE_ONLY = Set.of(
            "u_0987654321",
            "acctpw_0987654321",
            "ttcp_wZedBaMcnP",
            "ttcp_ih1rGHs9IQ",
            "ttcp_v4yyKgrE3N",
            "ttcp_0987654321",
            "ttcp_1234567890");

    private final FakeBoundary boundary;
    private final SettableClock clock;
    private final JsonNode scenarios;
    private final HttpClient http = HttpClient.newHttpClient();
    private final Map<String, String> ours = new HashMap<>();
    private String where = "";

    Replay(FakeBoundary boundary, SettableClock clock, String resource) {
        this.boundary = boundary;
        this.clock = clock;
        try (InputStream recording = Replay.class.getResourceAsStream(resource)) {
            scenarios = MAPPER.readTree(recording).path("scenarios");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    List<JsonNode> exchanges(String scenario) {
        assertThat(scenarios.has(scenario)).as(scenario).isTrue();
        List<JsonNode> exchanges = new ArrayList<>();
        scenarios.path(scenario).forEach(exchanges::add);
        return exchanges;
    }

    /** Says that a recorded id or secret is this one here. */
    void means(String recorded, String here) {
        ours.put(recorded, here);
    }

    /** The text with every recorded id and secret replaced by the fake's. */
    String here(String recorded) {
        String text = recorded;
        List<String> longestFirst = ours.keySet().stream()
                .sorted(Comparator.comparing(String::length).reversed())
                .toList();
        for (String known : longestFirst) {
            text = text.replace(known, ours.get(known));
        }
        return text;
    }

    void exchange(String name, JsonNode recorded) {
        where = name + " (" + recorded.path("note").asText() + ")";
        moveClockTo(recorded.path("body"));
        HttpResponse<String> answer = send(recorded);
        assertThat(answer.statusCode())
                .as(where + ": " + answer.body())
                .isEqualTo(recorded.path("status").asInt());
        if (recorded.has("body")) {
            compare("", recorded.path("body"), parse(answer.body()));
        } else {
            assertThat(answer.body()).as(where).isEmpty();
        }
    }

    /** The latest thing that a reply tells of has happened by the time of the reply. */
    private void moveClockTo(JsonNode body) {
        for (JsonNode each : body.findParents("created_time")) {
            moveClockToTimesOf(each);
        }
        for (JsonNode each : body.findParents("start_time")) {
            moveClockToTimesOf(each);
        }
    }

    private void moveClockToTimesOf(JsonNode node) {
        for (String field : EVENT_TIMES) {
            if (node.has(field)) {
                Instant at = Instant.parse(node.path(field).asText());
                if (at.isAfter(clock.instant())) {
                    clock.set(at);
                }
            }
        }
    }

    private HttpResponse<String> send(JsonNode recorded) {
        URI uri = URI.create(boundary.url() + here(recorded.path("path").asText()));
        HttpRequest.BodyPublisher body = recorded.has("sent")
                ? HttpRequest.BodyPublishers.ofString(here(text(recorded.path("sent"))))
                : HttpRequest.BodyPublishers.noBody();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri).method(recorded.path("method").asText(), body);
        recorded.path("headers")
                .properties()
                .forEach(header ->
                        request.header(header.getKey(), here(header.getValue().asText())));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(where, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(where, e);
        }
    }

    private static String text(JsonNode body) {
        return body.isTextual() ? body.asText() : body.toString();
    }

    private JsonNode parse(String body) {
        try {
            return MAPPER.readTree(body);
        } catch (IOException e) {
            throw new AssertionError(where + ": " + body, e);
        }
    }

    private void compare(String path, JsonNode recorded, JsonNode answer) {
        assertThat(answer.getNodeType()).as(where + path).isEqualTo(recorded.getNodeType());
        if (recorded.isObject()) {
            assertThat(fields(answer)).as(where + path).isEqualTo(fields(recorded));
            recorded.properties()
                    .forEach(field ->
                            compareField(path + "/" + field.getKey(), field.getKey(), field.getValue(), answer));
        } else if (recorded.isArray()) {
            compareArrays(path, recorded, answer);
        } else if (recorded.isTextual()) {
            compareTexts(path, recorded.asText(), answer.asText());
        } else {
            assertThat(answer).as(where + path).isEqualTo(recorded);
        }
    }

    private void compareField(String path, String name, JsonNode recorded, JsonNode parent) {
        JsonNode answer = parent.path(name);
        if (SENT_BACK.contains(name)) {
            assertThat(answer.asText()).as(where + path).isNotEmpty();
            ours.put(recorded.asText(), answer.asText());
        } else if (OPAQUE.contains(name)) {
            assertThat(answer.asText()).as(where + path).isNotEmpty();
        } else if (ANY_NUMBER.contains(name)) {
            assertThat(answer.isNumber()).as(where + path).isTrue();
        } else if (name.endsWith("_time") || name.equals("expiration")) {
            assertThat(Instant.parse(answer.asText())).as(where + path).isNotNull();
        } else {
            compare(path, recorded, answer);
        }
    }

    private void compareArrays(String path, JsonNode recorded, JsonNode answer) {
        if (recorded.path(0).has("id")) {
            compareById(path, recorded, answer);
            return;
        }
        assertThat(answer).as(where + path).hasSameSizeAs(recorded);
        if (recorded.path(0).isTextual()) {
            assertThat(texts(answer, false)).as(where + path).isEqualTo(texts(recorded, true));
            return;
        }
        for (int i = 0; i < recorded.size(); i++) {
            compare(path + "/" + i, recorded.path(i), answer.path(i));
        }
    }

    private void compareById(String path, JsonNode recorded, JsonNode answer) {
        Map<String, JsonNode> byId = new HashMap<>();
        answer.forEach(element -> byId.put(element.path("id").asText(), element));
        for (JsonNode element : recorded) {
            String id = element.path("id").asText();
            if (!DEV_MODE_ONLY.contains(id)) {
                JsonNode counterpart = byId.remove(here(id));
                assertThat(counterpart).as(where + path + " has " + id).isNotNull();
                compare(path + "/" + id, element, counterpart);
            }
        }
        assertThat(byId).as(where + path + " has more than was recorded").isEmpty();
    }

    private void compareTexts(String path, String recorded, String answer) {
        boolean bothIds =
                OWN_ID.matcher(recorded).matches() && OWN_ID.matcher(answer).matches();
        if (bothIds && !ours.containsKey(recorded)) {
            assertThat(ours).as(where + path + ": " + recorded).doesNotContainValue(answer);
            ours.put(recorded, answer);
        }
        assertThat(stable(answer)).as(where + path).isEqualTo(stable(here(recorded)));
    }

    /** The part of a message that is promised by more than the wording of some parser. */
    private static String stable(String text) {
        for (String mark : CUT_AFTER) {
            int at = text.indexOf(mark);
            if (at >= 0) {
                return text.substring(0, at);
            }
        }
        return text;
    }

    private static Set<String> fields(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private Set<String> texts(JsonNode array, boolean translate) {
        Set<String> texts = new HashSet<>();
        array.forEach(element -> texts.add(translate ? here(element.asText()) : element.asText()));
        return texts;
    }
}
