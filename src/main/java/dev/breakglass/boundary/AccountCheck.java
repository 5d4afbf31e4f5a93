package dev.breakglass.boundary;

import dev.breakglass.access.AccountId;
import dev.breakglass.access.Terms;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.flow.Finding;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds out whether the emergency accounts are as the policy says, and let the bot open and close them. */
public final class AccountCheck {
    private static final String TOKENS = "ids=*;type=auth-token;actions=list,read,delete,read:self,delete:self";

    private final Settings settings;
    private final BoundaryClient client;

    public AccountCheck(Settings settings, BoundaryClient client) {
        this.settings = settings;
        this.client = client;
    }

    /**
     * Everything that is wrong for these targets; empty if all is well. Changes nothing.
     *
     * @param reserved the accounts that live requests have, and with which somebody may therefore be logged in
     */
    public List<Finding> findings(Collection<Terms> targets, Set<AccountId> reserved) {
        List<AccountTerms> accounts = targets.stream()
                .flatMap(terms -> terms.accounts().stream())
                .distinct()
                .sorted(Comparator.comparing(account -> account.id().value()))
                .toList();
        try {
            List<Finding> findings = new ArrayList<>();
            for (AccountTerms account : accounts) {
                findings.addAll(findings(account, reserved.contains(account.id())));
            }
            return findings;
        } catch (BoundaryException e) {
            // Trouble with all of Boundary is told by the check of the slots.
            return List.of();
        }
    }

    private List<Finding> findings(AccountTerms account, boolean reserved) {
        List<Finding> findings = new ArrayList<>();
        accountFinding(account).ifPresent(findings::add);
        userFinding(account).ifPresent(findings::add);
        tokenFinding(account, reserved).ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> accountFinding(AccountTerms account) {
        String what = "emergency account " + account.id();
        String grant = add("ids=" + account.id() + ";actions=read,set-password");
        PasswordAccount found;
        try {
            found = client.readAccount(account.id());
        } catch (BoundaryException e) {
            return Optional.of(unreadable(what, e, grant));
        }
        if (!found.actions().contains("set-password")) {
            return Optional.of(Finding.fault("the bot may not set the password of " + what, grant));
        }
        if (differs(account.authMethod(), found.authMethod()) || differs(account.loginName(), found.loginName())) {
            return Optional.of(Finding.fault(
                    what + " is " + found.loginName() + " of " + found.authMethod() + ", and the policy says otherwise",
                    "correct login_name and auth_method in the policy"));
        }
        if (!found.scope().equals(client.tokenScope())) {
            return Optional.of(Finding.fault(
                    what + " is not in the scope in which the bot logs in (" + client.tokenScope()
                            + "), so nobody could prove that it is closed",
                    "make the emergency accounts in an auth method of that scope"));
        }
        return Optional.empty();
    }

    private static boolean differs(String said, String found) {
        return !said.isEmpty() && !said.equals(found);
    }

    private Optional<Finding> userFinding(AccountTerms account) {
        String what = "user " + account.user() + " of emergency account " + account.id();
        Optional<User> user;
        try {
            user = client.findUser(account.user());
        } catch (BoundaryException e) {
            if (e.status() != 403) {
                throw e;
            }
            return Optional.of(Finding.warning(
                    "whether " + account.user() + " is the user of emergency account " + account.id()
                            + " cannot be seen",
                    add("ids=" + account.user() + ";actions=read")));
        }
        if (user.isEmpty()) {
            return Optional.of(
                    Finding.fault(what + " does not exist in Boundary", "make it, or correct the id in the policy"));
        }
        Set<String> accounts = user.get().accounts();
        return accounts.equals(Set.of(account.id().value()))
                ? Optional.empty()
                : Optional.of(Finding.fault(
                        what + " has the accounts " + new TreeSet<>(accounts),
                        "give it this account and no other, or correct the policy"));
    }

    private Optional<Finding> tokenFinding(AccountTerms account, boolean reserved) {
        try {
            List<AuthToken> tokens = new AccountTokens(account, client).listed();
            return tokens.isEmpty() || reserved
                    ? Optional.empty()
                    : Optional.of(Finding.fault(
                            "somebody is logged in with emergency account " + account.id()
                                    + ", and no live request has it",
                            "find out who set its password, then set an empty one and delete the auth tokens "
                                    + tokens.stream().map(AuthToken::id).toList()));
        } catch (BoundaryException e) {
            if (e.status() != 403) {
                throw e;
            }
            return Optional.of(Finding.fault(
                    "the bot may not see and delete the auth tokens of others, so an emergency account could not be"
                            + " closed",
                    add(TOKENS)));
        }
    }

    private static Finding unreadable(String what, BoundaryException e, String grant) {
        if (e.saysNotFound()) {
            return Finding.fault(what + " does not exist in Boundary", "make it, or correct the id in the policy");
        }
        if (e.status() == 403) {
            return Finding.fault("the bot may not read " + what, grant);
        }
        throw e;
    }

    private String add(String grant) {
        return "add the grant string \"" + grant + "\" to a role of " + settings.loginName() + " in the scope of "
                + settings.authMethod();
    }
}
