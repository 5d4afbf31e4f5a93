package dev.breakglass.boundary;

import dev.breakglass.access.Secret;

/** How an administrator of Boundary logs in for one command. */
public sealed interface Administrator {
    /** With a password of a password auth method. */
    record ByPassword(String authMethod, String loginName, Secret password) implements Administrator {}

    /** With a token that the administrator has already. */
    record ByToken(Secret token) implements Administrator {}
}
