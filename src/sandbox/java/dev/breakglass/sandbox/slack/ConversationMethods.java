package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The methods about channels and people. */
final class ConversationMethods {
    private static final int DEFAULT_PAGE = 100;

    private final SlackState state;

    ConversationMethods(SlackState state) {
        this.state = state;
    }

    void addTo(WebApi api) {
        api.add("conversations.open", "im:write", WebApi.TIER_3, this::open);
        api.add("conversations.info", "", WebApi.TIER_3, this::info);
        api.add("conversations.members", "", WebApi.TIER_4, this::members);
        api.add("conversations.list", "", WebApi.TIER_2, this::list);
        api.add("conversations.join", "channels:join", WebApi.TIER_3, this::join);
        api.add("bots.info", "users:read", WebApi.TIER_3, this::botInfo);
        api.add("users.info", "users:read", WebApi.TIER_4, this::userInfo);
        api.add("users.list", "users:read", WebApi.TIER_2, this::userList);
        api.add("users.lookupByEmail", "users:read.email", WebApi.TIER_3, this::lookupByEmail);
        api.add("usergroups.users.list", "usergroups:read", WebApi.TIER_2, this::usergroupMembers);
    }

    /** The channel, unless it does not exist or is a private one the app is not in, which looks the same. */
    static Channel visible(SlackState state, String id) {
        return state.workspace
                .channel(id)
                .filter(channel -> channel.kind == Channel.Kind.PUBLIC || channel.has(Workspace.BOT_USER))
                .orElseThrow(() -> SlackError.of("channel_not_found"));
    }

    private Channel readable(Args args) {
        Channel channel = visible(state, args.need("channel"));
        WebApi.needScope(state, channel.kind.scope("read"));
        return channel;
    }

    private ObjectNode open(Args args) {
        Optional<String> channel = args.text("channel");
        if (channel.isPresent()) {
            return opened(visible(state, channel.get()), args);
        }
        String[] users = args.text("users")
                .orElseThrow(() -> SlackError.of("users_list_not_supplied"))
                .split(",", -1);
        if (users.length > 1) {
            throw SlackError.missingScope("mpim:write", state.workspace.scopes());
        }
        Person person = state.workspace.person(users[0].strip()).orElseThrow(() -> SlackError.of("user_not_found"));
        if (person.is(Person.Flag.DELETED)) {
            throw SlackError.of("user_disabled");
        }
        if (person.is(Person.Flag.BOT)) {
            throw SlackError.of("cannot_dm_bot");
        }
        if (person.is(Person.Flag.STRANGER)) {
            throw SlackError.of("user_not_visible");
        }
        return opened(state.workspace.dm(person.id()), args);
    }

    private static ObjectNode opened(Channel channel, Args args) {
        if (channel.kind != Channel.Kind.DM) {
            throw SlackError.of("method_not_supported_for_channel_type");
        }
        ObjectNode answer = Json.ok();
        answer.set(
                "channel",
                args.flag("return_im") ? channel.json() : Json.object().put("id", channel.id));
        return answer;
    }

    private ObjectNode info(Args args) {
        Channel channel = readable(args);
        ObjectNode answer = Json.ok();
        ObjectNode json = channel.json();
        if (!args.flag("include_num_members")) {
            json.remove("num_members");
        }
        answer.set("channel", json);
        return answer;
    }

    private ObjectNode members(Args args) {
        Channel channel = readable(args);
        return page(args, "members", List.copyOf(channel.members), (list, member) -> list.add(member));
    }

    private ObjectNode list(Args args) {
        Set<String> types = Set.copyOf(
                Arrays.asList(args.text("types").orElse("public_channel").split(",", -1)));
        List<Channel> channels = state.workspace.channels().stream()
                .filter(channel -> types.contains(typeOf(channel)))
                .filter(channel -> channel.kind == Channel.Kind.PUBLIC || channel.has(Workspace.BOT_USER))
                .filter(channel -> !channel.archived || !args.flag("exclude_archived"))
                .toList();
        for (Channel.Kind kind : Channel.Kind.values()) {
            if (types.contains(typeOf(kind))) {
                WebApi.needScope(state, kind.scope("read"));
            }
        }
        return page(args, "channels", channels, (list, channel) -> list.add(channel.json()));
    }

