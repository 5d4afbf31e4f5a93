package dev.breakglass.store;

import static dev.breakglass.store.RequestJson.MAPPER;
import static dev.breakglass.store.RequestJson.list;
import static dev.breakglass.store.RequestJson.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.Actor;
import dev.breakglass.access.Approval;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.State;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The stored form of a state. */
final class StateJson {
    private StateJson() {}

    static ObjectNode write(State state) {
        return state.match(new Writer());
    }

    static State read(JsonNode json) {
        return switch (State.Name.valueOf(text(json, "name"))) {
            case PENDING -> pending(json);
            case APPROVED -> new State.Approved(at(json, "approved_at"), at(json, "until"), approvals(json));
            case ACTIVE ->
                new State.Active(
                        at(json, "approved_at"),
                        at(json, "opened_at"),
                        at(json, "until"),
                        json.path("warned").asBoolean(),
                        approvals(json));
            case CLOSING -> closing(json);
            case CLOSED -> new State.Closed(at(json, "at"), closing(json.path("ending")));
            case DENIED ->
                new State.Denied(
                        at(json, "at"), new PersonId(text(json, "by")), text(json, "by_name"), text(json, "reason"));
            case WITHDRAWN -> new State.Withdrawn(at(json, "at"));
            case LAPSED -> new State.Lapsed(at(json, "at"));
        };
    }

    private static State.Pending pending(JsonNode json) {
        JsonNode changed = json.path("new_terms");
        Optional<State.Pending.NewTerms> newTerms = changed.isObject()
                ? Optional.of(new State.Pending.NewTerms(
                        at(changed, "since"), changed.path("voided").asInt()))
                : Optional.empty();
        return new State.Pending(at(json, "lapses_at"), approvals(json), newTerms);
    }

    private static State.Closing closing(JsonNode json) {
        return new State.Closing(
                at(json, "since"),
                EndReason.valueOf(text(json, "why")),
                Optional.ofNullable(RequestJson.refusedOrNull(json)),
                actor(json.path("by")),
                at(json, "approved_at"),
                Optional.ofNullable(RequestJson.instantOrNull(json, "opened_at")),
                at(json, "until"),
                approvals(json),
                json.path("late").asBoolean());
    }

    private static Actor actor(JsonNode json) {
        return new Actor(Actor.Kind.valueOf(text(json, "kind")), text(json, "id"), text(json, "name"));
    }

    private static Instant at(JsonNode json, String name) {
        return Instant.parse(text(json, name));
    }

    private static List<Approval> approvals(JsonNode json) {
        return list(
                json.path("approvals"),
                one -> new Approval(
                        new PersonId(text(one, "by")),
                        text(one, "name"),
                        at(one, "at"),
                        Duration.parse(text(one, "at_most"))));
    }

    private static final class Writer implements State.Cases<ObjectNode> {
        @Override
        public ObjectNode pending(State.Pending state) {
            ObjectNode json = json(state).put("lapses_at", state.lapsesAt().toString());
            state.newTerms()
                    .ifPresent(changed -> json.putObject("new_terms")
                            .put("since", changed.since().toString())
                            .put("voided", changed.voided()));
            return with(state.approvals(), json);
        }

        @Override
        public ObjectNode approved(State.Approved state) {
            return with(
                    state.approvals(),
                    json(state)
                            .put("approved_at", state.approvedAt().toString())
                            .put("until", state.until().toString()));
        }

        @Override
        public ObjectNode active(State.Active state) {
            return with(
                    state.approvals(),
                    json(state)
                            .put("approved_at", state.approvedAt().toString())
                            .put("opened_at", state.openedAt().toString())
                            .put("until", state.until().toString())
                            .put("warned", state.warned()));
        }

        @Override
        public ObjectNode closing(State.Closing state) {
            ObjectNode json = json(state)
                    .put("since", state.since().toString())
                    .put("why", state.why().name())
                    .put("approved_at", state.approvedAt().toString())
                    .put("until", state.until().toString())
                    .put("late", state.late());
            RequestJson.put(json, state.refusal().orElse(null));
            state.openedAt().ifPresent(opened -> json.put("opened_at", opened.toString()));
            json.putObject("by")
                    .put("kind", state.by().kind().name())
                    .put("id", state.by().id())
                    .put("name", state.by().name());
            return with(state.approvals(), json);
        }

        @Override
        public ObjectNode closed(State.Closed state) {
            ObjectNode json = json(state).put("at", state.at().toString());
            json.set("ending", closing(state.ending()));
            return json;
        }

        @Override
        public ObjectNode denied(State.Denied state) {
            return json(state)
                    .put("at", state.at().toString())
                    .put("by", state.by().value())
                    .put("by_name", state.byName())
                    .put("reason", state.reason());
        }

        @Override
        public ObjectNode withdrawn(State.Withdrawn state) {
            return json(state).put("at", state.at().toString());
        }

        @Override
        public ObjectNode lapsed(State.Lapsed state) {
            return json(state).put("at", state.at().toString());
        }

        private static ObjectNode json(State state) {
            return MAPPER.createObjectNode().put("name", state.name().name());
        }

        private static ObjectNode with(List<Approval> approvals, ObjectNode json) {
            ArrayNode array = json.putArray("approvals");
            for (Approval approval : approvals) {
                array.addObject()
                        .put("by", approval.by().value())
                        .put("name", approval.name())
                        .put("at", approval.at().toString())
                        .put("at_most", approval.atMost().toString());
            }
            return json;
        }
    }
}
