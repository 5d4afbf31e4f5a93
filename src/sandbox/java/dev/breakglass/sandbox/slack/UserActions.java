package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What people do: each deed becomes a signed request, and the app's answer is applied as Slack's client would. The
 * server's lock is held while reading and writing state, never while the app is being waited for.
 */
final class UserActions {
    private final Object lock;
    private final SlackState state;
    private final Payloads payloads;
    private @Nullable AppConnection app;
    private AppConnection.@Nullable Request last;

    UserActions(Object lock, SlackState state, Payloads payloads) {
        this.lock = lock;
        this.state = state;
        this.payloads = payloads;
    }

    void install(AppConnection connection) {
        synchronized (lock) {
            app = connection;
        }
    }

    Ack slash(String user, String channelId, String command, String text) {
        Ack ack = send(AppConnection.FORM, () -> payloads.slash(person(user), joined(user, channelId), command, text));
        synchronized (lock) {
            if (!ack.ok()) {
                String code = ack.outcome() == Ack.Outcome.TIMED_OUT ? "operation_timeout" : "dispatch_failed";
                state.fail(user, command + " failed with the error \"" + code + "\"");
            } else if (!ack.body().isBlank()) {
                showCommandAnswer(user, channel(channelId), command, ack.body());
            }
        }
        return ack;
    }

    private void showCommandAnswer(String user, Channel channel, String command, String body) {
        Optional<JsonNode> json = Json.parse(body).filter(JsonNode::isObject);
        try {
            if (json.isEmpty()) {
                state.whisper(channel, user, SlackState.Content.text(body));
            } else if (json.get().has("text") || json.get().has("blocks")) {
                state.responseUrls.respondToCommand(channel, user, json.get());
            }
        } catch (SlackError e) {
            state.fail(user, command + " failed with the error \"dispatch_unknown_error\" (" + e.code() + ")");
        }
    }

    /** Presses what is there; {@code choice} is empty for a button and an option's value otherwise. */
    Ack act(String user, String channelId, String ts, @Nullable String blockId, String actionId, String choice) {
        return interact(user, () -> {
            Channel channel = joined(user, channelId);
            Optional<Message> message = channel.message(ts);
            Optional<Ephemeral> ephemeral = state.ephemeral(ts)
                    .filter(one -> one.user().equals(user) && one.channel().equals(channelId));
            JsonNode blocks = message.map(Message::blocks)
                    .or(() -> ephemeral.map(Ephemeral::blocks))
                    .orElseThrow(() -> new IllegalArgumentException("no message " + ts + " in " + channelId));
            JsonNode action = action(element(blocks, blockId, actionId), choice);
            return payloads.messageAction(
                    person(user), channel, ts, message.orElse(null), ephemeral.isPresent(), action);
        });
    }

    Ack forge(String user, String channelId, String ts, JsonNode action) {
        return interact(user, () -> {
            Channel channel = joined(user, channelId);
            return payloads.messageAction(
                    person(user),
                    channel,
                    ts,
                    channel.message(ts).orElse(null),
                    state.ephemeral(ts).isPresent(),
                    action);
        });
    }

    Ack deliver(String user, ObjectNode payload) {
        return interact(user, () -> payload);
    }

    private JsonNode action(Blocks.Element element, String choice) {
        if (element.type().equals("button")) {
            return payloads.action(element, null);
        }
        JsonNode value = element.type().equals("overflow")
                ? Blocks.option(Blocks.options(element.node()), choice)
                        .map(option -> Json.object().<ObjectNode>set("selected_option", option))
                        .orElseThrow(() -> notOffered(element, choice))
                : Form.filled(element.node(), choice, Blocks.options(element.node()))
                        .orElseThrow(() -> notOffered(element, choice));
        return payloads.action(element, value);
    }

    Ack pressInView(String user, String viewId, String actionId) {
        return interact(user, () -> {
            Views.View view = view(user, viewId);
            return payloads.viewAction(person(user), view, action(element(view.blocks(), null, actionId), ""));
        });
    }

    /** Chooses or types; the app hears of it unless the element is a plain input. */
    Ack selectInView(String user, String viewId, String blockId, String actionId, String choice) {
        Blocks.Element element;
        synchronized (lock) {
            Views.View view = view(user, viewId);
            element = element(view.blocks(), blockId, actionId);
            fill(view, element, choice);
            state.changed();
            if (element.isInput() && !element.block().path("dispatch_action").asBoolean(false)) {
                return Ack.notSent("the input does not dispatch actions");
            }
        }
        return interact(user, () -> {
            Views.View view = view(user, viewId);
            JsonNode value = view.values.path(blockId).path(actionId);
            return payloads.viewAction(person(user), view, payloads.action(element, value));
        });
    }

