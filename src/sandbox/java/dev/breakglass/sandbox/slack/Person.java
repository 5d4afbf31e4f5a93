package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** A user account as the workspace sees it. */
public record Person(String id, String teamId, String name, String email, Set<Flag> flags) {
    /** What makes an account other than an ordinary member's. */
    public enum Flag {
        /** A multi-channel guest. */
        RESTRICTED,
        /** A single-channel guest, whom Slack flags as restricted, too. */
        ULTRA_RESTRICTED,
        BOT,
        DELETED,
        /** Somebody who has not confirmed their e-mail address. */
        UNCONFIRMED,
        /** Somebody of another workspace, seen through a shared channel. */
        STRANGER,
        ADMIN
    }

    static Person of(String teamId, String name, Flag... flags) {
        Set<Flag> set = EnumSet.noneOf(Flag.class);
        set.addAll(Arrays.asList(flags));
        return new Person(Workspace.userId(name), teamId, name, name + "@example.com", Set.copyOf(set));
    }

    public boolean is(Flag flag) {
        return flags.contains(flag);
    }

    /** The display name people read: the account name with a capital. */
    public String realName() {
        return name.isEmpty() ? name : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** The user object of {@code users.info}; Slack shows the address only to apps with that scope. */
    ObjectNode json(boolean withEmail) {
        ObjectNode user = Json.object()
                .put("id", id)
                .put("team_id", teamId)
                .put("name", name)
                .put("deleted", is(Flag.DELETED))
                .put("color", "9f69e7")
                .put("real_name", realName())
                .put("tz", "Europe/Berlin")
                .put("tz_label", "Central European Time")
                .put("tz_offset", 3600);
        user.set("profile", profile(withEmail));
        user.put("is_admin", is(Flag.ADMIN))
                .put("is_owner", false)
                .put("is_primary_owner", false)
                .put("is_restricted", is(Flag.RESTRICTED) || is(Flag.ULTRA_RESTRICTED))
                .put("is_ultra_restricted", is(Flag.ULTRA_RESTRICTED))
                .put("is_bot", is(Flag.BOT))
                .put("is_app_user", false)
                .put("updated", 1_700_000_000L)
                .put("is_email_confirmed", !is(Flag.UNCONFIRMED))
                .put("who_can_share_contact_card", "EVERYONE");
        if (is(Flag.STRANGER)) {
            user.put("is_stranger", true);
        }
        return user;
    }

    private ObjectNode profile(boolean withEmail) {
        ObjectNode profile = Json.object()
                .put("real_name", realName())
                .put("real_name_normalized", realName())
                .put("display_name", name)
                .put("display_name_normalized", name)
                .put("title", "")
                .put("phone", "")
                .put("team", teamId);
        if (withEmail && !is(Flag.BOT)) {
            profile.put("email", email);
        }
        return profile;
    }
}
