package dev.breakglass.access;

import java.time.Duration;
import java.util.List;

/**
 * What a target opens and under which rule, resolved from the policy when the request was made and kept with it, so that
 * an ending never needs the policy.
 *
 * @param project the Boundary project that holds the target and its slots
 * @param boundaryTarget the Boundary target ({@code ttcp_…})
 * @param slots the roles of which one is filled, in the order of preference
 * @param connect the command that the requester runs to connect
 * @param approvalsNeeded how many different people must approve
 * @param longest the longest total time, extensions included
 * @param channel the Slack channel of the card
 * @param measures what is done when something is wrong
 * @param accounts the emergency accounts for people whose own login does not work; empty where none are offered
 * @param digest stands for all of the above and for the set of approvers; approvals hold only for the digest they saw
 */
public record Terms(
        TargetId target,
        String description,
        String risk,
        String project,
        String boundaryTarget,
        List<SlotId> slots,
        List<CredentialTerms> credentials,
        String connect,
        int approvalsNeeded,
        Duration longest,
        String channel,
        Measures measures,
        List<AccountTerms> accounts,
        String digest) {
    public Terms {
        slots = List.copyOf(slots);
        credentials = List.copyOf(credentials);
        accounts = List.copyOf(accounts);
    }

    /** Of a target without emergency accounts. */
    public Terms(
            TargetId target,
            String description,
            String risk,
            String project,
            String boundaryTarget,
            List<SlotId> slots,
            List<CredentialTerms> credentials,
            String connect,
            int approvalsNeeded,
            Duration longest,
            String channel,
            Measures measures,
            String digest) {
        this(
                target,
                description,
                risk,
                project,
                boundaryTarget,
                slots,
                credentials,
                connect,
                approvalsNeeded,
                longest,
                channel,
                measures,
                List.of(),
                digest);
    }

    /** The same, with the card where it already is: a card does not move when the policy names another channel. */
    public Terms shownIn(String cardsChannel) {
        return new Terms(
                target,
                description,
                risk,
                project,
                boundaryTarget,
                slots,
                credentials,
                connect,
                approvalsNeeded,
                longest,
                cardsChannel,
                measures,
                accounts,
                digest);
    }

    /** The same with these emergency accounts. */
    public Terms withAccounts(List<AccountTerms> others) {
        return new Terms(
                target,
                description,
                risk,
                project,
                boundaryTarget,
                slots,
                credentials,
                connect,
                approvalsNeeded,
                longest,
                channel,
                measures,
                others,
                digest);
    }

    /** One of the emergency accounts. */
    public AccountTerms account(AccountId id) {
        return accounts.stream()
                .filter(account -> account.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no emergency account " + id + " of " + target));
    }

    /**
     * An emergency account: it has no password, so that nobody can log in, until one is set for a request.
     *
     * @param user the Boundary user ({@code u_…}) of this account alone, who then fills the slot
     * @param authMethod where its owner logs in ({@code ampw_…}); empty if the policy leaves that to Boundary
     * @param loginName empty if the policy leaves that to Boundary
     */
    public record AccountTerms(AccountId id, String user, String authMethod, String loginName) {
        /** What people call it. */
        public String shown() {
            return loginName.isEmpty() ? id.value() : loginName;
        }
    }

    /**
     * How far the program goes by itself when something is wrong.
     *
     * @param endIfIntercepted whether a grant ends when somebody else seems to have opened its credential
     * @param hardKill whether the requester's logins at Boundary may be ended where cancelling does not end a session
     */
    public record Measures(boolean endIfIntercepted, boolean hardKill) {
        /** People are alarmed, and decide. */
        public static final Measures MILD = new Measures(false, false);
    }

    /**
     * One credential that Vault issues.
     *
     * @param name unique within the target
     * @param tokenRole the orphan token role that makes the request's own token
     * @param policies what that token may do; a subset of what the role allows
     */
    public record CredentialTerms(String name, CredentialKind kind, String tokenRole, List<String> policies) {
        public CredentialTerms {
            policies = List.copyOf(policies);
        }

        /** Where the requester saves an SSH key, so that a target's {@code connect} can name it. */
        public String keyFile() {
            return "breakglass-" + name;
        }
    }
}
