package dev.breakglass.sandbox.boundary;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Everything the server keeps, and what happens to it together. The server's lock guards it. */
final class World {
    private static final String ID_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int ID_LENGTH = 10;

    final Map<String, AuthMethod> authMethods;
    final Map<String, User> users = new LinkedHashMap<>();
    final Map<String, Account> accounts = new LinkedHashMap<>();
    final Map<String, Role> roles = new LinkedHashMap<>();
    final Map<String, Target> targets = new LinkedHashMap<>();
    final Map<String, Session> sessions = new LinkedHashMap<>();
    final Map<String, AuthToken> tokens = new LinkedHashMap<>();

    /** A worker asks every two seconds which sessions to end; where in that interval a cancel falls is chance. */
    Duration workerDelay = Duration.ofSeconds(2);

    private final Clock clock;
    // A fixed seed: the same calls give the same ids in every run.
    private final Random random = new Random(20260101);
    private int lastClientPort = 40000;

    World(Clock clock) {
        this.clock = clock;
        authMethods = Map.of(AuthMethod.ID, new AuthMethod(now()));
        addDefaultPeople();
        addDefaultRoles();
    }

    /** What a new installation has, with the right to open sessions taken from the role of all authenticated users. */
    private void addDefaultPeople() {
        addUser(User.ANONYMOUS, "anonymous").description =
                "The anonymous user matches any request, whether authenticated or not";
        addUser(User.AUTHENTICATED, "authenticated").description =
                "The authenticated user matches any user that has a valid token";
        addUser(User.RECOVERY, "recovery").description =
                "The recovery user is used for any request that was performed" + " with the recovery KMS workflow";
        User admin = addUser("u_1234567890", "admin");
        admin.description = "Initial admin user within the \"global\" scope";
        admin.version = 4;
        Account account = new Account("acctpw_1234567890", "admin", "password", now());
        accounts.put(account.id, account);
        admin.accounts.add(account);
    }

    private void addDefaultRoles() {
        addDefaultRole(
                "Login Grants",
                User.ANONYMOUS,
                "ids=*;type=scope;actions=list,no-op",
                "ids=*;type=auth-method;actions=list,authenticate",
                "ids=*;type=auth-token;actions=read:self,delete:self");
        addDefaultRole(
                "Authenticated User Grants",
                User.AUTHENTICATED,
                "ids=*;type=scope;actions=read",
                "ids=*;type=auth-token;actions=list",
                "ids={{.Account.Id}};actions=read,change-password",
                "ids=*;type=session;actions=list,read:self,cancel:self",
                "ids={{.User.Id}};type=user;actions=list-resolvable-aliases",
                "ids=*;type=target;actions=list,read");
        addDefaultRole("Administration", "u_1234567890", "ids=*;type=*;actions=*");
    }

    private void addDefaultRole(String name, String principal, String... grants) {
        Role role = addRole(Scope.GLOBAL, name, "");
        role.version = 4;
        role.grantScopes.add("descendants");
        role.principals.add(principal);
        for (String grant : grants) {
            role.grants.add(Grant.parse(grant));
        }
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    String newId(String prefix) {
        return prefix + letters(ID_LENGTH);
    }

    private String letters(int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
        }
        return letters.toString();
    }

    int nextClientPort() {
        return ++lastClientPort;
    }

    User addUser(String id, String name) {
        User user = new User(id, name, now());
        users.put(id, user);
        return user;
    }

    Account addAccount(String name, String loginName, String password) {
        Account account = new Account(newId("acctpw_"), loginName, password, now());
        account.name = name;
        accounts.put(account.id, account);
        return account;
    }

    Role addRole(Scope scope, String name, String description) {
        Role role = new Role(newId("r_"), scope, name, description, now());
        roles.put(role.id, role);
        return role;
    }

    Target addTarget(Scope scope, String name, String address, int port, Target.Limits limits) {
        Target target = new Target(newId("ttcp_"), scope, name, address, port, limits, now());
        targets.put(target.id, target);
        return target;
    }

