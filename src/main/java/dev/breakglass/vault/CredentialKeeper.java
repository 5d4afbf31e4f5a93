package dev.breakglass.vault;

import dev.breakglass.access.Act;
import dev.breakglass.access.Holding;
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
    private final WatchWrapping wrapping;
    private final RevokeCredential revoke;

    /**
     * Makes the keeper.
     *
     * @param wrapTtl how long a person has to open what was delivered
     */
    public CredentialKeeper(
            VaultClient client, VaultLogin login, Wrapping wraps, Courier courier, Duration wrapTtl, Clock clock) {
        this.issue = new IssueCredential(client, login, wraps, courier, wrapTtl, clock);
        this.wrapping = new WatchWrapping(client, login, courier, clock);
        this.revoke = new RevokeCredential(client, login, clock);
    }

    @Override
    public Seen perform(Act act, Journal journal) {
        return switch (act.verb()) {
            case MAKE -> issue.issue(act, journal);
            case LOOK -> isDelivered(act, journal) ? wrapping.look(act, journal) : issue.issue(act, journal);
            case END -> end(act, journal);
            case PROLONG -> new Seen.Failed("extensions are not offered yet");
        };
    }

    private Seen end(Act act, Journal journal) {
        Seen seen = revoke.revoke(act, journal);
        if (seen instanceof Seen.Ended || seen instanceof Seen.StillValid) {
            wrapping.tidy(act, journal);
        }
        return seen;
    }

    /** One that is not held is looked at only while nothing was asked of Vault, so it can simply be made. */
    private static boolean isDelivered(Act act, Journal journal) {
        return journal.request().holding(act).phase() == Holding.Phase.HELD;
    }
}
