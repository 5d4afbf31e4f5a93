package dev.breakglass.boundary;

import dev.breakglass.flow.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds rights of the bot that it does not need: whoever steals its login has them, too. */
final class RightsCheck {
    private static final Set<String> ON_SLOTS = Set.of("no-op", "read", "set-principals");
    // An ordinary installation lets everybody who logged in read targets and their own sessions.
    private static final Set<String> ON_TARGETS = Set.of("no-op", "read");
    private static final Set<String> ON_SESSIONS = Set.of("no-op", "read", "read:self", "cancel", "cancel:self");
    private static final String ANY_LOGIN = "ids=*;type=auth-token;actions=delete";

    private final BoundaryClient client;
    private final String loginName;

    RightsCheck(BoundaryClient client, String loginName) {
        this.client = client;
        this.loginName = loginName;
    }

    List<Finding> onSlot(Role role) {
        return more("slot " + role.id(), role.actions(), ON_SLOTS);
    }

    List<Finding> onTarget(Target target) {
        return more("target " + target.id(), target.actions(), ON_TARGETS);
    }

    List<Finding> onSession(Session session) {
        return more("the sessions of the project", session.actions(), ON_SESSIONS);
    }

    /** Ending other people's logins is needed for a hard kill and for emergency accounts, which are checked apart. */
    List<Finding> onLogins(boolean hardKill, boolean accounts) {
        boolean mayEndAny = client.ownTokenActions().contains("delete");
        if (hardKill && !mayEndAny) {
            return List.of(Finding.fault(
                    "the policy allows a hard kill, and the bot may not end other people's logins",
                    "add the grant string \"" + ANY_LOGIN + "\" to a role of " + loginName
                            + " in the scope of people's auth method, or take hard_kill out of the policy"));
        }
        return mayEndAny && !hardKill && !accounts
                ? List.of(Finding.warning(
                        "the bot may end anybody's login, and no target of the policy has hard_kill or emergency accounts",
                        "take \"delete\" on auth tokens from the roles of " + loginName))
                : List.of();
    }

    private List<Finding> more(String what, Set<String> actions, Set<String> needed) {
        TreeSet<String> more = new TreeSet<>(actions);
        more.removeAll(needed);
        List<Finding> findings = new ArrayList<>();
        if (!more.isEmpty()) {
            findings.add(Finding.warning(
                    "the bot has more rights on " + what + " than it needs: " + String.join(", ", more),
                    "take them from the roles of " + loginName));
        }
        return findings;
    }
}
