package dev.breakglass.boundary;

import java.util.Set;

/**
 * What somebody holds who has logged in. Deleting it ends every session that was opened with it.
 *
 * @param actions what the bot may do with it
 */
record AuthToken(String id, String user, String account, Set<String> actions) {
    static AuthToken of(Answer answer) {
        return new AuthToken(
                answer.requiredText("id"),
                answer.text("user_id"),
                answer.text("account_id"),
                Set.copyOf(answer.strings("authorized_actions")));
    }
}
