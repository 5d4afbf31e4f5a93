package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A conversation with its members and messages. */
final class Channel {
    enum Kind {
        PUBLIC("channels"),
        PRIVATE("groups"),
        DM("im");

        private final String scopeFamily;

        Kind(String scopeFamily) {
            this.scopeFamily = scopeFamily;
        }

        String scope(String right) {
            return scopeFamily + ":" + right;
        }
    }

    final String id;
    final String name;
    final Kind kind;
    /** Changed by tests through {@link Workspace} while the server reads it. */
    final Set<String> members = Collections.synchronizedSet(new LinkedHashSet<>());

    volatile boolean archived;
    volatile boolean sharedExternally;
    volatile boolean pendingShare;
    private final Map<String, Message> messages = new LinkedHashMap<>();
    private long lastTs;

    Channel(String id, String name, Kind kind) {
        this.id = id;
        this.name = name;
        this.kind = kind;
    }

    /** A timestamp nothing else in this channel has, taken from the clock. */
    String nextTs(Instant now) {
        lastTs = Math.max(lastTs + 1, ChronoUnit.MICROS.between(Instant.EPOCH, now));
        return String.format(Locale.ROOT, "%d.%06d", lastTs / 1_000_000, lastTs % 1_000_000);
    }

    void put(Message message) {
        messages.put(message.ts(), message);
    }

    List<Message> messages() {
        return List.copyOf(messages.values());
    }

    /** The message with this timestamp unless it was deleted. */
    Optional<Message> message(String ts) {
        return Optional.ofNullable(messages.get(ts)).filter(message -> !message.deleted());
    }

    boolean has(String user) {
        return members.contains(user);
    }

    /** The other end of a direct message with the app. */
    String partner() {
        return List.copyOf(members).stream()
                .filter(member -> !member.equals(Workspace.BOT_USER))
                .findFirst()
                .orElse(Workspace.BOT_USER);
    }

    /** How slash commands and actions name this conversation. */
    String payloadName() {
        return switch (kind) {
            case PUBLIC -> name;
            case PRIVATE -> "privategroup";
            case DM -> "directmessage";
        };
    }

    ObjectNode json() {
        ObjectNode json = Json.object().put("id", id).put("created", 1_700_000_000L);
        if (kind == Kind.DM) {
            return json.put("is_im", true)
                    .put("is_channel", false)
                    .put("is_group", false)
                    .put("is_archived", archived)
                    .put("is_org_shared", false)
                    .put("context_team_id", Workspace.TEAM)
                    .put("user", partner())
                    .put("is_user_deleted", false)
                    .put("priority", 0);
        }
        json.put("name", name)
                .put("name_normalized", name)
                .put("is_channel", kind == Kind.PUBLIC)
                .put("is_group", kind == Kind.PRIVATE)
                .put("is_im", false)
                .put("is_mpim", false)
                .put("is_private", kind == Kind.PRIVATE)
                .put("is_archived", archived)
                .put("is_general", false)
                .put("is_shared", sharedExternally)
                .put("is_ext_shared", sharedExternally)
                .put("is_pending_ext_shared", pendingShare)
                .put("is_org_shared", false)
                .put("is_member", has(Workspace.BOT_USER))
                .put("context_team_id", Workspace.TEAM)
                .put("creator", "U0ADMIN")
                .put("num_members", members.size());
        json.set("topic", Json.object().put("value", "").put("creator", "").put("last_set", 0));
        json.set("purpose", Json.object().put("value", "").put("creator", "").put("last_set", 0));
        return json;
    }
}
