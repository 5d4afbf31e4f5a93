package dev.breakglass.boundary;

import dev.breakglass.access.Terms.AccountTerms;
import java.util.List;

/**
 * The auth tokens of one emergency account. Boundary leaves out of a list what the caller may not touch, so a list counts
 * only if it shows the bot's own token as one that the bot might delete: then it shows those of others as well.
 */
final class AccountTokens {
    private final AccountTerms account;
    private final BoundaryClient boundary;

    AccountTokens(AccountTerms account, BoundaryClient boundary) {
        this.account = account;
        this.boundary = boundary;
    }

    /** All that are left; empty proves that nobody is logged in. */
    List<AuthToken> listed() {
        String own = boundary.tokenId();
        List<AuthToken> listed = boundary.listTokens(own, account.user(), account.id());
        boolean complete = listed.stream()
                .anyMatch(token -> token.id().equals(own) && token.actions().contains("delete"));
        if (!complete) {
            throw BoundaryException.answered("list and delete the auth tokens of everybody", 403, "", null);
        }
        return listed.stream().filter(token -> !token.id().equals(own)).toList();
    }

    /** Deletes what is there, and says how many that were; one that is gone already is fine. */
    int delete() {
        List<AuthToken> there = listed();
        there.forEach(token -> boundary.deleteAuthToken(token.id()));
        return there.size();
    }
}
