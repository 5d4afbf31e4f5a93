package dev.breakglass.boundary;

import dev.breakglass.access.BoundaryAccount;
import dev.breakglass.flow.BoundaryUsers;
import java.io.InterruptedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the user of an account. No account names its user, and a list of users names only the primary account of each; so
 * users are read one by one, and what was read is remembered until their version changes.
 */
public final class AccountOwners implements BoundaryUsers {
    private static final Logger log = LoggerFactory.getLogger(AccountOwners.class);

    /** Slack wants an answer within 3 s, and other things have to be found out as well. */
    private static final Duration LIMIT = Duration.ofMillis(1_500);

    private final BoundaryClient client;
    private final Clock clock;
    private final Map<String, User> read = new ConcurrentHashMap<>();
    private final Map<String, String> owners = new ConcurrentHashMap<>();

    public AccountOwners(BoundaryClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    @Override
    public Resolution resolve(BoundaryAccount account) {
        try {
            return find(
                    account, client.within(LIMIT).through(until(clock.instant().plus(LIMIT))));
        } catch (BoundaryException e) {
            log.info("the user of account {} cannot be found: {}", account, e.says());
            return new Resolution.Unavailable();
        }
    }

    /** What was read until the time is over is remembered, so the next one who asks gets further. */
    private Way until(Instant deadline) {
        return new Way() {
            @Override
            public <T> T call(Supplier<T> outside) {
                if (clock.instant().isAfter(deadline)) {
                    throw BoundaryException.noAnswer("find a user", new InterruptedIOException("no time is left"));
                }
                return outside.get();
            }
        };
    }

    /** The same without a limit of time. */
    Resolution find(BoundaryAccount account, BoundaryClient boundary) {
        List<Account> accounts = boundary.listAccounts(account.authMethod()).stream()
                .filter(each -> each.is(account))
                .toList();
        Set<String> users = new TreeSet<>();
        for (Account each : accounts) {
            ownerOf(each, boundary).ifPresent(users::add);
        }
        if (users.isEmpty()) {
            return new Resolution.Nobody();
        }
        return users.size() == 1 ? new Resolution.User(users.iterator().next()) : new Resolution.Several();
    }

    private Optional<String> ownerOf(Account account, BoundaryClient boundary) {
        Optional<String> known =
                Optional.ofNullable(owners.get(account.id())).filter(user -> stillOwns(user, account, boundary));
        if (known.isPresent()) {
            return known;
        }
        List<User> users = new ArrayList<>(boundary.listUsers(account.scope()));
        // The list itself names the owner if the account is of the primary auth method.
        users.sort(Comparator.comparing(user -> !user.primaryAccount().equals(account.id())));
        Optional<String> owner = users.stream()
                .filter(user -> accountsOf(user, boundary).contains(account.id()))
                .map(User::id)
                .findFirst();
        owner.ifPresent(user -> owners.put(account.id(), user));
        return owner;
    }

    private static boolean stillOwns(String user, Account account, BoundaryClient boundary) {
        return boundary.findUser(user)
                .filter(found -> found.accounts().contains(account.id()))
                .isPresent();
    }

    private Set<String> accountsOf(User listed, BoundaryClient boundary) {
        User known = read.get(listed.id());
        if (known != null && listed.version() > 0 && known.version() == listed.version()) {
            return known.accounts();
        }
        Optional<User> now = boundary.findUser(listed.id());
        now.ifPresent(user -> read.put(user.id(), user));
        return now.map(User::accounts).orElse(Set.of());
    }
}
