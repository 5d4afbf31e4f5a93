package dev.breakglass.vault;

import dev.breakglass.access.Act;
import dev.breakglass.access.Seen;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Keeper;
import dev.breakglass.flow.Wrapping;
import java.time.Clock;
import java.time.Duration;

/** Issues, delivers and takes back the credentials of a grant. */
public final class CredentialKeeper implements Keeper {
    private final IssueCredential issue;
    private final RevokeCredential revoke;

    /**
     * Makes the keeper.
     *
     * @param wrapTtl how long a person has to open what was delivered
     */
    public CredentialKeeper(
            VaultClient client, VaultLogin login, Wrapping wrapping, Courier courier, Duration wrapTtl, Clock clock) {
        this.issue = new IssueCredential(client, login, wrapping, courier, wrapTtl, clock);
        this.revoke = new RevokeCredential(client, login, clock);
    }

    @Override
    public Seen perform(Act act, Journal journal) {
        return switch (act.verb()) {
            // It is only looked at while nothing was asked for, so there is nothing to find, only to make.
            case MAKE, LOOK -> issue.issue(act, journal);
            case END -> revoke.revoke(journal);
            case PROLONG -> new Seen.Failed("extensions are not offered yet");
        };
    }
}
