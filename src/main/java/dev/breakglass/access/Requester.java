package dev.breakglass.access;

import java.util.Optional;

/**
 * The person who asked, as they were bound at that moment: an ending uses this and never the people file of later.
 *
 * @param boundaryAccount the account that led to the user; empty if the people file named the user itself
 */
public record Requester(
        PersonId id, String name, SlackUser slack, String boundaryUser, Optional<BoundaryAccount> boundaryAccount) {
    /** A requester whom the people file binds to a user by its id. */
    public Requester(PersonId id, String name, SlackUser slack, String boundaryUser) {
        this(id, name, slack, boundaryUser, Optional.empty());
    }
}
