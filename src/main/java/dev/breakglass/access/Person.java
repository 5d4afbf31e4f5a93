package dev.breakglass.access;

import java.util.Optional;
import java.util.Set;

/**
 * One human being as the people file binds them. Without a Boundary user or account a person may decide but not ask.
 *
 * @param boundaryUser the Boundary user ({@code u_…}) that fills a slot
 * @param boundaryAccount the account whose user fills it; never beside a user
 */
public record Person(
        PersonId id,
        String name,
        Set<SlackUser> slack,
        Optional<String> boundaryUser,
        Optional<BoundaryAccount> boundaryAccount) {
    public Person {
        slack = Set.copyOf(slack);
    }

    /** A person who is bound to a Boundary user by its id, or to none. */
    public Person(PersonId id, String name, Set<SlackUser> slack, Optional<String> boundaryUser) {
        this(id, name, slack, boundaryUser, Optional.empty());
    }

    /** Whether anything can be opened for this person. */
    public boolean isBoundToBoundary() {
        return boundaryUser.isPresent() || boundaryAccount.isPresent();
    }

    /** Whether the file names this person's account in a workspace; one of an organisation is one in all of them. */
    boolean isBoundIn(String team) {
        return slack.stream().map(SlackUser::team).anyMatch(own -> own.equals(team) || own.startsWith("E"));
    }

    /** Whether a request was made under the binding that this person has now. */
    boolean isBoundAs(Requester requester) {
        return boundaryAccount.isPresent()
                ? boundaryAccount.equals(requester.boundaryAccount())
                : boundaryUser.filter(requester.boundaryUser()::equals).isPresent();
    }
}
