package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What is mounted where, and how an administrator mounts more. */
final class Mounts {
    /** A backend at a path that ends in a slash. */
    record Mount(String path, String type, String accessor, Backend backend) {}

    private static final String TUNE = "/tune";

    private final Map<String, Mount> byPath = new TreeMap<>();
    private final Map<String, Supplier<Backend>> kinds;

    /** The kinds that can be mounted: engines under their type, logins under {@code auth/} and their type. */
    Mounts(Map<String, Supplier<Backend>> kinds) {
        this.kinds = kinds;
    }

    void put(String path, String type, Backend backend) {
        byPath.put(path, new Mount(path, type, Ids.mount(type), backend));
    }

    Optional<Mount> of(String path) {
        return byPath.values().stream()
                .filter(mount -> path.startsWith(mount.path()))
                .max((one, other) ->
                        Integer.compare(one.path().length(), other.path().length()));
    }

    /** The administrator's calls: {@code prefix} is {@code auth/} for logins and empty for engines. */
    Optional<Outcome> answer(Ask ask, String prefix) {
        if (ask.path().isEmpty()) {
            return ask.verb() == Ask.Verb.READ ? Optional.of(list(prefix)) : Optional.empty();
        }
        if (ask.path().endsWith(TUNE) && ask.verb() == Ask.Verb.WRITE) {
            return Optional.ofNullable(byPath.get(
                            prefix + ask.path().substring(0, ask.path().length() - TUNE.length()) + "/"))
                    .map(mount -> {
                        mount.backend().tune(ask.body());
                        return Outcome.DONE;
                    });
        }
        String path = prefix + ask.path().replaceFirst("/$", "") + "/";
        return switch (ask.verb()) {
            case WRITE -> Optional.of(mount(path, prefix, type(ask.body())));
            case DELETE -> {
                byPath.remove(path);
                yield Optional.of(Outcome.DONE);
            }
            case READ, LIST -> Optional.empty();
        };
    }

    private static String type(Fields body) {
        boolean versioned = body.text("type").equals("kv")
                && body.json().path("options").path("version").asText().equals("2");
        return versioned ? "kv-v2" : body.text("type");
    }

    private Outcome mount(String path, String prefix, String type) {
        Supplier<Backend> kind = kinds.get(prefix + type);
        if (kind == null) {
            throw Refusal.of(400, "plugin not found in the catalog: " + type);
        }
        if (byPath.containsKey(path)) {
            throw Refusal.of(400, "path is already in use at " + path.substring(prefix.length()));
        }
        put(path, type, kind.get());
        return Outcome.DONE;
    }

    private Outcome list(String prefix) {
        ObjectNode data = Fields.object();
        for (Mount mount : byPath.values()) {
            if (mount.path().startsWith("auth/") == prefix.equals("auth/")) {
                ObjectNode shown = data.putObject(mount.path().substring(prefix.length()));
                shown.put("accessor", mount.accessor());
                shown.put("description", "");
                shown.put("type", mount.type());
            }
        }
        return Outcome.data(data);
    }
}
