package dev.breakglass.sandbox.vault;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The PostgreSQL behind Vault: users with a {@code VALID UNTIL}, what they own, and their open connections, which do not
 * care that their user was dropped.
 */
public final class FakeDatabase {
    private static final class User {
        final String password;
        Instant validUntil;
        boolean mayLogIn = true;
        boolean ownsObjects;
        boolean holdsGrants;

        User(String password, Instant validUntil) {
            this.password = password;
            this.validUntil = validUntil;
        }
    }

    private final FakeVault vault;
    private final Clock clock;
    private final Map<String, User> users = new TreeMap<>();
    private final List<String> connections = new ArrayList<>();
    private boolean away;

    FakeDatabase(FakeVault vault, Clock clock) {
        this.vault = vault;
        this.clock = clock;
    }

    /** Whether these open a new connection now; the connection is not kept. */
    public boolean login(String username, String password) {
        synchronized (vault) {
            @Nullable User user = seen().get(username);
            return !away
                    && user != null
                    && user.mayLogIn
                    && user.password.equals(password)
                    && clock.instant().isBefore(user.validUntil);
        }
    }

    /** Logs in and stays connected; false if these do not open a connection. */
    public boolean connect(String username, String password) {
        synchronized (vault) {
            return login(username, password) && connections.add(username);
        }
    }

    /** How many connections of this user are open, also after the user is gone. */
    public int openConnections(String username) {
        synchronized (vault) {
            vault.catchUp();
            return (int) connections.stream().filter(username::equals).count();
        }
    }

    /** The users that exist by now. */
    public List<String> users() {
        synchronized (vault) {
            return List.copyOf(seen().keySet());
        }
    }

    /** The instant from which the user's password is refused; empty if there is no such user. */
    public Optional<Instant> validUntil(String username) {
        synchronized (vault) {
            return Optional.ofNullable(seen().get(username)).map(user -> user.validUntil);
        }
    }

    /** The user makes a table, which then stands in the way of dropping the user. */
    public void makesTable(String username) {
        synchronized (vault) {
            Optional.ofNullable(seen().get(username)).ifPresent(user -> user.ownsObjects = true);
        }
    }

    /** An administrator drops what the user owns or was granted. */
    public void dropOwned(String username) {
        synchronized (vault) {
            Optional.ofNullable(seen().get(username)).ifPresent(FakeDatabase::release);
        }
    }

    /** Lets nobody in, or everybody again. */
    public void away(boolean nobodyGetsIn) {
        synchronized (vault) {
            vault.catchUp();
            away = nobodyGetsIn;
        }
    }

    boolean isAway() {
        return away;
    }

    void create(String username, String password, Instant validUntil, List<String> statements) {
        User user = new User(password, validUntil);
        // The default revocation takes back grants on tables only.
        user.holdsGrants = mention(statements, "ON SCHEMA");
        users.put(username, user);
    }

    void prolong(String username, Instant validUntil) {
        Optional.ofNullable(users.get(username)).ifPresent(user -> user.validUntil = validUntil);
    }

    /** Runs the revocation statements, or the default ones if there are none. */
    void revoke(String username, List<String> statements) {
        User user = users.get(username);
        if (mention(statements, "pg_terminate_backend")) {
            connections.removeIf(username::equals);
        }
        if (user == null) {
            return;
        }
        boolean released = mention(statements, "DROP OWNED");
        boolean reassigned = released || mention(statements, "REASSIGN OWNED");
        boolean drops = statements.isEmpty() || mention(statements, "DROP ROLE") || mention(statements, "DROP USER");
        if (drops && ((user.ownsObjects && !reassigned) || (user.holdsGrants && !released))) {
            throw new Lease.Failed("ERROR: role \"" + username
                    + "\" cannot be dropped because some objects depend on it (SQLSTATE 2BP01)");
        }
        user.mayLogIn &= !mention(statements, "NOLOGIN");
        if (drops) {
            users.remove(username);
        }
    }

    private Map<String, User> seen() {
        vault.catchUp();
        return users;
    }

    private static void release(User user) {
        user.ownsObjects = false;
        user.holdsGrants = false;
    }

    private static boolean mention(List<String> statements, String words) {
        String wanted = words.toUpperCase(Locale.ROOT);
        return statements.stream()
                .anyMatch(text -> text.toUpperCase(Locale.ROOT).contains(wanted));
    }
}
