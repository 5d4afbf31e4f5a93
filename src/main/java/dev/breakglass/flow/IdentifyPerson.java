package dev.breakglass.flow;

import dev.breakglass.access.Person;
import dev.breakglass.access.Policy;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.SlackUser;
import java.util.Optional;

/** Before every step: says which person a Slack account is, and refuses accounts that may do nothing here. */
public final class IdentifyPerson {
    private final CurrentPolicy policies;
    private final Directory directory;

    public IdentifyPerson(CurrentPolicy policies, Directory directory) {
        this.policies = policies;
        this.directory = directory;
    }

    /** Who it is. */
    public sealed interface Identity {
        /** A person, under the policy that was read for the same step. */
        record Known(Person person, Policy policy) implements Identity {}

        /** Nobody who may do anything. */
        record Nobody(Refusal why) implements Identity {}
    }

    public Identity identify(SlackUser account) {
        Optional<Policy> policy = policies.get();
        if (policy.isEmpty()) {
            return new Identity.Nobody(Refusal.POLICY_UNUSABLE);
        }
        Directory.Account facts;
        try {
            facts = directory.account(account);
        } catch (Directory.Unavailable e) {
            return new Identity.Nobody(Refusal.DIRECTORY_UNAVAILABLE);
        }
        Optional<Refusal> refusal = refuses(facts);
        if (refusal.isPresent()) {
            return new Identity.Nobody(refusal.get());
        }
        Policy.Owner owner = policy.get().ownerOf(account, facts.email());
        return owner instanceof Policy.Owner.One one
                ? new Identity.Known(one.person(), policy.get())
                : new Identity.Nobody(((Policy.Owner.Nobody) owner).why());
    }

    private static Optional<Refusal> refuses(Directory.Account account) {
        if (account.bot()) {
            return Optional.of(Refusal.BOT_ACCOUNT);
        }
        if (account.deactivated()) {
            return Optional.of(Refusal.DEACTIVATED);
        }
        if (account.stranger()) {
            return Optional.of(Refusal.STRANGER);
        }
        return account.guest() ? Optional.of(Refusal.GUEST) : Optional.empty();
    }
}