    /** Fills in fields by {@code blockId.actionId} without telling anybody. */
    void fillIn(String user, String viewId, Map<String, String> typed) {
        synchronized (lock) {
            Views.View view = view(user, viewId);
            typed.forEach((key, value) -> fill(view, byKey(view, key), value));
        }
    }

    Ack submit(String user, String viewId, Map<String, String> typed) {
        synchronized (lock) {
            fillIn(user, viewId, typed);
            Views.View view = view(user, viewId);
            view.errors.clear();
            Form.check(view.blocks(), view.values, view.errors);
            state.changed();
            if (!view.errors.isEmpty()) {
                return Ack.notSent(view.errors.toString());
            }
        }
        return submit(user, () -> view(user, viewId), view -> view.values.deepCopy());
    }

    /** Submits any values for any view this workspace ever showed, as a script with somebody's session can. */
    Ack forgeSubmit(String user, String viewId, JsonNode values) {
        return submit(
                user,
                () -> state.views
                        .everShown(viewId)
                        .orElseThrow(() -> new IllegalArgumentException("no view " + viewId)),
                view -> values);
    }

    private interface Values {
        JsonNode of(Views.View view);
    }

    private Ack submit(String user, Supplier<Views.View> find, Values values) {
        Ack ack = send(AppConnection.FORM, () -> {
            Views.View view = find.get();
            return Payloads.payloadForm(payloads.viewSubmission(person(user), view, values.of(view)));
        });
        synchronized (lock) {
            Views.View view = find.get();
            if (!ack.ok()) {
                state.fail(user, "We had some trouble connecting. Try again?");
            } else {
                applySubmission(view, ack.body());
            }
            state.changed();
        }
        return ack;
    }

    private void applySubmission(Views.View view, String body) {
        if (body.isBlank()) {
            state.views.close(view);
            return;
        }
        JsonNode answer = Json.parse(body).orElseGet(Json::object);
        try {
            switch (answer.path("response_action").asText()) {
                case "clear" -> state.views.clear(view.user);
                case "errors" -> showErrors(view, answer.path("errors"));
                case "update" -> {
                    Views.check(answer.path("view"), "modal");
                    state.views.replace(view, answer.path("view"), Optional.empty());
                }
                case "push" -> {
                    Views.check(answer.path("view"), "modal");
                    state.views.push(view.user, answer.path("view"));
                }
                default -> state.fail(view.user, "We had some trouble connecting. (no known response_action)");
            }
        } catch (SlackError e) {
            state.fail(
                    view.user, "We had some trouble connecting. (" + e.reply().body() + ")");
        }
    }

    /** Slack shows errors only next to inputs. */
    private void showErrors(Views.View view, JsonNode errors) {
        List<String> lost = new ArrayList<>();
        for (Map.Entry<String, JsonNode> error : errors.properties()) {
            boolean hasPlace = Blocks.elements(view.blocks()).stream()
                    .anyMatch(element -> element.isInput() && element.blockId().equals(error.getKey()));
            if (hasPlace) {
                view.errors.put(error.getKey(), error.getValue().asText());
            } else {
                lost.add(error.getKey());
            }
        }
        if (!lost.isEmpty() || errors.isEmpty()) {
            state.fail(view.user, "We had some trouble connecting. (errors for no input: " + lost + ")");
        }
    }

    Ack closeView(String user, String viewId) {
        Views.View view;
        synchronized (lock) {
            view = view(user, viewId);
            state.views.close(view);
            state.changed();
            if (!view.definition.path("notify_on_close").asBoolean(false)) {
                return Ack.notSent("the view does not ask to be told");
            }
        }
        return send(AppConnection.FORM, () -> Payloads.payloadForm(payloads.viewClosed(person(user), view, false)));
    }

