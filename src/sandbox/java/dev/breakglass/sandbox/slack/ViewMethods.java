package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The {@code views.*} methods. */
final class ViewMethods {
    private final SlackState state;

    ViewMethods(SlackState state) {
        this.state = state;
    }

    void addTo(WebApi api) {
        api.add("views.open", "", WebApi.TIER_4, args -> show(args, false));
        api.add("views.push", "", WebApi.TIER_4, args -> show(args, true));
        api.add("views.update", "", WebApi.TIER_4, this::update);
        api.add("views.publish", "", WebApi.TIER_4, this::publish);
    }

    private ObjectNode show(Args args, boolean onTop) {
        String trigger = args.need("trigger_id");
        JsonNode definition = definition(args, "modal");
        String user = state.triggers.check(trigger);
        Views.View view = onTop ? state.views.push(user, definition) : state.views.open(user, definition);
        state.triggers.exchange(trigger);
        return answer(view);
    }

    private ObjectNode update(Args args) {
        Optional<String> id = args.text("view_id");
        Optional<String> externalId = args.text("external_id");
        if (id.isEmpty() && externalId.isEmpty()) {
            throw SlackError.missing("view_id");
        }
        Views.View view = id.flatMap(state.views::byId)
                .or(() -> externalId.flatMap(state.views::byExternalId))
                .orElseThrow(() -> SlackError.of("not_found"));
        JsonNode definition = definition(args, view.definition.path("type").asText());
        state.views.replace(view, definition, args.text("hash"));
        return answer(view);
    }

    private ObjectNode publish(Args args) {
        String user = args.need("user_id");
        JsonNode definition = definition(args, "home");
        if (state.workspace.person(user).isEmpty()) {
            throw SlackError.of("user_not_found");
        }
        return answer(state.views.publish(user, definition, args.text("hash")));
    }

    private static JsonNode definition(Args args, String type) {
        JsonNode definition = args.json("view", "invalid_arguments").orElseThrow(() -> SlackError.missing("view"));
        Views.check(definition, type);
        return definition;
    }

    private ObjectNode answer(Views.View view) {
        state.changed();
        ObjectNode answer = Json.ok();
        answer.set("view", view.json());
        return answer;
    }
}
