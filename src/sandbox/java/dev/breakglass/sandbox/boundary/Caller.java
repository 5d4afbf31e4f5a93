package dev.breakglass.sandbox.boundary;

import org.jspecify.annotations.Nullable;

/** Who calls: the token's user, or anonymous when the token is missing or worth nothing. */
record Caller(@Nullable AuthToken token, Rights rights) {
    boolean isAnonymous() {
        return token == null;
    }

    void mustHave(boolean right) {
        if (!right) {
            throw isAnonymous() ? ApiError.unauthenticated() : ApiError.forbidden();
        }
    }
}