    /** Asks the app what an external select offers for these letters. */
    Ack suggest(String user, String viewId, String actionId, String typed) {
        Ack ack = send(AppConnection.FORM, () -> {
            Views.View view = view(user, viewId);
            return Payloads.payloadForm(
                    payloads.suggestion(person(user), view, element(view.blocks(), null, actionId), typed));
        });
        synchronized (lock) {
            JsonNode answer = ack.ok() ? Json.parse(ack.body()).orElseGet(Json::object) : Json.object();
            List<JsonNode> options = Blocks.options(answer);
            List<String> faults = new ArrayList<>();
            for (int i = 0; i < options.size(); i++) {
                ElementRules.option(new Spot(options.get(i), "/options/" + i, faults), false);
            }
            if (!answer.isObject() || options.size() > 100 || !faults.isEmpty()) {
                state.fail(user, "The options could not be loaded. " + faults);
                options = List.of();
            } else if (!ack.ok()) {
                state.fail(user, "The options could not be loaded.");
            }
            view(user, viewId).suggested.put(actionId, options);
        }
        return ack;
    }

    Ack globalShortcut(String user, String callbackId) {
        return interact(user, () -> payloads.globalShortcut(person(user), callbackId));
    }

    Ack messageShortcut(String user, String channelId, String ts, String callbackId) {
        return interact(user, () -> {
            Channel channel = joined(user, channelId);
            Message message = channel.message(ts).orElseThrow(() -> new IllegalArgumentException("no message " + ts));
            return payloads.messageShortcut(person(user), channel, message, callbackId);
        });
    }

    Ack event(Supplier<JsonNode> event) {
        return send(AppConnection.JSON, () -> payloads.event(event.get()).toString());
    }

    Ack verifyUrl(String challenge) {
        return send(
                AppConnection.JSON, () -> payloads.urlVerification(challenge).toString());
    }

    /** Sends the last request once more, bit for bit. */
    Ack replay() {
        AppConnection.Request request;
        synchronized (lock) {
            if (last == null) {
                throw new IllegalStateException("nothing was sent yet");
            }
            request = last;
        }
        return app().send(request);
    }

    private Ack interact(String user, Supplier<ObjectNode> payload) {
        Ack ack = send(AppConnection.FORM, () -> Payloads.payloadForm(payload.get()));
        if (!ack.ok()) {
            synchronized (lock) {
                String how = ack.outcome() == Ack.Outcome.TIMED_OUT ? "in time" : "as expected";
                state.fail(user, Workspace.BOT_NAME + " did not respond " + how + ". Try again.");
            }
        }
        return ack;
    }

    private Ack send(String contentType, Supplier<String> body) {
        AppConnection to = app();
        AppConnection.Request request;
        synchronized (lock) {
            request = to.signed(contentType, body.get(), state.now());
            last = request;
        }
        return to.send(request);
    }

    private AppConnection app() {
        synchronized (lock) {
            if (app == null) {
                throw new IllegalStateException("no app is installed; call installApp first");
            }
            return app;
        }
    }

    private void fill(Views.View view, Blocks.Element element, String typed) {
        JsonNode value =
                Form.filled(element.node(), typed, view.options(element)).orElseThrow(() -> notOffered(element, typed));
        view.values.withObjectProperty(element.blockId()).set(element.actionId(), value);
    }

    private static Blocks.Element byKey(Views.View view, String key) {
        return Blocks.elements(view.blocks()).stream()
                .filter(element -> (element.blockId() + "." + element.actionId()).equals(key))
                .filter(Blocks.Element::isStateful)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the view has no field " + key));
    }

    private static Blocks.Element element(JsonNode blocks, @Nullable String blockId, String actionId) {
        return (blockId == null ? Blocks.find(blocks, actionId) : Blocks.find(blocks, blockId, actionId))
                .orElseThrow(() -> new IllegalArgumentException("nothing to press called " + actionId));
    }

    private static IllegalArgumentException notOffered(Blocks.Element element, String choice) {
        return new IllegalArgumentException(element.actionId() + " does not offer " + choice);
    }

    private Views.View view(String user, String viewId) {
        return state.views
                .byId(viewId)
                .filter(view -> view.user.equals(user))
                .orElseThrow(() -> new IllegalArgumentException(user + " has no view " + viewId));
    }

    private Person person(String id) {
        return state.workspace.person(id).orElseThrow(() -> new IllegalArgumentException("no person " + id));
    }

    private Channel channel(String id) {
        return state.workspace.channel(id).orElseThrow(() -> new IllegalArgumentException("no channel " + id));
    }

    /** Slack itself lets nobody act in a channel they are not in. */
    private Channel joined(String user, String channelId) {
        Channel channel = channel(channelId);
        if (!channel.has(user)) {
            throw new IllegalArgumentException(user + " is not in " + channelId);
        }
        return channel;
    }
}
