package dev.breakglass.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.RequestId;
import java.time.Instant;
import java.util.Optional;
import java.util.TreeMap;

/** The body of an audit event: the bytes that are stored, hashed and shipped. Keys are in one order, values are strings. */
final class AuditJson {
    private AuditJson() {}

    static String write(long seq, AuditEvent event) {
        ObjectNode json = RequestJson.MAPPER.createObjectNode();
        json.put("v", 1);
        json.put("seq", seq);
        json.put("at", event.at().toString());
        json.put("type", event.type().name());
        event.request().ifPresent(id -> json.put("request", id.toString()));
        json.putObject("actor")
                .put("kind", event.actor().kind().name())
                .put("id", event.actor().id())
                .put("name", event.actor().name());
        ObjectNode facts = json.putObject("facts");
        event.facts().forEach(facts::put);
        return json.toString();
    }

    static AuditEvent read(String body) {
        JsonNode json = RequestJson.parse(body);
        JsonNode actor = json.path("actor");
        TreeMap<String, String> facts = new TreeMap<>();
        json.path("facts")
                .properties()
                .forEach(fact -> facts.put(fact.getKey(), fact.getValue().asText()));
        return new AuditEvent(
                AuditEvent.Type.valueOf(RequestJson.text(json, "type")),
                Instant.parse(RequestJson.text(json, "at")),
                Optional.ofNullable(RequestJson.textOrNull(json, "request")).flatMap(RequestId::parse),
                new Actor(
                        Actor.Kind.valueOf(RequestJson.text(actor, "kind")),
                        RequestJson.text(actor, "id"),
                        RequestJson.text(actor, "name")),
                facts);
    }
}
