package dev.breakglass.sandbox;

import dev.breakglass.sandbox.boundary.Refused;
import dev.breakglass.sandbox.slack.Ack;
import dev.breakglass.sandbox.slack.Message;
import dev.breakglass.sandbox.slack.OpenView;
import dev.breakglass.sandbox.slack.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What people do in the world, in the words of the story. Names are those of the workspace: alice, bob, carol, dave. */
public final class People {
    private static final Pattern WRAPPING_TOKEN =
            Pattern.compile("VAULT_TOKEN=(\\S+) vault unwrap(?! -field=password)");
    private static final Pattern WRAPPED_PASSWORD = Pattern.compile("VAULT_TOKEN=(\\S+) vault unwrap -field=password");

    private final World world;

    public People(World world) {
        this.world = world;
    }

    /** Types the command; the answer is the form. */
    public Ack typesBreakglass(String name) {
        return world.slack.slash(user(name), Workspace.channelId(World.INCIDENT), "/breakglass", "");
    }

    /** Fills in the open form for half an hour of the orders database and sends it. */
    public Ack asks(String name, String reason) {
        return asks(name, "PT30M", reason, Workspace.channelId(World.INCIDENT));
    }

    public Ack asks(String name, String duration, String reason, String incident) {
        OpenView form = world.slack
                .openView(user(name))
                .orElseThrow(() -> new IllegalStateException(name + " has no open form"));
        return world.slack.submit(
                user(name),
                form.id(),
                Map.of(
                        "target.target", World.TARGET,
                        "duration.duration", duration,
                        "reason.reason", reason,
                        "incident.incident", incident));
    }

    /** The same with the box ticked that says that one's own login does not work. */
    public Ack asksForEmergencyLogin(String name, String reason) {
        OpenView form = world.slack.openView(user(name)).orElseThrow();
        return world.slack.submit(
                user(name),
                form.id(),
                Map.of(
                        "target.target",
                        World.TARGET,
                        "duration.duration",
                        "PT30M",
                        "reason.reason",
                        reason,
                        "incident.incident",
                        Workspace.channelId(World.INCIDENT),
                        "emergency_login.emergency_login",
                        "fails"));
    }

    /** The cards in the security channel, oldest first. */
    public List<Message> cards() {
        return world.slack.messages(Workspace.channelId(World.CARDS)).stream()
                .filter(message -> message.threadTs() == null && !message.deleted())
                .toList();
    }

    public boolean sees(Message message, String actionId) {
        return world.slack.visibleButtons(message).stream()
                .anyMatch(button -> button.actionId().equals(actionId));
    }

    /** Presses a button of the newest card that has it. */
    public Ack pressesOnCard(String name, String actionId) {
        Message card = newest(cards(), actionId);
        return world.slack.press(user(name), card.channel(), card.ts(), actionId);
    }

    /** Presses a button in the direct messages of the bot. */
    public Ack pressesInMessages(String name, String actionId) {
        Message message = newest(world.slack.dm(user(name)), actionId);
        return world.slack.press(user(name), message.channel(), message.ts(), actionId);
    }

    private Message newest(List<Message> messages, String actionId) {
        return messages.stream()
                .filter(message -> sees(message, actionId))
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new IllegalStateException("no message shows the button " + actionId));
    }

    /** Everything that the bot wrote to a person, as they read it. */
    public List<String> messagesTo(String name) {
        return world.slack.dm(user(name)).stream().map(world.slack::plainText).toList();
    }

    /** The lines of the trail in the incident's channel. */
    public List<String> trail() {
        return world.slack.messages(Workspace.channelId(World.INCIDENT)).stream()
                .map(world.slack::plainText)
                .toList();
    }

    /** The wrapping tokens that a person was sent, oldest first. */
    public List<String> wrappingTokens(String name) {
        return messagesTo(name).stream()
                .flatMap(text -> Stream.of(text).map(WRAPPING_TOKEN::matcher).filter(Matcher::find))
                .map(found -> found.group(1))
                .toList();
    }

    /** The wrapping tokens of passwords of emergency accounts that a person was sent, oldest first. */
    public List<String> wrappedPasswords(String name) {
        return messagesTo(name).stream()
                .flatMap(text -> Stream.of(text).map(WRAPPED_PASSWORD::matcher).filter(Matcher::find))
                .map(found -> found.group(1))
                .toList();
    }

    /** Tries to open a session with Boundary; empty if it is refused. */
    public Optional<String> connects(String name) {
        return connects(name, World.PASSWORD);
    }

    /** The same with a password of one's own. */
    public Optional<String> connects(String loginName, String password) {
        try {
            String session =
                    world.boundary.authorizeSession(world.boundary.loginAs(loginName, password), world.target());
            world.boundary.connect(session);
            return Optional.of(session);
        } catch (Refused e) {
            return Optional.empty();
        }
    }

    /** Opens a session with Boundary; a refusal is thrown in words for the page. */
    void opensSession(String name) {
        if (connects(name).isEmpty()) {
            throw new IllegalStateException("Boundary refuses " + name + ": 403, no role grants authorize-session");
        }
    }

    public static String user(String name) {
        return Workspace.userId(name);
    }
}
