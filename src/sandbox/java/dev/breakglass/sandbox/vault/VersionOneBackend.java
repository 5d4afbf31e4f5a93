package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Static secrets (key-value engine, version 1): what is written is what is read. */
final class VersionOneBackend implements Backend {
    private final Map<String, ObjectNode> secrets = new TreeMap<>();

    @Override
    public boolean exists(String path) {
        return secrets.containsKey(path);
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.path().isEmpty()) {
            return Optional.empty();
        }
        return switch (ask.verb()) {
            case READ -> Optional.of(read(ask.path()));
            case WRITE -> {
                secrets.put(ask.path(), ask.body().json());
                yield Optional.of(Outcome.DONE);
            }
            case DELETE -> {
                secrets.remove(ask.path());
                yield Optional.of(Outcome.DONE);
            }
            case LIST -> Optional.empty();
        };
    }

    /** The duration is a hint when to read again; there is no lease behind it. */
    private Outcome read(String path) {
        ObjectNode secret = Optional.ofNullable(secrets.get(path)).orElseThrow(Refusal::nothingThere);
        return new Outcome.Envelope("", false, Ttl.SYSTEM_MAX, secret, null, List.of());
    }
}
