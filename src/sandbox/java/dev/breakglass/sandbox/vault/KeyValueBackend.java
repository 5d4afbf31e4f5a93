package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Static secrets (key-value engine, version 2); of each only the newest version is kept. */
final class KeyValueBackend implements Backend {
    private final Map<String, ObjectNode> secrets = new TreeMap<>();
    private final Present present;

    KeyValueBackend(Present present) {
        this.present = present;
    }

    @Override
    public boolean exists(String path) {
        return secrets.containsKey(path.replaceFirst("^data/", ""));
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        return ask.after("data/").map(path -> switch (ask.verb()) {
            case READ -> Outcome.data(Optional.ofNullable(secrets.get(path)).orElseThrow(Refusal::nothingThere));
            case WRITE -> Outcome.data(write(path, ask.body().json().path("data")));
            case DELETE, LIST -> throw Refusal.wrongMethod();
        });
    }

    private ObjectNode write(String path, JsonNode data) {
        ObjectNode old = secrets.get(path);
        ObjectNode metadata = Fields.object();
        metadata.put("created_time", present.now().toString());
        metadata.putNull("custom_metadata");
        metadata.put("deletion_time", "");
        metadata.put("destroyed", false);
        metadata.put(
                "version",
                old == null ? 1 : old.path("metadata").path("version").asInt() + 1);
        ObjectNode secret = Fields.object();
        secret.set("data", data);
        secret.set("metadata", metadata);
        secrets.put(path, secret);
        return metadata;
    }
}
