package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The token roles: what may be created through each, and for how long. */
final class TokenRoles implements Backend {
    private final Map<String, Fields> byName = new TreeMap<>();

    @Override
    public boolean exists(String name) {
        return byName.containsKey(name);
    }

    Optional<Fields> role(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The bound on renewals, as the role says it by now. */
    Duration longest(String name) {
        return role(name)
                .orElseThrow(
                        () -> Refusal.of(400, "original token role \"" + name + "\" could not be found, not renewing"))
                .ttl("token_explicit_max_ttl");
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.is(Ask.Verb.LIST, "roles")) {
            return Optional.of(Outcome.keys(List.copyOf(byName.keySet())));
        }
        return ask.after("roles/").map(name -> one(ask, name));
    }

    private Outcome one(Ask ask, String name) {
        switch (ask.verb()) {
            case WRITE -> byName.merge(name, ask.body(), Fields::changedBy);
            case DELETE -> byName.remove(name);
            default -> {
                return Outcome.data(shown(name, role(name).orElseThrow(Refusal::nothingThere)));
            }
        }
        return Outcome.DONE;
    }

    private static ObjectNode shown(String name, Fields role) {
        ObjectNode data = Fields.object();
        data.set("allowed_policies", Fields.array(role.texts("allowed_policies")));
        data.set("allowed_policies_glob", Fields.array(List.of()));
        data.set("disallowed_policies", Fields.array(role.texts("disallowed_policies")));
        data.put("name", name);
        data.put("orphan", role.flag("orphan", false));
        data.put("renewable", role.flag("renewable", true));
        data.put("token_explicit_max_ttl", role.ttl("token_explicit_max_ttl").toSeconds());
        data.put("token_no_default_policy", role.flag("token_no_default_policy", false));
        data.put("token_num_uses", role.number("token_num_uses"));
        data.put("token_period", role.ttl("token_period").toSeconds());
        data.put("token_type", role.has("token_type") ? role.text("token_type") : "default-service");
        return data;
    }
}
