package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds what Slack sends to the app, in Slack's shapes. */
final class Payloads {
    private static final String LEGACY_TOKEN = "legacy-verification-token";

    private final SlackState state;
    private final URI server;

    Payloads(SlackState state, URI server) {
        this.state = state;
        this.server = server;
    }

    String slash(Person person, Channel channel, String command, String text) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("token", LEGACY_TOKEN);
        fields.put("team_id", person.teamId());
        fields.put("team_domain", domain(person));
        fields.put("channel_id", channel.id);
        fields.put("channel_name", channel.payloadName());
        fields.put("user_id", person.id());
        fields.put("user_name", person.name());
        fields.put("command", command);
        fields.put("text", text);
        fields.put("api_app_id", Workspace.APP);
        fields.put("is_enterprise_install", "false");
        fields.put("response_url", responseUrl("commands", channel, person.id(), null));
        fields.put("trigger_id", state.triggers.issue(person.id()));
        return form(fields);
    }

    /** An action on a message; one that is not there any more is simply not described. */
    ObjectNode messageAction(
            Person person,
            Channel channel,
            String ts,
            @Nullable Message message,
            boolean isEphemeral,
            JsonNode action) {
        ObjectNode payload = interaction("block_actions", person);
        ObjectNode container = payload.putObject("container")
                .put("type", "message")
                .put("message_ts", ts)
                .put("channel_id", channel.id)
                .put("is_ephemeral", isEphemeral);
        payload.put("trigger_id", state.triggers.issue(person.id()));
        payload.set("channel", channel(channel));
        JsonNode blocks = Json.array();
        if (message != null) {
            if (message.threadTs() != null) {
                container.put("thread_ts", message.threadTs());
            }
            payload.set("message", state.json(message));
            blocks = message.blocks();
        }
        payload.putObject("state").set("values", Form.initial(blocks, Json.object()));
        payload.put("response_url", responseUrl("actions", channel, person.id(), ts));
        payload.putArray("actions").add(action);
        return payload;
    }

    ObjectNode viewAction(Person person, Views.View view, JsonNode action) {
        ObjectNode payload = interaction("block_actions", person);
        payload.putObject("container").put("type", "view").put("view_id", view.id);
        payload.put("trigger_id", state.triggers.issue(person.id()));
        payload.set("view", view.json());
        payload.putArray("actions").add(action);
        return payload;
    }

    ObjectNode viewSubmission(Person person, Views.View view, JsonNode values) {
        ObjectNode payload = interaction("view_submission", person);
        payload.put("trigger_id", state.triggers.issue(person.id()));
        ObjectNode json = view.json();
        json.putObject("state").set("values", values);
        payload.set("view", json);
        payload.putArray("response_urls");
        return payload;
    }

    ObjectNode viewClosed(Person person, Views.View view, boolean isCleared) {
        ObjectNode payload = interaction("view_closed", person);
        payload.set("view", view.json());
        return payload.put("is_cleared", isCleared);
    }

    ObjectNode suggestion(Person person, Views.View view, Blocks.Element element, String typed) {
        ObjectNode payload = interaction("block_suggestion", person);
        payload.putObject("container").put("type", "view").put("view_id", view.id);
        payload.put("action_id", element.actionId())
                .put("block_id", element.blockId())
                .put("value", typed);
        payload.set("view", view.json());
        return payload;
    }

    ObjectNode globalShortcut(Person person, String callbackId) {
        return interaction("shortcut", person)
                .put("callback_id", callbackId)
                .put("trigger_id", state.triggers.issue(person.id()))
                .put("action_ts", actionTs());
    }

    ObjectNode messageShortcut(Person person, Channel channel, Message message, String callbackId) {
        ObjectNode payload = interaction("message_action", person)
                .put("callback_id", callbackId)
                .put("trigger_id", state.triggers.issue(person.id()))
                .put("action_ts", actionTs())
                .put("message_ts", message.ts())
                .put("response_url", responseUrl("app", channel, person.id(), null));
        payload.set("channel", channel(channel));
        payload.set("message", state.json(message));
        return payload;
    }

    /** The envelope of the Events API around one event. */
    ObjectNode event(JsonNode event) {
        ObjectNode envelope = Json.object()
                .put("token", LEGACY_TOKEN)
                .put("team_id", Workspace.TEAM)
                .put("api_app_id", Workspace.APP)
                .put("type", "event_callback")
                .put("event_id", state.nextId("Ev0"))
                .put("event_time", state.now().getEpochSecond())
                .put("is_ext_shared_channel", false);
        envelope.putArray("authorizations")
                .addObject()
                .putNull("enterprise_id")
                .put("team_id", Workspace.TEAM)
                .put("user_id", Workspace.BOT_USER)
                .put("is_bot", true)
                .put("is_enterprise_install", false);
        envelope.set("event", event);
        return envelope;
    }

    ObjectNode urlVerification(String challenge) {
        return Json.object()
                .put("token", LEGACY_TOKEN)
                .put("challenge", challenge)
                .put("type", "url_verification");
    }

    /** What a click on this element tells, given the new state value of an element that has one. */
    ObjectNode action(Blocks.Element element, @Nullable JsonNode value) {
        ObjectNode action = Json.object()
                .put("action_id", element.actionId())
                .put("block_id", element.blockId())
                .put("type", element.type())
                .put("action_ts", actionTs());
        for (String copied : List.of("text", "value", "style", "placeholder")) {
            if (element.node().has(copied)) {
                action.set(copied, element.node().path(copied));
            }
        }
        if (value != null) {
            value.properties().forEach(entry -> action.set(entry.getKey(), entry.getValue()));
        }
        return action;
    }

    ObjectNode forgedAction(String actionId, String blockId, String value) {
        ObjectNode action = Json.object()
                .put("action_id", actionId)
                .put("block_id", blockId)
                .put("value", value)
                .put("type", "button")
                .put("action_ts", actionTs());
        action.set("text", Json.text("plain_text", "Forged").put("emoji", true));
        return action;
    }

    static String payloadForm(ObjectNode payload) {
        return form(Map.of("payload", payload.toString()));
    }

    private ObjectNode interaction(String type, Person person) {
        ObjectNode payload = Json.object().put("type", type);
        payload.putObject("user")
                .put("id", person.id())
                .put("username", person.name())
                .put("name", person.name())
                .put("team_id", person.teamId());
        payload.put("api_app_id", Workspace.APP).put("token", LEGACY_TOKEN);
        payload.putObject("team").put("id", person.teamId()).put("domain", domain(person));
        return payload.putNull("enterprise").put("is_enterprise_install", false);
    }

    private static ObjectNode channel(Channel channel) {
        return Json.object().put("id", channel.id).put("name", channel.payloadName());
    }

    private static String domain(Person person) {
        return person.teamId().equals(Workspace.TEAM) ? Workspace.TEAM_DOMAIN : "elsewhere";
    }

    private String responseUrl(String family, Channel channel, String user, @Nullable String original) {
        return server + state.responseUrls.issue(family, channel, user, original);
    }

    private String actionTs() {
        return state.now().getEpochSecond() + "." + String.format(Locale.ROOT, "%06d", 1);
    }

    private static String form(Map<String, String> fields) {
        StringBuilder form = new StringBuilder();
        fields.forEach((name, value) -> form.append(form.isEmpty() ? "" : "&")
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
        return form.toString();
    }
}
