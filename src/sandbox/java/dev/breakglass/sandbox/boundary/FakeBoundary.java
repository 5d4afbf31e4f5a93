package dev.breakglass.sandbox.boundary;

import dev.breakglass.sandbox.FakeServer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * HashiCorp Boundary's controller as far as emergency access needs it: people, roles, targets, sessions and tokens, with
 * grants enforced and time taken from the given clock.
 *
 * <p>The public methods are the world outside the program under test: the administrator who sets things up and the people
 * who open sessions. They act at once, are not counted among the {@link #calls()}, and work while the server is down.
 */
public final class FakeBoundary extends FakeServer {
    private static final String USERS_GRANT =
            "ids=*;type=user;actions=list,no-op;output_fields=id,name,email,login_name,full_name";

    private final World world;
    private final Api api;

    /** Listens at once on the given port of loopback; 0 takes any free one. */
    public FakeBoundary(Clock clock, int port) {
        super("boundary", port);
        world = new World(clock);
        api = new Api(world);
    }

    @Override
    protected Reply answer(Call call) {
        return api.answer(call);
    }

    /** The project that holds all targets, slots and sessions. */
    public String projectId() {
        return Scope.PROJECT.id();
    }

    /** The password auth method in the global scope. */
    public String authMethodId() {
        return AuthMethod.ID;
    }

    /** Makes a user with an account; an empty password makes an emergency account, with which nobody can log in yet. */
    public synchronized String addUser(String name, String loginName, String password) {
        Account account = world.addAccount(name, loginName, password);
        User user = world.addUser(world.newId("u_"), name);
        user.accounts.add(account);
        user.changed(world.now());
        return user.id;
    }

    /** The auth method of an identity provider, whose accounts have {@code subject} and perhaps {@code email}. */
    public String oidcAuthMethodId() {
        return AuthMethod.OIDC_ID;
    }

    /** The auth method of a directory, whose accounts have {@code login_name}, and {@code email} after a first login. */
    public String ldapAuthMethodId() {
        return AuthMethod.LDAP_ID;
    }

    /** Gives a user one more account; an empty user leaves it without, as when its owner never logged in. */
    public synchronized String addAccount(String userId, String authMethodId, Map<String, String> attributes) {
        String prefix = authMethodId.equals(AuthMethod.OIDC_ID) ? "acctoidc_" : "acctldap_";
        Account account = new Account(world.newId(prefix), authMethodId, attributes, world.now());
        world.accounts.put(account.id, account);
        if (!userId.isEmpty()) {
            User user = found(world.users, userId);
            user.accounts.add(account);
            user.changed(world.now());
        }
        return account.id;
    }

    /** Takes an account from whoever has it, and gives it to another user. */
    public synchronized void moveAccount(String accountId, String userId) {
        Account account = found(world.accounts, accountId);
        world.users.values().stream()
                .filter(user -> user.accounts.remove(account))
                .forEach(user -> user.changed(world.now()));
        User user = found(world.users, userId);
        user.accounts.add(account);
        user.changed(world.now());
    }

    /** Lets a bot find people by their accounts. */
    public synchronized void letFindPeople(String loginName) {
        String role = roleNamed(loginName + "-global");
        List<String> grants = new ArrayList<>(grantsOf(role));
        grants.removeIf(grant -> grant.contains("type=user"));
        grants.add("ids=*;type=user;actions=list,read");
        grants.add("ids=*;type=account;actions=list,read");
        setGrants(role, grants);
    }

    /** Makes a target in the project whose sessions may last eight hours. */
    public synchronized String addTarget(String name, String address, int port) {
        return addTarget(name, address, port, Target.DEFAULT_SESSION_MAX);
    }

    public synchronized String addTarget(String name, String address, int port, Duration sessionMax) {
        return addTarget(name, address, port, sessionMax, Target.UNLIMITED);
    }

    /** Makes a target whose sessions carry this many connections in all; -1 means any number. */
    public synchronized String addTarget(String name, String address, int port, Duration sessionMax, int connections) {
        Target.Limits limits = new Target.Limits(sessionMax, connections);
        return world.addTarget(Scope.PROJECT, name, address, port, limits).id;
    }

    /** Makes an emergency role for the targets, without principals. */
    public synchronized String addSlot(String name, String... targetIds) {
        return addRole(
                Scope.PROJECT,
                name,
                List.of(
                        "ids=" + String.join(",", targetIds) + ";actions=read,authorize-session",
                        "ids=*;type=session;actions=list,read:self,cancel:self"));
    }

    /** Makes the bot's user with the least that it needs for these slots, in two roles named like its login. */
    public synchronized String addBot(String loginName, String password, List<String> slotIds) {
        String userId = addUser(loginName, loginName, password);
        String inProject = addRole(
                Scope.PROJECT,
                loginName,
                List.of(
                        "ids=" + String.join(",", slotIds) + ";actions=read,set-principals",
                        "ids=*;type=session;actions=list,read,cancel",
                        "ids=*;type=target;actions=list,read"));
        String inGlobal = addRole(
                Scope.GLOBAL,
                loginName + "-global",
                List.of(USERS_GRANT, "ids=*;type=auth-token;actions=list,read:self,delete:self"));
        addPrincipal(inProject, userId);
        addPrincipal(inGlobal, userId);
        return userId;
    }

    /** Makes a role in the project without grants, as a setup leaves it that was interrupted. */
    public synchronized String addEmptyRole(String name) {
        return world.addRole(Scope.PROJECT, name, "").id;
    }

    /** Lets the bot open and close the account of an emergency user, and see and delete everybody's tokens for that. */
    public synchronized void letManage(String botLogin, String emergencyUserId) {
        String role = roleNamed(botLogin + "-global");
        List<String> grants = new ArrayList<>(grantsOf(role));
        grants.add("ids=" + accountOf(emergencyUserId) + ";actions=read,set-password");
        grants.add("ids=" + emergencyUserId + ";actions=read");
        grants.add("ids=*;type=auth-token;actions=list,read,delete");
        setGrants(role, grants.stream().distinct().toList());
    }

    private String addRole(Scope scope, String name, List<String> grants) {
        Role role = world.addRole(scope, name, "");
        grants.stream().sorted().map(Grant::parse).forEach(role.grants::add);
        role.changed(world.now());
        return role.id;
    }

    /** Puts somebody into a role behind the bot's back. */
    public synchronized void addPrincipal(String roleId, String userId) {
        Role role = role(roleId);
        if (role.principals.add(userId)) {
            role.changed(world.now());
        }
    }

    /** Takes somebody out of a role behind the bot's back. */
    public synchronized void removePrincipal(String roleId, String userId) {
        Role role = role(roleId);
        if (role.principals.remove(userId)) {
            role.changed(world.now());
        }
    }

    /** The id of the role with this name, of which there may be one in each scope: the first made is meant. */
    public synchronized String roleNamed(String name) {
        return world.roles.values().stream()
                .filter(role -> role.name.equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no role named " + name))
                .id;
    }

    public synchronized List<String> grantsOf(String roleId) {
        return role(roleId).grantStrings();
    }

    /** Replaces a role's grants, for instance to take one right away from the bot. */
    public synchronized void setGrants(String roleId, List<String> grants) {
        Role role = role(roleId);
        RoleCalls.replaceGrants(role, grants.stream().map(Grant::parse).toList());
        role.changed(world.now());
    }

    /**
     * Takes away what every new installation grants to all authenticated users, so that a right missing from the bot's own
     * roles shows as 403 instead of being hidden by those.
     */
    public synchronized void withoutDefaultGrants() {
        setGrants(roleNamed("Authenticated User Grants"), List.of());
    }

    public synchronized List<String> principalsOf(String roleId) {
        return List.copyOf(role(roleId).principals);
    }

    public synchronized int versionOf(String roleId) {
        return role(roleId).version;
    }

    public synchronized String accountOf(String userId) {
        User user = found(world.users, userId);
        if (user.accounts.isEmpty()) {
            throw new IllegalArgumentException(userId + " has no account");
        }
        return user.accounts.get(0).id;
    }

    /** Whether somebody could log in as this user, which Boundary itself never tells. */
    public synchronized boolean hasPassword(String userId) {
        return found(world.users, userId).accounts.stream().anyMatch(account -> !account.password.isEmpty());
    }

    /** An administrator gives a user another password behind the bot's back. */
    public synchronized void setPassword(String userId, String password) {
        Account account = found(world.users, userId).accounts.get(0);
        account.password = password;
        account.changed(world.now());
    }

    public synchronized void deleteAccount(String userId) {
        User user = found(world.users, userId);
        List<Account> accounts = List.copyOf(user.accounts);
        accounts.forEach(account -> world.accounts.remove(account.id));
        user.accounts.clear();
    }

    /** The version of the user's account, which counts its passwords among other things. */
    public synchronized int versionOfAccount(String userId) {
        return found(world.users, userId).accounts.get(0).version;
    }

    public synchronized void deleteUser(String userId) {
        world.settle();
        world.deleteUser(found(world.users, userId));
    }

    /** Deletes a token, which ends the sessions that were opened with it. */
    public synchronized void deleteToken(String tokenId) {
        world.settle();
        world.deleteToken(found(world.tokens, tokenId));
    }

    /** The tokens that a user holds. */
    public synchronized List<String> tokensOf(String userId) {
        return world.tokens.values().stream()
                .filter(token -> token.userId.equals(userId))
                .map(token -> token.id)
                .toList();
    }

    /** How long after a cancel the worker cuts open connections; 2 s unless set. */
    public synchronized void cutAfter(Duration delay) {
        world.workerDelay = delay;
    }

    /** Logs a person in; a wrong password is {@link Refused} with 401. */
    public synchronized Person loginAs(String loginName, String password) {
        Account account = world.accounts.values().stream()
                .filter(each -> each.loginName.equals(loginName))
                .filter(each -> !password.isEmpty() && each.password.equals(password))
                .findFirst()
                .orElseThrow(() -> new Refused(401, "cannot log in as " + loginName));
        AuthToken token = world.addToken(world.userOf(account), account);
        return new Person(token.userId, account.id, token.id, token.bearer());
    }

    /** Opens a session as a person would and returns its id; without the right it is {@link Refused} with 403. */
    public synchronized String authorizeSession(Person person, String targetId) {
        world.settle();
        Target target = found(world.targets, targetId);
        Caller caller = world.caller("Bearer " + person.token());
        AuthToken token = caller.token();
        if (token == null) {
            throw new Refused(401, "the token of " + person.userId() + " is worth nothing");
        }
        if (!caller.rights().may("authorize-session", target)) {
            throw new Refused(403, person.userId() + " may not open sessions on " + targetId);
        }
        return world.addSession(target, token).id;
    }

    /** Opens a connection through the session, which makes it active; an ended session is {@link Refused}. */
    public synchronized void connect(String sessionId) {
        session(sessionId).connect(world.nextClientPort(), world.now());
    }

    /** Carries bytes over the newest open connection. */
    public synchronized void transfer(String sessionId, long up, long down) {
        session(sessionId).carried(up, down, world.now());
    }

    /** Closes the newest open connection; the session goes on. */
    public synchronized void disconnect(String sessionId) {
        session(sessionId).disconnect(world.now());
    }

    /** The person ends the client program: connections close and the session is cancelled by its own user. */
    public synchronized void leave(String sessionId) {
        session(sessionId).clientLeft(world.now());
    }

    /** Whether data can flow now: over an open connection, or over one that the session would still take. */
    public synchronized boolean alive(String sessionId) {
        world.settle();
        Session session = world.sessions.get(sessionId);
        return session != null && (session.takesConnections() || session.hasOpenConnection());
    }

    /** {@code pending}, {@code active}, {@code canceling}, {@code terminated}, or {@code gone} once it is forgotten. */
    public synchronized String statusOf(String sessionId) {
        world.settle();
        Session session = world.sessions.get(sessionId);
        return session == null ? "gone" : session.status().word;
    }

    /** The user's sessions on the target that are pending or active. */
    public synchronized List<String> openSessionsOf(String userId, String targetId) {
        world.settle();
        return world.sessions.values().stream()
                .filter(Session::takesConnections)
                .filter(session -> session.userId.equals(userId) && session.target.id.equals(targetId))
                .map(session -> session.id)
                .toList();
    }

    private Session session(String id) {
        world.settle();
        Session session = world.sessions.get(id);
        if (session == null) {
            throw new Refused(404, "no session " + id);
        }
        return session;
    }

    private Role role(String id) {
        return found(world.roles, id);
    }

    private static <T> T found(Map<String, T> among, String id) {
        T found = among.get(id);
        if (found == null) {
            throw new IllegalArgumentException("there is no " + id);
        }
        return found;
    }
}
