package dev.breakglass.pager;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.flow.Pager;
import okhttp3.HttpUrl;
import okhttp3.Request;

/**
 * Opsgenie's Alert API: {@code POST /v2/alerts} and {@code POST /v2/alerts/{alias}/close}, both answered 202.
 *
 * @see <a href="https://docs.opsgenie.com/docs/alert-api">Alert API</a>
 */
public final class Opsgenie implements Pager {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int MESSAGE = 130;

    private final PagerHttp http = new PagerHttp();
    private final HttpUrl alerts;
    private final OwnSecret key;

    public Opsgenie(Settings.Service settings) {
        this.alerts = HttpUrl.get(settings.url())
                .newBuilder()
                .addPathSegments("v2/alerts")
                .build();
        this.key = settings.key();
    }

    @Override
    public String name() {
        return "opsgenie";
    }

    @Override
    public void raise(Alarm alarm) {
        ObjectNode alert = MAPPER.createObjectNode()
                .put(
                        "message",
                        alarm.summary()
                                .substring(0, Math.min(MESSAGE, alarm.summary().length())))
                .put("alias", alias(alarm.key()))
                .put("source", "breakglass")
                .put("priority", "P1");
        ObjectNode details = alert.putObject("details");
        details.put("since", alarm.since().toString());
        alarm.details().forEach(details::put);
        http.post(to(alerts), alert);
    }

    @Override
    public void resolve(String resolved) {
        HttpUrl close = alerts.newBuilder()
                .addPathSegment(alias(resolved))
                .addPathSegment("close")
                .addQueryParameter("identifierType", "alias")
                .build();
        http.post(to(close), MAPPER.createObjectNode().put("source", "breakglass"));
    }

    private Request.Builder to(HttpUrl url) {
        return new Request.Builder()
                .url(url)
                .header("Authorization", "GenieKey " + key.now().expose());
    }

    private static String alias(String key) {
        return "breakglass-" + key;
    }
}