    private static String typeOf(Channel channel) {
        return typeOf(channel.kind);
    }

    private static String typeOf(Channel.Kind kind) {
        return switch (kind) {
            case PUBLIC -> "public_channel";
            case PRIVATE -> "private_channel";
            case DM -> "im";
        };
    }

    private ObjectNode join(Args args) {
        Channel channel = visible(state, args.need("channel"));
        if (channel.kind != Channel.Kind.PUBLIC) {
            throw SlackError.of("method_not_supported_for_channel_type");
        }
        if (channel.archived) {
            throw SlackError.of("is_archived");
        }
        channel.members.add(Workspace.BOT_USER);
        ObjectNode answer = Json.ok();
        answer.set("channel", channel.json());
        return answer;
    }

    private ObjectNode botInfo(Args args) {
        if (!args.need("bot").equals(Workspace.BOT_ID)) {
            throw SlackError.of("bot_not_found");
        }
        ObjectNode answer = Json.ok();
        answer.putObject("bot")
                .put("id", Workspace.BOT_ID)
                .put("deleted", false)
                .put("name", Workspace.BOT_NAME)
                .put("updated", 1_700_000_000L)
                .put("app_id", Workspace.APP)
                .put("user_id", Workspace.BOT_USER);
        return answer;
    }

    private ObjectNode userInfo(Args args) {
        Person person = state.workspace.person(args.need("user")).orElseThrow(() -> SlackError.of("user_not_found"));
        ObjectNode answer = Json.ok();
        answer.set("user", person.json(state.workspace.hasScope("users:read.email")));
        return answer;
    }

    private ObjectNode userList(Args args) {
        boolean withEmail = state.workspace.hasScope("users:read.email");
        ObjectNode answer =
                page(args, "members", state.workspace.people(), (list, person) -> list.add(person.json(withEmail)));
        return answer.put("cache_ts", state.clock.instant().getEpochSecond());
    }

    private ObjectNode lookupByEmail(Args args) {
        String email = args.need("email");
        Person person = state.workspace.people().stream()
                .filter(one -> one.email().equalsIgnoreCase(email) && !one.is(Person.Flag.BOT))
                .filter(one -> !one.is(Person.Flag.DELETED))
                .findFirst()
                .orElseThrow(() -> SlackError.of("users_not_found"));
        ObjectNode answer = Json.ok();
        answer.set("user", person.json(true));
        return answer;
    }

    private ObjectNode usergroupMembers(Args args) {
        Set<String> members =
                state.workspace.usergroup(args.need("usergroup")).orElseThrow(() -> SlackError.of("no_such_subteam"));
        ObjectNode answer = Json.ok();
        members.forEach(answer.putArray("users")::add);
        return answer;
    }

    private static <T> ObjectNode page(Args args, String field, List<T> all, BiConsumer<ArrayNode, T> add) {
        int limit = args.number("limit", DEFAULT_PAGE);
        if (limit < 1 || limit > 1000) {
            throw SlackError.of("invalid_limit");
        }
        int from = cursor(args, all.size());
        int to = Math.min(all.size(), from + limit);
        ObjectNode answer = Json.ok();
        ArrayNode list = answer.putArray(field);
        all.subList(from, to).forEach(item -> add.accept(list, item));
        answer.putObject("response_metadata").put("next_cursor", to < all.size() ? "next:" + to : "");
        return answer;
    }

    private static int cursor(Args args, int size) {
        String cursor = args.text("cursor").orElse("next:0");
        if (!cursor.matches("next:\\d{1,6}") || Integer.parseInt(cursor.substring(5)) > size) {
            throw SlackError.of("invalid_cursor");
        }
        return Integer.parseInt(cursor.substring(5));
    }
}
