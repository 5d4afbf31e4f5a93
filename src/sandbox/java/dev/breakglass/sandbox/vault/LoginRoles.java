package dev.breakglass.sandbox.vault;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The roles of a login, under {@code role/}. */
final class LoginRoles {
    private static final String PREFIX = "role/";

    private final Map<String, Fields> byName = new TreeMap<>();

    Optional<Fields> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    boolean exists(String path) {
        return !path.startsWith(PREFIX) || byName.containsKey(path.substring(PREFIX.length()));
    }

    Optional<Outcome> answer(Ask ask) {
        if (ask.is(Ask.Verb.LIST, "role")) {
            return Optional.of(Outcome.keys(List.copyOf(byName.keySet())));
        }
        return ask.after(PREFIX).map(name -> switch (ask.verb()) {
            case WRITE -> {
                byName.merge(name, ask.body(), Fields::changedBy);
                yield Outcome.DONE;
            }
            case DELETE -> {
                byName.remove(name);
                yield Outcome.DONE;
            }
            case READ ->
                Outcome.data(find(name).orElseThrow(Refusal::nothingThere).json());
            case LIST -> throw Refusal.wrongMethod();
        });
    }
}
