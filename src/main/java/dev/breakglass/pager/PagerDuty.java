package dev.breakglass.pager;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.flow.Pager;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * PagerDuty's Events API v2: {@code POST /v2/enqueue}, answered 202.
 *
 * @see <a href="https://developer.pagerduty.com/docs/events-api-v2/trigger-events/">Send an alert event</a>
 */
public final class PagerDuty implements Pager {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int SUMMARY = 1_024;

    private final PagerHttp http = new PagerHttp();
    private final HttpUrl enqueue;
    private final OwnSecret routingKey;

    public PagerDuty(Settings.Service settings) {
        this.enqueue = HttpUrl.get(settings.url())
                .newBuilder()
                .addPathSegments("v2/enqueue")
                .build();
        this.routingKey = settings.key();
    }

    @Override
    public String name() {
        return "pagerduty";
    }

    @Override
    public void raise(Alarm alarm) {
        ObjectNode event = event("trigger", alarm.key());
        ObjectNode payload = event.putObject("payload")
                .put(
                        "summary",
                        alarm.summary()
                                .substring(0, Math.min(SUMMARY, alarm.summary().length())))
                .put("source", "breakglass")
                .put("severity", "critical")
                .put("timestamp", alarm.since().toString());
        ObjectNode details = payload.putObject("custom_details");
        alarm.details().forEach(details::put);
        send(event);
    }

    @Override
    public void resolve(String key) {
        send(event("resolve", key));
    }

    private ObjectNode event(String action, String key) {
        return MAPPER.createObjectNode()
                .put("routing_key", routingKey.now().expose())
                .put("event_action", action)
                .put("dedup_key", "breakglass-" + key);
    }

    private void send(ObjectNode event) {
        http.post(new Request.Builder().url(enqueue), event);
    }
}
