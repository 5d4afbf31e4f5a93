package dev.breakglass.boundary;

import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A slot role as Boundary shows it.
 *
 * @param version counts every change of principals or grants, except that a deleted user leaves without one
 * @param updated Boundary's time of the last counted change
 * @param actions what the bot may do with it
 */
record Role(
        String id,
        String scope,
        int version,
        Instant updated,
        Set<String> principals,
        List<String> grantScopes,
        List<String> grants,
        Set<String> actions) {
    static Role of(Answer answer) {
        return new Role(
                answer.requiredText("id"),
                answer.text("scope_id"),
                answer.requiredVersion(),
                answer.requiredTime("updated_time"),
                Set.copyOf(answer.strings("principal_ids")),
                List.copyOf(answer.strings("grant_scope_ids")),
                List.copyOf(answer.strings("grant_strings")),
                Set.copyOf(answer.strings("authorized_actions")));
    }

    boolean isEmpty() {
        return principals.isEmpty();
    }

    boolean isHeldOnlyBy(String user) {
        return principals.equals(Set.of(user));
    }
}
