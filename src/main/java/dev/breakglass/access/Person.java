package dev.breakglass.access;

import java.util.Optional;
import java.util.Set;

/**
 * One human being as the people file binds them.
 *
 * @param boundaryUser the Boundary user ({@code u_…}) that fills a slot; without one a person may decide but not ask
 */
public record Person(PersonId id, String name, Set<SlackUser> slack, Optional<String> boundaryUser) {
    public Person {
        slack = Set.copyOf(slack);
    }
}
