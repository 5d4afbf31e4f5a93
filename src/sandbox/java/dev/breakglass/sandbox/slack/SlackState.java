package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything the workspace remembers; its users hold the server's lock. */
final class SlackState {
    static final int MAX_BLOCKS_LENGTH = 13_200;
    private static final int MAX_TEXT = 40_000;

    final Clock clock;
    final Workspace workspace;
    final Pace pace;
    final Triggers triggers;
    final Views views;
    final ResponseUrls responseUrls;
    final List<Ephemeral> ephemerals = new ArrayList<>();
    final List<Notification> notifications = new ArrayList<>();
    final List<Failure> failures = new ArrayList<>();
    boolean tokenRevoked;
    private int lastId;
    private long changes;

    SlackState(Clock clock, Workspace workspace) {
        this.clock = clock;
        this.workspace = workspace;
        this.pace = new Pace(clock);
        this.triggers = new Triggers(clock);
        this.views = new Views(this);
        this.responseUrls = new ResponseUrls(this);
    }

    String nextId(String prefix) {
        lastId++;
        return prefix + String.format(Locale.ROOT, "%06d", lastId);
    }

    String nextHash() {
        lastId++;
        return clock.instant().getEpochSecond() + "." + lastId;
    }

    /** Grows with everything a page might have to show anew. */
    long changes() {
        return changes;
    }

    void changed() {
        changes++;
    }

    Message post(Channel channel, @Nullable String threadTs, String author, Content content) {
        String ts = channel.nextTs(clock.instant());
        Message message = new Message(channel.id, ts, threadTs, author, content.text(), content.blocks(), false, false);
        channel.put(message);
        ring(channel.id, ts, content);
        changed();
        return message;
    }

    Message rewrite(Channel channel, Message message, Content content, boolean markEdited) {
        Message rewritten = message.rewritten(content.text(), content.blocks(), markEdited);
        channel.put(rewritten);
        ring(channel.id, message.ts(), content);
        changed();
        return rewritten;
    }

    void delete(Channel channel, Message message) {
        channel.put(message.gone());
        changed();
    }

    Ephemeral whisper(Channel channel, String user, Content content) {
        Ephemeral ephemeral =
                new Ephemeral(channel.id, channel.nextTs(clock.instant()), user, content.text(), content.blocks());
        ephemerals.add(ephemeral);
        ring(channel.id, ephemeral.ts(), content);
        changed();
        return ephemeral;
    }

    Optional<Ephemeral> ephemeral(String ts) {
        return ephemerals.stream()
                .filter(ephemeral -> ephemeral.ts().equals(ts))
                .findFirst();
    }

    void fail(String user, String notice) {
        failures.add(new Failure(clock.instant(), user, notice));
        changed();
    }

    private void ring(String channel, String ts, Content content) {
        Set<String> pings = Mrkdwn.pings(content.text(), content.blocks(), content.linkNames());
        if (!pings.isEmpty()) {
            notifications.add(new Notification(channel, ts, pings, content.text()));
        }
    }

    /** What is to be shown: checked text and blocks. {@code linkNames}: a bare {@code @channel} counts as a mention. */
    record Content(String text, JsonNode blocks, boolean linkNames) {
        static Content text(String text) {
            return new Content(text, Json.array(), false);
        }
    }

    /** Checks text and blocks by Slack's rules for messages; {@code blocks} may be missing. */
    Content content(String text, @Nullable JsonNode blocks, boolean linkNames) {
        if (blocks == null || blocks.isNull() || blocks.isMissingNode()) {
            return new Content(cut(text), Json.array(), linkNames);
        }
        List<String> faults = BlockKitRules.checkBlocks(blocks, BlockKitRules.Surface.MESSAGE);
        if (!faults.isEmpty()) {
            throw SlackError.explained("invalid_blocks", faults);
        }
        String raw = blocks.toString();
        if (raw.codePointCount(0, raw.length()) > MAX_BLOCKS_LENGTH) {
            throw SlackError.of("msg_blocks_too_long");
        }
        return new Content(cut(text), Blocks.withIds(blocks, () -> nextId("b")), linkNames);
    }

    private static String cut(String text) {
        return text.codePointCount(0, text.length()) <= MAX_TEXT
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MAX_TEXT));
    }

    /** The message object as the app gets it, in answers and in payloads. */
    ObjectNode json(Message message) {
        ObjectNode json = Json.object().put("type", "message").put("user", message.author());
        if (message.author().equals(Workspace.BOT_USER)) {
            json.put("bot_id", Workspace.BOT_ID).put("app_id", Workspace.APP);
        }
        json.put("ts", message.ts()).put("text", message.text()).put("team", Workspace.TEAM);
        if (message.threadTs() != null) {
            json.put("thread_ts", message.threadTs());
        }
        if (message.isReply()) {
            json.put("parent_user_id", Workspace.BOT_USER);
        }
        if (message.edited()) {
            json.putObject("edited").put("user", message.author()).put("ts", message.ts());
        }
        if (!message.blocks().isEmpty()) {
            json.set("blocks", message.blocks());
        }
        return json;
    }

    Instant now() {
        return clock.instant();
    }
}
