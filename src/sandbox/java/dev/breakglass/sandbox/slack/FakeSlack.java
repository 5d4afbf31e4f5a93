package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A Slack workspace with one installed app. The app talks to {@code /api/} and to the response addresses; people act
 * through the methods here or the page at {@code /}. Users and channels are given by id, see {@link Workspace#userId}.
 */
public final class FakeSlack extends FakeServer {
    private final Clock clock;
    private final Workspace workspace;
    private final SlackState state;
    private final WebApi api;
    private final Payloads payloads;
    private final UserActions people;
    private final Page page;

    /** Starts at once; {@code port} 0 takes any free one. What Slack decides by time, it decides by this clock. */
    public FakeSlack(int port, Clock clock, Workspace workspace) {
        super("fake-slack", port);
        synchronized (this) {
            this.clock = clock;
            this.workspace = workspace;
            state = new SlackState(clock, workspace);
            api = new WebApi(state);
            payloads = new Payloads(state, url());
            people = new UserActions(this, state, payloads);
            page = new Page(this);
        }
    }

    @Override
    protected Reply answer(Call call) {
        if (call.path().startsWith(WebApi.PREFIX)) {
            return api.answer(call);
        }
        if (call.path().startsWith("/hooks/")) {
            return state.responseUrls.answer(call);
        }
        return Reply.empty(404);
    }

    /** The page: its presses wait for the app, which calls back here. */
    @Override
    protected @Nullable Reply answerWithoutLock(Call call) {
        Page ready;
        synchronized (this) {
            ready = page;
        }
        return ready.answers(call) ? ready.answer(call) : null;
    }

    /** Tells where the app listens and what its requests are signed with. */
    public void installApp(URI eventsUrl, String signingSecret) {
        people.install(new AppConnection(eventsUrl, signingSecret));
    }

    public Workspace workspace() {
        return workspace;
    }

    /** What the app's client takes as the address of Slack's Web API, with the slash at the end. */
    public URI apiUrl() {
        return url().resolve(WebApi.PREFIX);
    }

    // ---- what people do

    public Ack slash(String user, String channel, String command, String text) {
        return people.slash(user, channel, command, text);
    }

    /** Presses a button of a message or ephemeral, sending its stored value; the first one with this action id. */
    public Ack press(String user, String channel, String ts, String actionId) {
        return people.act(user, channel, ts, null, actionId, "");
    }

    public Ack press(String user, String channel, String ts, String blockId, String actionId) {
        return people.act(user, channel, ts, blockId, actionId, "");
    }

    /** Chooses an option of a select, radio group or overflow menu in a message, by the option's value. */
    public Ack choose(String user, String channel, String ts, String actionId, String option) {
        return people.act(user, channel, ts, null, actionId, option);
    }

    /** A press that never was on the screen: any member of a channel can send one through Slack's own interface. */
    public Ack forge(String user, String channel, String ts, String actionId, String blockId, String value) {
        return people.forge(user, channel, ts, payloads.forgedAction(actionId, blockId, value));
    }

    /** Sends an interaction of any content, correctly signed; for shapes nothing here makes by itself. */
    public Ack deliver(String user, ObjectNode payload) {
        return people.deliver(user, payload);
    }

    public Ack pressInView(String user, String viewId, String actionId) {
        return people.pressInView(user, viewId, actionId);
    }

    /** Fills one field of a view; the app hears of it if the element dispatches actions. */
    public Ack selectInView(String user, String viewId, String blockId, String actionId, String value) {
        return people.selectInView(user, viewId, blockId, actionId, value);
    }

    /** Types into an external select; what the app suggests can then be chosen. */
    public Ack suggest(String user, String viewId, String actionId, String typed) {
        return people.suggest(user, viewId, actionId, typed);
    }

    /**
     * Fills in fields, named {@code blockId.actionId} and valued by text or option value, and submits. What Slack's
     * client would not send, such as an empty required field, is not sent and shows as an error in the view.
     */
    public Ack submit(String user, String viewId, Map<String, String> values) {
        return people.submit(user, viewId, values);
    }

    /** Fills in fields, named as in {@link #submit}, without telling the app. */
    public void fillIn(String user, String viewId, Map<String, String> values) {
        people.fillIn(user, viewId, values);
    }

    /** Submits any state for any view ever shown, also to others or closed since. */
    public Ack forgeSubmit(String user, String viewId, JsonNode stateValues) {
        return people.forgeSubmit(user, viewId, stateValues);
    }

    public Ack closeView(String user, String viewId) {
        return people.closeView(user, viewId);
    }

    public Ack globalShortcut(String user, String callbackId) {
        return people.globalShortcut(user, callbackId);
    }

    public Ack messageShortcut(String user, String channel, String ts, String callbackId) {
        return people.messageShortcut(user, channel, ts, callbackId);
    }

    /** A person writes a message; returns its timestamp. The app hears nothing of it. */
    public synchronized String say(String user, String channel, String text) {
        return post(user, channel, null, text).ts();
    }

    public synchronized String reply(String user, String channel, String threadTs, String text) {
        return post(user, channel, threadTs, text).ts();
    }

    private Message post(String user, String channelId, @Nullable String threadTs, String text) {
        Channel channel = channel(channelId);
        if (!channel.has(user)) {
            throw new IllegalArgumentException(user + " is not in " + channelId);
        }
        return state.post(channel, threadTs, user, SlackState.Content.text(text));
    }

    /** Somebody removes a message, as administrators and retention rules do. */
    public synchronized void deleteMessage(String channel, String ts) {
        channel(channel).message(ts).ifPresent(message -> state.delete(channel(channel), message));
    }

    // ---- events

    /** Delivers one event; {@code event} is the inner object with its {@code type}. */
    public Ack event(JsonNode event) {
        return people.event(() -> event);
    }

    /** A person opens the app's Home tab. */
    public Ack openHome(String user) {
        return people.event(() -> {
            Channel dm = workspace.dm(user);
            var event = Json.object()
                    .put("type", "app_home_opened")
                    .put("user", user)
                    .put("channel", dm.id)
                    .put("tab", "home")
                    .put("event_ts", dm.nextTs(clock.instant()));
            state.views.home(user).ifPresent(view -> event.set("view", view.json()));
            return event;
        });
    }

    /** A person leaves a channel, and the app is told if it is in there. */
    public Ack leave(String user, String channelId) {
        boolean told;
        synchronized (this) {
            Channel channel = channel(channelId);
            channel.members.remove(user);
            state.changed();
            told = channel.has(Workspace.BOT_USER);
        }
        return told ? event(membership("member_left_channel", user, channelId)) : Ack.notSent("the app is not there");
    }

    /** A person joins a channel, and the app is told if it is in there. */
    public Ack join(String user, String channelId) {
        boolean told;
        synchronized (this) {
            Channel channel = channel(channelId);
            channel.members.add(user);
            state.changed();
            told = channel.has(Workspace.BOT_USER);
        }
        return told ? event(membership("member_joined_channel", user, channelId)) : Ack.notSent("the app is not there");
    }

    private synchronized JsonNode membership(String type, String user, String channelId) {
        Channel channel = channel(channelId);
        return Json.object()
                .put("type", type)
                .put("user", user)
                .put("channel", channelId)
                .put("channel_type", channel.kind == Channel.Kind.PUBLIC ? "C" : "G")
                .put("team", Workspace.TEAM)
                .put("event_ts", channel.nextTs(clock.instant()));
    }

    /** Slack's check when an administrator enters the app's address: the app must answer the challenge. */
    public Ack verifyUrl(String challenge) {
        return people.verifyUrl(challenge);
    }

    /** Sends the last request once more, same signature and time. */
    public Ack replayLast() {
        return people.replay();
    }

    // ---- what can go wrong

    /** Refuses posts to this channel for so long, beyond the usual second. */
    public synchronized void rateLimit(String channel, long seconds) {
        state.pace.holdBack(channel, Duration.ofSeconds(seconds));
    }

    /** Switches all rate limits off, or on again; for tests that are about something else. */
    public synchronized void enforceRateLimits(boolean on) {
        state.pace.enforce(on);
    }

    /** From now on the app's token is refused. */
    public synchronized void revokeToken() {
        state.tokenRevoked = true;
    }

    // ---- what is there to see

    /** Everything in a channel in order, replies and deleted messages included. */
    public synchronized List<Message> messages(String channel) {
        return channel(channel).messages();
    }

    /** The parent, where it is still there, and its replies. */
    public synchronized List<Message> thread(String channel, String ts) {
        return messages(channel).stream()
                .filter(message -> !message.deleted())
                .filter(message -> message.ts().equals(ts) || ts.equals(message.threadTs()))
                .toList();
    }

    /** The direct messages between the app and this person. */
    public synchronized List<Message> dm(String user) {
        return workspace.dm(user).messages();
    }

    /** The id of the direct message between the app and this person. */
    public synchronized String dmChannel(String user) {
        return workspace.dm(user).id;
    }

    public synchronized List<Ephemeral> ephemerals(String user) {
        return state.ephemerals.stream()
                .filter(ephemeral -> ephemeral.user().equals(user))
                .toList();
    }

    /** The modal this person sees, which is the top one. */
    public synchronized Optional<OpenView> openView(String user) {
        return state.views.top(user).map(Views.View::shown);
    }

    public synchronized Optional<OpenView> home(String user) {
        return state.views.home(user).map(Views.View::shown);
    }

    public synchronized List<Failure> failures(String user) {
        return state.failures.stream()
                .filter(failure -> failure.user().equals(user))
                .toList();
    }

    /** Every message that rang somebody, whoever sent it. */
    public synchronized List<Notification> notifications() {
        return List.copyOf(state.notifications);
    }

    /** The message as people read it, a line per block, buttons as {@code [Label]}. */
    public synchronized String plainText(Message message) {
        return Mrkdwn.flatten(message.text(), message.blocks(), workspace::nameOf);
    }

    public synchronized String plainText(Ephemeral ephemeral) {
        return Mrkdwn.flatten(ephemeral.text(), ephemeral.blocks(), workspace::nameOf);
    }

    public synchronized String plainText(OpenView view) {
        return Mrkdwn.flatten("", view.view().path("blocks"), workspace::nameOf);
    }

    /** The buttons of a message as it stands. */
    public List<VisibleButton> visibleButtons(Message message) {
        return buttons(message.blocks());
    }

    public List<VisibleButton> visibleButtons(OpenView view) {
        return buttons(view.view().path("blocks"));
    }

    private static List<VisibleButton> buttons(JsonNode blocks) {
        return Blocks.elements(blocks).stream()
                .filter(element -> element.type().equals("button"))
                .map(element -> new VisibleButton(
                        element.actionId(),
                        element.node().path("text").path("text").asText(),
                        element.node().path("value").asText()))
                .toList();
    }

    // ---- the page

    /** Adds a panel to the page; {@code html} is trusted and asked for at each showing. */
    public void addPanel(String title, Supplier<String> html) {
        page.addPanel(title, html);
    }

    /** Adds a button to the page that runs this. */
    public void addAction(String label, Runnable action) {
        page.addAction(label, action);
    }

    /** Whom and what the page shows, taken under the lock. */
    synchronized <T> T look(Function<SlackState, T> look) {
        return look.apply(state);
    }

    private Channel channel(String id) {
        return workspace.channel(id).orElseThrow(() -> new IllegalArgumentException("no channel " + id));
    }
}
