package dev.breakglass.app.config;

import dev.breakglass.access.AccountId;
import dev.breakglass.access.Terms.AccountTerms;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the emergency accounts of targets. Several targets may share an account, because only one request at a time has
 * it; but everywhere it is the same, and its user is nobody else's.
 */
final class AccountReader {
    static final List<String> KEYS = List.of("account", "user", "auth_method", "login_name");

    private final Roster roster;
    private final Problems problems;
    private final Map<AccountId, AccountTerms> known = new HashMap<>();
    private final Map<String, AccountId> users = new HashMap<>();

    AccountReader(Roster roster, Problems problems) {
        this.roster = roster;
        this.problems = problems;
    }

    /** The emergency accounts of a target, none if its 'boundary' has no 'emergency_accounts'. */
    Optional<List<AccountTerms>> read(String target, Section boundary) {
        return boundary.itemsIfAny("emergency_accounts").flatMap(items -> accounts(target, items));
    }

    private Optional<List<AccountTerms>> accounts(String target, List<Yaml> items) {
        List<AccountTerms> accounts = new ArrayList<>();
        for (Yaml item : items) {
            Section.of(item, "an item of 'emergency_accounts' of " + target, KEYS, problems)
                    .flatMap(section -> account(section, accounts))
                    .ifPresent(accounts::add);
        }
        return accounts.size() == items.size() ? Optional.of(accounts) : Optional.empty();
    }

    private Optional<AccountTerms> account(Section section, List<AccountTerms> before) {
        Optional<Yaml.Scalar> id = section.text("account");
        Optional<String> account = id.flatMap(text -> Shape.ACCOUNT.of(text, problems));
        Optional<String> user = section.text("user").flatMap(this::user);
        Optional<String> method = section.has("auth_method")
                ? section.text("auth_method").flatMap(text -> Shape.AUTH_METHOD.of(text, problems))
                : Optional.of("");
        Optional<String> login =
                section.has("login_name") ? section.text("login_name").flatMap(this::loginName) : Optional.of("");
        if (Stream.of(account, user, method, login).anyMatch(Optional::isEmpty)) {
            return Optional.empty();
        }
        AccountTerms read = new AccountTerms(new AccountId(account.get()), user.get(), method.get(), login.get());
        return isSound(read, before, id.orElseThrow().at()) ? Optional.of(read) : Optional.empty();
    }

    private boolean isSound(AccountTerms account, List<AccountTerms> before, Spot at) {
        if (before.stream().anyMatch(other -> other.id().equals(account.id()))) {
            problems.add(at, "account " + account.id() + " is listed twice", "List each account once in a target.");
            return false;
        }
        @Nullable AccountTerms elsewhere = known.putIfAbsent(account.id(), account);
        if (elsewhere != null && !elsewhere.equals(account)) {
            problems.add(
                    at,
                    "account " + account.id() + " is described otherwise in another target",
                    "Give it the same user, auth_method and login_name everywhere.");
            return false;
        }
        @Nullable AccountId owner = users.putIfAbsent(account.user(), account.id());
        if (owner != null && !owner.equals(account.id())) {
            problems.add(
                    at,
                    "user " + account.user() + " belongs to account " + owner + " already",
                    "Give each emergency account a user of its own.");
            return false;
        }
        return true;
    }

    private Optional<String> user(Yaml.Scalar text) {
        Optional<String> user = Shape.BOUNDARY_USER.of(text, problems);
        if (user.isPresent() && roster.isBoundaryUserOfSomebody(user.get())) {
            problems.add(
                    text.at(),
                    text.shown() + " is the Boundary user of a person",
                    "Give each emergency account a user of its own.");
            return Optional.empty();
        }
        return user;
    }

    private Optional<String> loginName(Yaml.Scalar text) {
        if (text.text().length() <= 128 && text.text().matches("[A-Za-z0-9._@+-]+")) {
            return Optional.of(text.text());
        }
        problems.add(
                text.at(),
                "'login_name' is not a login name of up to 128 letters, digits, '.', '_', '@', '+' and '-'",
                "Write one such as emergency-1.");
        return Optional.empty();
    }
}
