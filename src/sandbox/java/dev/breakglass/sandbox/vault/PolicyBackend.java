package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/** The calls under {@code sys/policies/acl}, and what a token may ask about itself. */
final class PolicyBackend implements Backend {
    private final Policies policies;

    PolicyBackend(Policies policies) {
        this.policies = policies;
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.path().isEmpty()) {
            return ask.verb() == Ask.Verb.LIST ? Optional.of(Outcome.keys(policies.names())) : Optional.empty();
        }
        String name = ask.path();
        switch (ask.verb()) {
            case READ -> {
                return Optional.of(shown(name));
            }
            case WRITE -> policies.put(name, ask.body().text("policy"));
            case DELETE -> policies.remove(name);
            case LIST -> {
                return Optional.empty();
            }
        }
        return Optional.of(Outcome.DONE);
    }

    Outcome capabilities(Token token, List<String> paths) {
        ObjectNode data = Fields.object();
        for (String path : paths) {
            data.set(path, Fields.array(policies.capabilities(token, path)));
        }
        if (paths.size() == 1) {
            data.set("capabilities", data.get(paths.get(0)));
        }
        // These stand twice in the answer: in data, and beside it.
        ObjectNode json = Outcome.data(data).json();
        json.setAll(data);
        return new Outcome.Bare(200, json);
    }

    private Outcome shown(String name) {
        ObjectNode data = Fields.object();
        data.put("name", name);
        data.put("policy", policies.hcl(name).orElseThrow(Refusal::nothingThere));
        return Outcome.data(data);
    }
}
