package dev.breakglass.boundary;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** A grant of a Boundary role, such as {@code ids=ttcp_1;actions=read,authorize-session}, taken apart. */
record GrantString(String raw, Set<String> ids, String type, Set<String> actions) {
    private static final Set<String> ON_TARGETS = Set.of("read", "no-op", "list", "authorize-session");
    private static final Set<String> ON_OWN_SESSIONS = Set.of("list", "no-op", "read:self", "cancel:self");

    static GrantString parse(String raw) {
        Map<String, String> parts = new HashMap<>();
        for (String part : raw.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parts.put(
                        part.substring(0, equals).strip(),
                        part.substring(equals + 1).strip());
            }
        }
        // Grants stored by old versions say id.
        String ids = parts.getOrDefault("ids", parts.getOrDefault("id", ""));
        return new GrantString(raw, list(ids), parts.getOrDefault("type", ""), list(parts.getOrDefault("actions", "")));
    }

    private static Set<String> list(String values) {
        return values.isBlank() ? Set.of() : Set.of(values.split("\\s*,\\s*", -1));
    }

    boolean opens(String target) {
        boolean covers = ids.contains(target) || (ids.contains("*") && (type.equals("target") || type.equals("*")));
        return covers && (actions.contains("authorize-session") || actions.contains("*"));
    }

    /** Whether it gives no more than a slot for these targets needs. */
    boolean isExpectedFor(Set<String> targets) {
        if (type.equals("session")) {
            return ON_OWN_SESSIONS.containsAll(actions);
        }
        boolean everyTarget = ids.isEmpty() || ids.contains("*");
        boolean onTargets = everyTarget ? type.equals("target") : targets.containsAll(ids);
        boolean opensOnlyThese = !actions.contains("authorize-session") || targets.containsAll(ids);
        return onTargets && opensOnlyThese && ON_TARGETS.containsAll(actions);
    }
}
