package dev.breakglass.flow;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.RequestId;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** Audit events as whoever gets the record reads them. */
final class Recorded {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Recorded() {}

    static AuditEvent event(String body) {
        try {
            JsonNode json = MAPPER.readTree(body);
            TreeMap<String, String> facts = new TreeMap<>();
            json.path("facts")
                    .properties()
                    .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
            return new AuditEvent(
                    AuditEvent.Type.valueOf(json.path("type").asText()),
                    Instant.parse(json.path("at").asText()),
                    Optional.of(json.path("request").asText(""))
                            .filter(id -> !id.isEmpty())
                            .flatMap(RequestId::parse),
                    new Actor(
                            Actor.Kind.valueOf(json.path("actor").path("kind").asText()),
                            json.path("actor").path("id").asText(),
                            json.path("actor").path("name").asText()),
                    facts);
        } catch (JsonProcessingException e) {
            throw new AssertionError(body, e);
        }
    }
}
