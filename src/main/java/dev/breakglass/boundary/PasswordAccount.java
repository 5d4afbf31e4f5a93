package dev.breakglass.boundary;

import java.util.Set;

/**
 * An emergency account as Boundary shows it; whether it has a password is never shown.
 *
 * @param version counts every change, that of the password included
 * @param actions what the bot may do with it
 */
record PasswordAccount(String id, String scope, int version, String authMethod, String loginName, Set<String> actions) {
    static PasswordAccount of(Answer answer) {
        return new PasswordAccount(
                answer.requiredText("id"),
                answer.object("scope").text("id"),
                answer.requiredVersion(),
                answer.text("auth_method_id"),
                answer.object("attributes").text("login_name"),
                Set.copyOf(answer.strings("authorized_actions")));
    }
}
