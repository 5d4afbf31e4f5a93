package dev.breakglass.sandbox.pager;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.sandbox.FakeServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** PagerDuty's Events API v2 and Opsgenie's Alert API on one port; open alarms are kept by key, as the services do. */
public final class FakePagers extends FakeServer {
    public static final String ROUTING_KEY = "0123456789abcdef0123456789abcdef";
    public static final String GENIE_KEY = "11111111-2222-3333-4444-555555555555";

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SUMMARY = 1_024;
    private static final int MESSAGE = 130;
    private static final List<String> SEVERITIES = List.of("critical", "error", "warning", "info");

    private final Map<String, String> open = new TreeMap<>();
    private final List<String> closed = new ArrayList<>();

    public FakePagers() {
        super("pagers", 0);
    }

    /** What rings now: the summary by service and key. */
    public synchronized Map<String, String> open() {
        return Map.copyOf(open);
    }

    /** What rang and was resolved, by service and key. */
    public synchronized List<String> closed() {
        return List.copyOf(closed);
    }

    @Override
    protected Reply answer(Call call) {
        if (!call.method().equals("POST")) {
            return Reply.json(405, "{\"message\":\"Method Not Allowed\"}");
        }
        JsonNode body;
        try {
            body = MAPPER.readTree(call.body());
        } catch (JsonProcessingException e) {
            return Reply.json(400, "{\"status\":\"invalid event\"}");
        }
        if (call.path().equals("/v2/enqueue")) {
            return pagerDuty(body);
        }
        if (!call.header("Authorization").equals("GenieKey " + GENIE_KEY)) {
            return Reply.json(401, "{\"message\":\"Could not authenticate\"}");
        }
        return opsgenie(call, body);
    }

    private Reply pagerDuty(JsonNode event) {
        String action = event.path("event_action").asText();
        String key = event.path("dedup_key").asText();
        JsonNode payload = event.path("payload");
        boolean complete = action.equals("resolve")
                || (action.equals("trigger")
                        && fits(payload.path("summary").asText(), SUMMARY)
                        && !payload.path("source").asText().isEmpty()
                        && SEVERITIES.contains(payload.path("severity").asText()));
        if (!event.path("routing_key").asText().equals(ROUTING_KEY) || key.isEmpty() || !complete) {
            return Reply.json(400, "{\"status\":\"invalid event\",\"message\":\"Event object is invalid\"}");
        }
        if (action.equals("trigger")) {
            open.put("pagerduty " + key, payload.path("summary").asText());
        } else if (open.remove("pagerduty " + key) != null) {
            closed.add("pagerduty " + key);
        }
        return Reply.json(202, "{\"status\":\"success\",\"message\":\"Event processed\"}");
    }

    private Reply opsgenie(Call call, JsonNode alert) {
        if (call.path().equals("/v2/alerts")) {
            String message = alert.path("message").asText();
            if (!fits(message, MESSAGE)) {
                return Reply.json(422, "{\"message\":\"Request body is not processable\"}");
            }
            open.put("opsgenie " + alert.path("alias").asText(), message);
            return accepted();
        }
        String[] parts = call.path().split("/", -1);
        boolean closes = parts.length == 5 && parts[2].equals("alerts") && parts[4].equals("close");
        if (!closes || !call.query().equals("identifierType=alias")) {
            return Reply.json(404, "{\"message\":\"not found\"}");
        }
        if (open.remove("opsgenie " + parts[3]) != null) {
            closed.add("opsgenie " + parts[3]);
        }
        return accepted();
    }

    private static boolean fits(String text, int longest) {
        return !text.isEmpty() && text.length() <= longest;
    }

    private static Reply accepted() {
        return Reply.json(202, "{\"result\":\"Request will be processed\",\"took\":0.1}");
    }
}
