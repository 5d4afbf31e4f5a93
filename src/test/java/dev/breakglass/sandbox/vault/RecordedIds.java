package dev.breakglass.sandbox.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Which id of the fake stands for which recorded one. */
final class RecordedIds {
    private static final Set<String> FIELDS = Set.of(
            "client_token",
            "accessor",
            "token",
            "wrapped_accessor",
            "secret_id",
            "secret_id_accessor",
            "role_id",
            "lease_id",
            "entity_id",
            "mount_id",
            "username",
            "password",
            "id",
            "uuid",
            "key",
            "issuer_id",
            "serial_number");

    private final Map<String, String> actualOf = new HashMap<>();
    private String user = "";
    private String password = "";

    /** Calls whose answers bring ids that were not there before; every other id must be one that is known. */
    static boolean areMadeBy(JsonNode request) {
        String path = request.path("path").asText();
        return request.path("headers").has("X-Vault-Wrap-TTL")
                || path.matches(".*/(login|unwrap|role-id|secret-id)|.*/token/create/.*|.*/creds/.*|.*/namespaces/.*"
                        + "|.*/ssh/(config/ca|sign/.*)"
                        + "|.*type=irrevocable");
    }

    void learn(JsonNode recorded, JsonNode actual) {
        recorded.properties().forEach(field -> {
            JsonNode own = actual.path(field.getKey());
            if (field.getValue().isContainerNode()) {
                learn(field.getValue(), own);
            } else if (FIELDS.contains(field.getKey())
                    && !field.getValue().asText("").isEmpty()) {
                put(field.getKey(), field.getValue().asText(), own.asText());
            }
        });
        for (int i = 0; recorded.isArray() && i < recorded.size(); i++) {
            learn(recorded.get(i), actual.path(i));
        }
    }

    String mapped(String text) {
        String result = text;
        for (Map.Entry<String, String> id : actualOf.entrySet()) {
            result = result.replace(id.getKey(), id.getValue());
        }
        return result;
    }

    /** The database user that was made last. */
    String user() {
        return user;
    }

    String password() {
        return password;
    }

    private void put(String field, String recorded, String actual) {
        if (actual.isEmpty()) {
            return; // the comparison that follows will say so, together with everything else
        }
        if (field.equals("username")) {
            assertThat(withoutChance(actual)).isEqualTo(withoutChance(recorded));
            user = actual;
        }
        if (field.equals("password")) {
            password = actual;
        }
        actualOf.put(recorded, actual);
    }

    private static String withoutChance(String username) {
        return username.replaceFirst("-\\w{20}-\\d+$", "");
    }
}
