package dev.breakglass.sandbox.vault;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.sandbox.SettableClock;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Puts the recorded calls of real servers to the fake and compares the answers. */
class VaultReplayTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");

    /** Exchanges that are not put to the fake, and why. */
    private static final Map<String, String> LEFT_OUT = Map.ofEntries(
            entry("quota/0", "the quota is a switch of the fake"),
            entry("quota/5", "the quota is a switch of the fake"));

    /** What a real server makes of its own time, version or name; only its presence is compared. */
    private static final Set<String> THEIR_OWN = Set.of(
            "request_id",
            "creation_time",
            "created_time",
            "issue_time",
            "expire_time",
            "last_renewal",
            "last_renewal_time",
            "server_time_utc",
            "version",
            "cluster_name",
            "cluster_id",
            "public_key",
            "signed_key");

    /** How much time passes before an exchange, as its note says unless a reason stands here. */
    private static final Map<String, Duration> WAITS = Map.ofEntries(
            entry("child-token/7", Duration.ofSeconds(2)),
            entry("database/11", Duration.ofSeconds(1)),
            entry("wrapping/6", Duration.ofSeconds(1)),
            entry("revoke-accessor/1", Duration.ofMillis(110)),
            entry("revoke-fails/7", Duration.ofSeconds(1)),
            entry("revoke-fails/9", Duration.ofMillis(29_200)),
            entry("revoke-fails/16", Duration.ofSeconds(1)),
            // Recorded: 10 s. A real server draws its pause from 10 to 30 s; the fake always takes 20.
            entry("revoke-fails/17", Duration.ofSeconds(20)),
            // Recorded: 0.05 s. The fake always takes 0.1.
            entry("dead-man/5", Duration.ofMillis(100)),
            entry("orphan/5", Duration.ofMillis(6_100)),
            entry("extension/8", Duration.ofSeconds(9)),
            entry("extension/11", Duration.ofMillis(6_100)),
            // Polls in between were left out of the recording; here is the sum of the pauses of six tries.
            entry("irrevocable/3", Duration.ofSeconds(621)));

    /** Stand-ins of tokens that were made in between and must not replace the first child's. */
    private static final Set<String> ASIDE = Set.of("child-token/3", "child-token/6", "child-token/7");

    private final SettableClock clock = SettableClock.stoppedAt(NOON);
    private final FakeVault vault = new FakeVault(clock, 0);
    private final Caller caller = new Caller(vault);
    private final RecordedIds ids = new RecordedIds();
    private final RecordedIds idsAside = new RecordedIds();
    private final SoftAssertions softly = new SoftAssertions();
    private final Set<String> leftOut = new TreeSet<>();

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void answers_every_recorded_call_as_the_real_server_did() throws IOException {
        for (JsonNode scenario : scenarios("vault.json")) {
            replay(scenario);
        }
        softly.assertAll();
        assertThat(leftOut).isEqualTo(LEFT_OUT.keySet());
    }

    @Test
    void answers_the_calls_about_orphans_and_extensions_as_the_real_server_did() throws IOException {
        replay(scenarios("vault.json").get(0));
        for (JsonNode scenario : scenarios("vault-more.json")) {
            replay(scenario);
        }
        softly.assertAll();
    }

    private static JsonNode scenarios(String file) throws IOException {
        try (InputStream in = VaultReplayTest.class.getResourceAsStream("/recordings/" + file)) {
            return MAPPER.readTree(in).path("scenarios");
        }
    }

    private void replay(JsonNode scenario) {
        JsonNode exchanges = scenario.path("exchanges");
        for (int i = 0; i < exchanges.size(); i++) {
            String name = scenario.path("scenario").asText() + "/" + i;
            JsonNode exchange = exchanges.get(i);
            String what = name + " " + exchange.path("note").asText();
            happensBefore(name);
            clock.advance(WAITS.getOrDefault(name, Duration.ZERO));
            if (LEFT_OUT.containsKey(name)) {
                leftOut.add(name);
            } else if (exchange.has("observed")) {
                observe(name);
            } else {
                exchange(name, what, exchange);
            }
        }
    }

    /** What was done to the real server beside the recorded calls. */
    private void happensBefore(String name) {
        switch (name) {
            case "revoke-fails/13" -> vault.database().away(true);
            case "revoke-fails/17" -> vault.database().away(false);
            case "quota/3" -> vault.quota(true);
            case "quota/5" -> vault.quota(false);
            case "irrevocable/6" -> vault.database().dropOwned(ids.user());
            default -> {}
        }
    }

    /** What was seen beside the API; an observation that is not known here fails the test. */
    private void observe(String name) {
        FakeDatabase database = vault.database();
        switch (name) {
            case "database/1" ->
                softly.assertThat(database.connect(ids.user(), ids.password()))
                        .as(name)
                        .isTrue();
            case "revoke-fails/5" ->
                softly.assertThat(database.login(ids.user(), ids.password()))
                        .as(name)
                        .isTrue();
            case "database/5", "dead-man/6", "orphan/6" ->
                softly.assertThat(database.login(ids.user(), ids.password()))
                        .as(name)
                        .isFalse();
            case "database/6" ->
                softly.assertThat(database.openConnections(ids.user())).as(name).isOne();
            case "revoke-fails/2" -> database.makesTable(ids.user());
            case "revoke-fails/8" -> database.dropOwned(ids.user());
            case "extension/4" -> softly.assertThat(secondsValid()).as(name).isEqualTo(3605);
            // Recorded: 19, because some milliseconds had passed.
            case "extension/7" -> softly.assertThat(secondsValid()).as(name).isEqualTo(20);
            default -> softly.fail("unknown observation " + name);
        }
    }

    private long secondsValid() {
        Instant end = vault.database().validUntil(ids.user()).orElse(clock.instant());
        return Duration.between(clock.instant(), end).toSeconds();
    }

    private void exchange(String name, String what, JsonNode exchange) {
        boolean aside = ASIDE.contains(name);
        JsonNode request = exchange.path("request");
        JsonNode response = exchange.path("response");
        HttpResponse<String> answer = caller.call(
                request.path("method").asText(),
                mapped(request.path("path").asText(), aside),
                headers(request.path("headers"), aside),
                body(request.path("body"), aside));
        softly.assertThat(answer.statusCode())
                .as(what)
                .isEqualTo(response.path("status").asInt());
        for (String header : List.of("Cache-Control", "X-Vault-Namespace")) {
            softly.assertThat(answer.headers().firstValue(header).orElse(""))
                    .as(what + ": " + header)
                    .isEqualTo(response.path("headers").path(header).asText(""));
        }
        JsonNode recorded = response.path("body");
        if (!recorded.isObject()) {
            softly.assertThat(answer.body()).as(what).isEmpty();
            return;
        }
        JsonNode actual = Fields.parse(answer.body()).json();
        if (RecordedIds.areMadeBy(request)) {
            (aside ? idsAside : ids).learn(recorded, actual);
        }
        compare(what, Fields.parse(mapped(recorded.toString(), aside)).json(), actual);
    }

    private String mapped(String text, boolean aside) {
        return ids.mapped(aside ? idsAside.mapped(text) : text);
    }

    private Map<String, String> headers(JsonNode headers, boolean aside) {
        Map<String, String> mapped = new TreeMap<>();
        headers.properties()
                .forEach(header ->
                        mapped.put(header.getKey(), mapped(header.getValue().asText(), aside)));
        return mapped;
    }

    private String body(JsonNode body, boolean aside) {
        if (body.isNull() || body.isMissingNode()) {
            return "";
        }
        return mapped(body.isTextual() ? body.asText() : body.toString(), aside);
    }

    private void compare(String what, JsonNode expected, JsonNode actual) {
        if (expected.isObject()) {
            softly.assertThat(names(actual)).as(what).isEqualTo(names(expected));
            expected.properties().forEach(field -> {
                if (!THEIR_OWN.contains(field.getKey())) {
                    compare(what + "." + field.getKey(), field.getValue(), actual.path(field.getKey()));
                }
            });
        } else if (expected.isArray()) {
            softly.assertThat(actual.size()).as(what).isEqualTo(expected.size());
            for (int i = 0; i < expected.size(); i++) {
                compare(what + "[" + i + "]", expected.get(i), actual.path(i));
            }
        } else if (what.endsWith(".ttl")) {
            // The recorded calls took some milliseconds, which may cost a second in a rounded figure.
            softly.assertThat(actual.asLong() - expected.asLong()).as(what).isBetween(-1L, 1L);
        } else {
            softly.assertThat(actual).as(what).isEqualTo(expected);
        }
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new TreeSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
