package dev.breakglass.store;

import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.RequestId;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AuditJsonTest {
    @Test
    void the_form_of_an_event_is_fixed() {
        AuditEvent event = AuditEvent.of(
                AuditEvent.Type.DENIED,
                NOON,
                new RequestId(UUID.fromString("6a2f41a3-c54c-4ce8-9f3c-0a3f5f3f8a11")),
                new Actor(Actor.Kind.PERSON, "bob@example.com", "Bob \"B\" Brown"),
                Map.of("reason", "line one\nline two <!channel>"));
        String body = "{\"v\":1,\"seq\":7,\"at\":\"2026-03-02T12:00:00Z\",\"type\":\"DENIED\","
                + "\"request\":\"6a2f41a3-c54c-4ce8-9f3c-0a3f5f3f8a11\","
                + "\"actor\":{\"kind\":\"PERSON\",\"id\":\"bob@example.com\",\"name\":\"Bob \\\"B\\\" Brown\"},"
                + "\"facts\":{\"reason\":\"line one\\nline two <!channel>\"}}";
        assertThat(AuditJson.write(7, event)).isEqualTo(body);
        assertThat(AuditJson.read(body)).isEqualTo(event);
    }
}
