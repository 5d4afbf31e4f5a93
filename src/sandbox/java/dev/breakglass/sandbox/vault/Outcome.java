package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a call that was not refused leads to. */
sealed interface Outcome {
    Outcome DONE = new Bare(204, null);
    Outcome ACCEPTED = new Bare(202, null);

    /** An answer outside the usual envelope. */
    record Bare(int status, @Nullable JsonNode body) implements Outcome {}

    /** The usual answer, which can be wrapped. */
    record Envelope(
            String leaseId,
            boolean renewable,
            Duration leaseDuration,
            @Nullable ObjectNode data,
            @Nullable ObjectNode auth,
            List<String> warnings)
            implements Outcome {

        ObjectNode json() {
            ObjectNode json = Fields.object();
            json.put("request_id", UUID.randomUUID().toString());
            json.put("lease_id", leaseId);
            json.put("renewable", renewable);
            json.put("lease_duration", leaseDuration.toSeconds());
            json.set("data", data);
            json.putNull("wrap_info");
            json.set("warnings", warnings.isEmpty() ? null : Fields.array(warnings));
            json.set("auth", auth);
            return json;
        }

        /** The accessor that Vault names beside a wrapped token or secret id, or an empty text. */
        String wrappedAccessor() {
            if (auth != null) {
                return auth.path("accessor").asText();
            }
            return data == null ? "" : data.path("secret_id_accessor").asText();
        }
    }

    static Envelope data(ObjectNode data) {
        return new Envelope("", false, Duration.ZERO, data, null, List.of());
    }

    static Envelope keys(List<String> keys) {
        if (keys.isEmpty()) {
            throw Refusal.nothingThere();
        }
        ObjectNode data = Fields.object();
        data.set("keys", Fields.array(keys));
        return data(data);
    }

    static Envelope auth(ObjectNode auth, List<String> warnings) {
        return new Envelope("", false, Duration.ZERO, null, auth, warnings);
    }

    static Envelope warning(String text) {
        return new Envelope("", false, Duration.ZERO, null, null, List.of(text));
    }
}
