package dev.breakglass.boundary;

import java.util.Set;

/**
 * A user as Boundary shows it.
 *
 * @param version counts every change of its accounts; 0 if grants hide it
 * @param primaryAccount its account of the scope's primary auth method; empty if it has none
 * @param accounts only known from a single read, never from a list
 */
record User(String id, int version, String primaryAccount, Set<String> accounts) {
    static User of(Answer answer) {
        return new User(
                answer.requiredText("id"),
                (int) answer.number("version"),
                answer.text("primary_account_id"),
                Set.copyOf(answer.strings("account_ids")));
    }
}
