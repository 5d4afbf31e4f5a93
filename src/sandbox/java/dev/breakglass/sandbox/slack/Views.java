package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The modals each person has open, one on top of another, and everybody's Home tab. */
final class Views {
    static final int MAX_STACK = 3;
    private static final int MAX_BYTES = 250_000;

    /** A view on somebody's screen. */
    static final class View {
        final String id;
        final String user;
        /** The person's own team, which is not ours for somebody in a shared channel. */
        final String team;

        final String root;
        final @Nullable String previous;
        final Map<String, String> errors = new TreeMap<>();
        final Map<String, List<JsonNode>> suggested = new HashMap<>();
        JsonNode definition;
        ObjectNode values;
        String hash;

        View(String id, Person person, @Nullable View below, JsonNode definition, String hash) {
            this.id = id;
            this.user = person.id();
            this.team = person.teamId();
            this.root = below == null ? id : below.root;
            this.previous = below == null ? null : below.id;
            this.definition = definition;
            this.values = Form.initial(definition.path("blocks"), Json.object());
            this.hash = hash;
        }

        JsonNode blocks() {
            return definition.path("blocks");
        }

        OpenView shown() {
            return new OpenView(id, json(), Map.copyOf(errors));
        }

        /** The options a person could choose from; those of an external select are what the app last suggested. */
        List<JsonNode> options(Blocks.Element element) {
            return element.type().equals("external_select")
                    ? suggested.getOrDefault(element.actionId(), List.of())
                    : Blocks.options(element.node());
        }

        /** The view object as the app gets it. */
        ObjectNode json() {
            ObjectNode json = Json.object()
                    .put("id", id)
                    .put("team_id", team)
                    .put("type", definition.path("type").asText());
            json.set("blocks", blocks());
            json.put("private_metadata", definition.path("private_metadata").asText(""))
                    .put("callback_id", definition.path("callback_id").asText(""));
            json.putObject("state").set("values", values.deepCopy());
            json.put("hash", hash);
            for (String label : List.of("title", "submit", "close")) {
                json.set(label, definition.has(label) ? definition.path(label) : null);
            }
            return json.put("clear_on_close", definition.path("clear_on_close").asBoolean(false))
                    .put("notify_on_close", definition.path("notify_on_close").asBoolean(false))
                    .put("previous_view_id", previous)
                    .put("root_view_id", root)
                    .put("app_id", Workspace.APP)
                    .put("external_id", definition.path("external_id").asText(""))
                    .put("app_installed_team_id", Workspace.TEAM)
                    .put("bot_id", Workspace.BOT_ID);
        }
    }

    private final SlackState state;
    private final Map<String, List<View>> stacks = new HashMap<>();
    private final Map<String, View> homes = new HashMap<>();
    private final Map<String, View> everShown = new HashMap<>();

    Views(SlackState state) {
        this.state = state;
    }

    /** Ends the call unless this is a view Slack would show. */
    static void check(JsonNode view, String type) {
        List<String> faults = new ArrayList<>(BlockKitRules.checkView(view));
        if (!view.path("type").asText().equals(type)) {
            faults.add("[ERROR] must be of type " + type + " [json-pointer:/view/type]");
        }
        if (!faults.isEmpty()) {
            throw SlackError.explained("invalid_arguments", faults);
        }
        if (view.toString().getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw SlackError.of("view_too_large");
        }
    }

    View open(String user, JsonNode definition) {
        checkExternalId(definition, null);
        View view = show(user, null, definition);
        stacks.put(user, new ArrayList<>(List.of(view)));
        return view;
    }

    View push(String user, JsonNode definition) {
        List<View> stack = stacks.getOrDefault(user, List.of());
        if (stack.isEmpty()) {
            throw SlackError.of("not_found");
        }
        if (stack.size() >= MAX_STACK) {
            throw SlackError.of("push_limit_reached");
        }
        checkExternalId(definition, null);
        View view = show(user, stack.get(stack.size() - 1), definition);
        stack.add(view);
        return view;
    }

    View publish(String user, JsonNode definition, Optional<String> hash) {
        View old = homes.get(user);
        if (old != null) {
            replace(old, definition, hash);
            return old;
        }
        View view = show(user, null, definition);
        homes.put(user, view);
        return view;
    }

    void replace(View view, JsonNode definition, Optional<String> expectedHash) {
        if (expectedHash.filter(hash -> !hash.equals(view.hash)).isPresent()) {
            throw SlackError.of("hash_conflict");
        }
        checkExternalId(definition, view);
        view.definition = stored(definition);
        view.values = Form.initial(view.blocks(), view.values);
        view.hash = state.nextHash();
        view.errors.clear();
    }

    /** Takes the top view away, which shows the one below. */
    void close(View view) {
        stacks.getOrDefault(view.user, new ArrayList<>()).remove(view);
    }

    void clear(String user) {
        stacks.remove(user);
    }

    Optional<View> top(String user) {
        List<View> stack = stacks.getOrDefault(user, List.of());
        return stack.isEmpty() ? Optional.empty() : Optional.of(stack.get(stack.size() - 1));
    }

    Optional<View> home(String user) {
        return Optional.ofNullable(homes.get(user));
    }

    Optional<View> byId(String id) {
        return all().stream().filter(view -> view.id.equals(id)).findFirst();
    }

    /** Also one that was closed meanwhile. */
    Optional<View> everShown(String id) {
        return Optional.ofNullable(everShown.get(id));
    }

    Optional<View> byExternalId(String id) {
        return all().stream()
                .filter(view -> view.definition.path("external_id").asText().equals(id))
                .findFirst();
    }

    private List<View> all() {
        List<View> all = new ArrayList<>(homes.values());
        stacks.values().forEach(all::addAll);
        return all;
    }

    private View show(String user, @Nullable View below, JsonNode definition) {
        Person person = state.workspace.person(user).orElseThrow(() -> SlackError.of("user_not_found"));
        View view = new View(state.nextId("V0"), person, below, stored(definition), state.nextHash());
        everShown.put(view.id, view);
        return view;
    }

    private JsonNode stored(JsonNode definition) {
        ObjectNode copy = definition.deepCopy();
        copy.set("blocks", Blocks.withIds(definition.path("blocks"), () -> state.nextId("b")));
        return copy;
    }

    private void checkExternalId(JsonNode definition, @Nullable View itself) {
        String id = definition.path("external_id").asText();
        if (!id.isEmpty() && byExternalId(id).filter(view -> view != itself).isPresent()) {
            throw SlackError.of("duplicate_external_id");
        }
    }
}
