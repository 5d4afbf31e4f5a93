package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/** The {@code chat.*} methods. */
final class ChatMethods {
    private static final int MAX_UPDATE = 4000;

    private final SlackState state;

    ChatMethods(SlackState state) {
        this.state = state;
    }

    void addTo(WebApi api) {
        api.add("chat.postMessage", "chat:write", WebApi.POSTING, this::post);
        api.add("chat.update", "chat:write", WebApi.TIER_3, this::update);
        api.add("chat.delete", "chat:write", WebApi.TIER_3, this::delete);
        api.add("chat.postEphemeral", "chat:write", WebApi.TIER_4, this::postEphemeral);
        api.add("chat.getPermalink", "", WebApi.POSTING, this::permalink);
    }

    private ObjectNode post(Args args) {
        Channel channel = destination(args.need("channel"));
        checkWritable(channel);
        SlackState.Content content = content(args, linksNames(args, "none"));
        state.pace.checkPost(channel.id);
        Message message = state.post(channel, args.text("thread_ts").orElse(null), Workspace.BOT_USER, content);
        state.pace.posted(channel.id);
        ObjectNode answer = Json.ok().put("channel", channel.id).put("ts", message.ts());
        answer.set("message", state.json(message));
        return answer;
    }

    private ObjectNode update(Args args) {
        Channel channel = known(args.need("channel"));
        Message message = ownMessage(channel, args.need("ts"), "cant_update_message");
        if (channel.archived) {
            throw SlackError.of("is_inactive");
        }
        Optional<String> text = args.text("text");
        if (text.filter(value -> value.codePointCount(0, value.length()) > MAX_UPDATE)
                .isPresent()) {
            throw SlackError.of("msg_too_long");
        }
        SlackState.Content content = content(args, linksNames(args, "client"));
        boolean textOnly = args.json("blocks", "invalid_blocks_format").isEmpty();
        Message now = state.rewrite(channel, message, content, textOnly);
        ObjectNode answer =
                Json.ok().put("channel", channel.id).put("ts", now.ts()).put("text", now.text());
        answer.set("message", state.json(now));
        return answer;
    }

    private ObjectNode delete(Args args) {
        Channel channel = known(args.need("channel"));
        Message message = ownMessage(channel, args.need("ts"), "cant_delete_message");
        state.delete(channel, message);
        return Json.ok().put("channel", channel.id).put("ts", message.ts());
    }

    private ObjectNode postEphemeral(Args args) {
        Channel channel = known(args.need("channel"));
        String user = args.need("user");
        checkWritable(channel);
        if (!channel.has(user)) {
            throw SlackError.of("user_not_in_channel");
        }
        Ephemeral ephemeral = state.whisper(channel, user, content(args, linksNames(args, "none")));
        return Json.ok().put("message_ts", ephemeral.ts());
    }

    private ObjectNode permalink(Args args) {
        Channel channel = known(args.need("channel"));
        String ts = args.need("message_ts");
        Message message = channel.message(ts).orElseThrow(() -> SlackError.of("message_not_found"));
        String link = "https://" + Workspace.TEAM_DOMAIN + ".slack.com/archives/" + channel.id + "/p"
                + message.ts().replace(".", "");
        String thread = message.threadTs();
        if (message.isReply() && thread != null) {
            link += "?thread_ts=" + thread + "&cid=" + channel.id;
        }
        return Json.ok().put("channel", channel.id).put("permalink", link);
    }

    /** A person's id stands for the direct message with them. */
    private Channel destination(String id) {
        if (!id.startsWith("U") && !id.startsWith("W")) {
            return known(id);
        }
        Person person = state.workspace.person(id).orElseThrow(() -> SlackError.of("channel_not_found"));
        if (person.is(Person.Flag.DELETED) || person.is(Person.Flag.BOT) || person.is(Person.Flag.STRANGER)) {
            throw SlackError.of("channel_not_found");
        }
        return state.workspace.dm(id);
    }

    /** The channel, unless it is hidden from the app as private ones it is not in are. */
    private Channel known(String id) {
        return ConversationMethods.visible(state, id);
    }

    private static void checkWritable(Channel channel) {
        if (channel.archived) {
            throw SlackError.of("is_archived");
        }
        if (!channel.has(Workspace.BOT_USER)) {
            throw SlackError.of("not_in_channel");
        }
    }

    private static Message ownMessage(Channel channel, String ts, String errorIfForeign) {
        Message message = channel.message(ts).orElseThrow(() -> SlackError.of("message_not_found"));
        if (!message.author().equals(Workspace.BOT_USER)) {
            throw SlackError.of(errorIfForeign);
        }
        return message;
    }

    private SlackState.Content content(Args args, boolean linkNames) {
        String text = args.text("text").orElse("");
        Optional<JsonNode> blocks = args.json("blocks", "invalid_blocks_format");
        if (blocks.filter(value -> !value.isArray()).isPresent()) {
            throw SlackError.of("invalid_blocks_format");
        }
        if (text.isEmpty() && blocks.filter(value -> !value.isEmpty()).isEmpty()) {
            throw SlackError.of("no_text");
        }
        return state.content(text, blocks.orElse(null), linkNames);
    }

    /** Whether {@code @channel} without brackets would count: with other parsing than none, or when asked to link. */
    private static boolean linksNames(Args args, String defaultParse) {
        return args.flag("link_names")
                || !args.text("parse").orElse(defaultParse).equals("none");
    }
}