    AuthToken addToken(User user, Account account) {
        String secret = "s1" + letters(120);
        AuthToken token = new AuthToken(newId("at_"), secret, user, account, now());
        tokens.put(token.id, token);
        return token;
    }

    Session addSession(Target target, AuthToken token) {
        Session session = new Session(newId("s_"), target, token, now());
        sessions.put(session.id, session);
        return session;
    }

    /** The bearer secret that stands for a session's certificate and private key. */
    String sessionSecret(Session session) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(("key of " + session.id + " " + letters(200)).getBytes(StandardCharsets.UTF_8));
    }

    /** The user of an account; an account that has none gets one at its first login, as in the real server. */
    User userOf(Account account) {
        return owner(account).orElseGet(() -> {
            User user = addUser(newId("u_"), "");
            user.accounts.add(account);
            return user;
        });
    }

    Optional<User> owner(Account account) {
        return users.values().stream()
                .filter(user -> user.accounts.contains(account))
                .findFirst();
    }

    void deleteUser(User user) {
        users.remove(user.id);
        roles.values().forEach(role -> role.principals.remove(user.id));
        for (Session session : sessions.values()) {
            if (session.userId.equals(user.id)) {
                session.userId = "";
                session.cutOff(now(), workerDelay);
            }
        }
    }

    void deleteToken(AuthToken token) {
        tokens.remove(token.id);
        for (Session session : sessions.values()) {
            if (session.tokenId.equals(token.id)) {
                session.tokenId = "";
                session.cutOff(now(), workerDelay);
            }
        }
    }

    /** Makes happen what time alone brings: sessions end, and ended ones are forgotten. */
    void settle() {
        Instant now = now();
        sessions.values().forEach(session -> session.settle(now));
        sessions.values().removeIf(session -> session.isForgotten(now));
    }

    /** A bad token is not an error: its bearer is anonymous. */
    Caller caller(String authorization) {
        AuthToken token = validToken(authorization);
        if (token == null) {
            return new Caller(null, new Rights("", "", Set.of(User.ANONYMOUS), roles.values()));
        }
        token.used(now());
        Set<String> principals = Set.of(token.userId, User.AUTHENTICATED, User.ANONYMOUS);
        return new Caller(token, new Rights(token.userId, token.accountId, principals, roles.values()));
    }

    private @Nullable AuthToken validToken(String authorization) {
        String bearer = authorization.startsWith("Bearer ") ? authorization.substring("Bearer ".length()) : "";
        int secretAt = bearer.indexOf('_', "at_".length());
        AuthToken token = secretAt < 0 ? null : tokens.get(bearer.substring(0, secretAt));
        if (token == null || !token.bearer().equals(bearer) || !users.containsKey(token.userId)) {
            return null;
        }
        if (token.isSpent(now())) {
            // Spent tokens are only noticed, and deleted, when somebody uses them.
            deleteToken(token);
            return null;
        }
        return token;
    }

    Optional<Scope> scope(String id) {
        return scopes().stream().filter(scope -> scope.id().equals(id)).findFirst();
    }

    List<Scope> scopes() {
        return List.of(Scope.GLOBAL, Scope.ORG, Scope.PROJECT);
    }

    /** All resources of a kind, by id. */
    Map<String, ? extends Resource> all(Kind kind) {
        return switch (kind) {
            case USER -> users;
            case ACCOUNT -> accounts;
            case ROLE -> roles;
            case TARGET -> targets;
            case SESSION -> sessions;
            case AUTH_TOKEN -> tokens;
            case AUTH_METHOD -> authMethods;
            case SCOPE, SESSION_RECORDING -> Map.of();
        };
    }

    boolean nameIsTaken(Collection<? extends Resource> among, Scope scope, String name) {
        return among.stream().anyMatch(each -> each.scope.equals(scope) && !name.isEmpty() && each.name.equals(name));
    }
}
