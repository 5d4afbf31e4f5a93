package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** The calls under {@code sys/}. */
final class SystemBackend implements Backend {
    private final Seal seal;
    private final PolicyBackend policies;
    private final Consumer<String> openNamespace;
    private final Map<String, Backend> parts = new LinkedHashMap<>();

    SystemBackend(
            Seal seal,
            Mounts mounts,
            PolicyBackend policies,
            LeaseBackend leases,
            Wrappings wrappings,
            Consumer<String> openNamespace) {
        this.seal = seal;
        this.openNamespace = openNamespace;
        this.policies = policies;
        parts.put("auth", ask -> mounts.answer(ask, "auth/"));
        parts.put("mounts", ask -> mounts.answer(ask, ""));
        parts.put("policies/acl", policies);
        parts.put("policy", policies);
        parts.put("leases", leases);
        parts.put("wrapping", wrappings);
        parts.put("namespaces", this::namespace);
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        for (Map.Entry<String, Backend> part : parts.entrySet()) {
            String prefix = part.getKey() + "/";
            if (ask.path().equals(part.getKey())) {
                return part.getValue().answer(ask.at(part.getKey()));
            }
            if (ask.path().startsWith(prefix)) {
                return part.getValue().answer(ask.at(prefix));
            }
        }
        if (ask.is(Ask.Verb.WRITE, "capabilities-self")) {
            return Optional.of(
                    policies.capabilities(ask.knownCaller(), ask.body().texts("paths")));
        }
        if (ask.is(Ask.Verb.WRITE, "seal")) {
            seal.close();
            return Optional.of(Outcome.DONE);
        }
        return Optional.empty();
    }

    private Optional<Outcome> namespace(Ask ask) {
        if (ask.verb() != Ask.Verb.WRITE) {
            return Optional.empty();
        }
        openNamespace.accept(ask.path());
        ObjectNode data = Fields.object();
        data.putObject("custom_metadata");
        data.put("id", Ids.random(6));
        data.put("locked", false);
        data.put("path", ask.path() + "/");
        data.put("tainted", false);
        data.put("uuid", UUID.randomUUID().toString());
        return Optional.of(Outcome.data(data));
    }
}
