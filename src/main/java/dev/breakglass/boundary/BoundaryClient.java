package dev.breakglass.boundary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Secret;
import dev.breakglass.access.SlotId;
import dev.breakglass.boundary.BoundaryHttp.Ask;
import dev.breakglass.boundary.BoundaryLogin.Token;
import dev.breakglass.flow.Journal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Boundary's API as far as the bot needs it; every method throws {@link BoundaryException} unless it says otherwise. */
public final class BoundaryClient {
    /** The most that Boundary gives at once. */
    private static final String PAGE_SIZE = "1000";

    private final BoundaryHttp http;
    private final BoundaryLogin login;
    private final UUID correlation;
    private final Way way;

    public BoundaryClient(Settings settings) {
        this.http = new BoundaryHttp(settings.addr(), settings.tls());
        this.login = new BoundaryLogin(http, settings);
        this.correlation = UUID.randomUUID();
        this.way = Way::straight;
    }

    private BoundaryClient(BoundaryClient shared, BoundaryHttp http, UUID correlation, Way way) {
        this.http = http;
        this.login = shared.login;
        this.correlation = correlation;
        this.way = way;
    }

    /** The same client and login, for one act: each single call goes through its journal and carries the request's id. */
    BoundaryClient within(Journal journal) {
        return new BoundaryClient(this, http, journal.request().id().value(), journal::call);
    }

    /** The same client and login, where each single call goes this way. */
    BoundaryClient through(Way other) {
        return new BoundaryClient(this, http, UUID.randomUUID(), other);
    }

    /** The same client and login, for calls that concern one request but are no act. */
    BoundaryClient about(AccessRequest request) {
        return new BoundaryClient(this, http, request.id().value(), way);
    }

    /** The same client and login, where no call but a login takes longer. */
    BoundaryClient within(Duration limit) {
        return new BoundaryClient(this, http.within(limit), correlation, way);
    }

    // ---- people ----

    List<Account> listAccounts(String authMethod) {
        return items("list the accounts", "accounts", Map.of("auth_method_id", authMethod)).stream()
                .map(Account::of)
                .toList();
    }

    /** Every user of a scope, without their accounts but for the primary one. */
    List<User> listUsers(String scope) {
        return items("list the users", "users", Map.of("scope_id", scope)).stream()
                .map(User::of)
                .toList();
    }

    /** One user with its accounts; empty if Boundary says that there is none. */
    Optional<User> findUser(String id) {
        return unlessNotFound(() -> User.of(asBot(Ask.read("read a user", "users", id))));
    }

    private List<Answer> items(String operation, String collection, Map<String, String> where) {
        List<Answer> items = new ArrayList<>();
        Map<String, String> query = new HashMap<>(where);
        query.put("page_size", PAGE_SIZE);
        Answer page = asBot(Ask.list(operation, collection, query));
        items.addAll(page.objects("items"));
        while (page.text("response_type").equals("delta")) {
            query.put("list_token", page.requiredText("list_token"));
            page = asBot(Ask.list(operation, collection, query));
            items.addAll(page.objects("items"));
        }
        return items;
    }

    // ---- roles and targets ----

    Role readRole(SlotId slot) {
        return Role.of(asBot(Ask.read("read the slot", "roles", slot.value())));
    }

    /** The role; empty if Boundary says that there is none. */
    Optional<Role> findRole(SlotId slot) {
        return unlessNotFound(() -> readRole(slot));
    }

    /**
     * Fills or empties a slot. No answer to it can be trusted alone: a wrong version is 500 like any other trouble, and the
     * same non-empty set is accepted at any version and changes nothing; so read the role afterwards.
     */
    void setPrincipals(SlotId slot, int version, Set<String> principals) {
        ObjectNode body = BoundaryHttp.object().put("version", version);
        ArrayNode ids = body.putArray("principal_ids");
        principals.forEach(ids::add);
        String operation = principals.isEmpty() ? "empty the slot" : "fill the slot";
        asBot(Ask.act(operation, "roles", slot.value(), "set-principals", body));
    }

    Target readTarget(String target) {
        return Target.of(asBot(Ask.read("read the target", "targets", target)));
    }

    // ---- sessions ----

    /** Every session of the project that has not terminated. */
    SessionList listSessions(String project) {
        return pages(project, null);
    }

    /** What changed since the list that gave the token; 400 or 500 means that the token is worth nothing. */
    SessionList refreshSessions(String project, String token) {
        return pages(project, token);
    }

    private SessionList pages(String project, @Nullable String since) {
        Map<String, Session> sessions = new HashMap<>();
        Set<String> removed = new HashSet<>();
        String token = since;
        boolean more = true;
        while (more) {
            Map<String, String> query = new HashMap<>(Map.of("scope_id", project, "page_size", PAGE_SIZE));
            if (token != null) {
                query.put("list_token", token);
            }
            Answer page = asBot(Ask.list("list the sessions", "sessions", query));
            for (Answer item : page.objects("items")) {
                Session session = Session.of(item);
                sessions.put(session.id(), session);
            }
            removed.addAll(page.strings("removed_ids"));
            more = page.text("response_type").equals("delta");
            String next = page.text("list_token");
            if (more && next.isEmpty()) {
                throw page.lacks("list_token");
            }
            token = next.isEmpty() ? token : next;
        }
        sessions.keySet().removeAll(removed);
        return new SessionList(sessions, removed, Optional.ofNullable(token));
    }

    /** One session with its connections; empty if Boundary says that there is none, as it does an hour after its end. */
    Optional<Session> findSession(String id) {
        return unlessNotFound(() -> Session.of(asBot(Ask.read("read a session", "sessions", id))));
    }

    /** Cancels a session; one that is ending already is cancelled at any version. Connections are cut some 2 s later. */
    void cancelSession(String id, int version) {
        asBot(Ask.act(
                "cancel a session",
                "sessions",
                id,
                "cancel",
                BoundaryHttp.object().put("version", version)));
    }

    /** Ends somebody's login, and with it every session that was opened through it; one that is gone already is fine. */
    void deleteAuthToken(String id) {
        unlessNotFound(() -> asBot(Ask.delete("end the person's login", "auth-tokens", id)));
    }

    // ---- emergency accounts ----

    PasswordAccount readAccount(AccountId account) {
        return PasswordAccount.of(asBot(Ask.read("read the emergency account", "accounts", account.value())));
    }

    /** The account; empty if Boundary says that there is none. */
    Optional<PasswordAccount> findAccount(AccountId account) {
        return unlessNotFound(() -> readAccount(account));
    }

    /** Sets a password, with which its owner can log in at once; a wrong version is 500. */
    void setPassword(AccountId account, int version, Secret password) {
        ObjectNode body = BoundaryHttp.object().put("version", version).put("password", password.expose());
        asBot(Ask.act("set a password", "accounts", account.value(), "set-password", body));
    }

    /** Takes the password away, so that nobody can log in; who is logged in stays so. Counts up even if there was none. */
    void emptyPassword(AccountId account, int version) {
        ObjectNode body = BoundaryHttp.object().put("version", version).put("password", "");
        asBot(Ask.act("take a password away", "accounts", account.value(), "set-password", body));
    }

    /**
     * The tokens of a user or account beside the bot's own, in the scope of the bot's login, as far as the bot may do
     * anything with them. The ids are well-formed, so that none can end its quotation.
     */
    List<AuthToken> listTokens(String own, String user, AccountId account) {
        String filter = "\"/item/user_id\" == \"" + user + "\" or \"/item/account_id\" == \"" + account
                + "\" or \"/item/id\" == \"" + own + "\"";
        Map<String, String> query = Map.of("scope_id", tokenScope(), "filter", filter);
        return items("list auth tokens", "auth-tokens", query).stream()
                .map(AuthToken::of)
                .toList();
    }

    // ---- the bot's own token ----

    /** The scope in which the bot logs in. */
    String tokenScope() {
        return login.token(way, correlation).scope();
    }

    /** The id of the token that is used at present, after logging in if there is none. */
    String tokenId() {
        return login.token(way, correlation).id();
    }

    /** The id of the token that is used instead of one that is worth nothing, after logging in if nobody has yet. */
    String renewedTokenId(String spentId) {
        return login.renewed(spentId, way, correlation).id();
    }

    /**
     * Whether a token of the bot is worth something. A spent one is not refused outright: its bearer becomes anonymous, and
     * some calls succeed for anonymous callers.
     */
    boolean isGood(String tokenId) {
        return tokenStatus(login.token(way, correlation), tokenId) == 200;
    }

    /** The status with which Boundary answers a read of the bot's own token. */
    int ownTokenStatus() {
        Token token = login.token(way, correlation);
        return tokenStatus(token, token.id());
    }

    /** What the bot may do with its own token; whoever may end anybody's may also end this one. */
    Set<String> ownTokenActions() {
        Token token = login.token(way, correlation);
        return Set.copyOf(once(Ask.read("read its own token", "auth-tokens", token.id()), token)
                .strings("authorized_actions"));
    }

    /** Whether the server records sessions: the community edition answers that it does not know how to. */
    boolean recordsSessions() {
        try {
            asBot(Ask.list(
                    "list the session recordings",
                    "session-recordings",
                    Map.of("scope_id", "global", "recursive", "true", "page_size", "1")));
            return true;
        } catch (BoundaryException e) {
            if (e.status() == 405 || e.status() == 403) {
                return e.status() == 403;
            }
            throw e;
        }
    }

    private int tokenStatus(Token with, String tokenId) {
        try {
            return once(Ask.read("read its own token", "auth-tokens", tokenId), with)
                    .status();
        } catch (BoundaryException e) {
            if (e.status() == 401 || e.status() == 403 || e.status() == 404) {
                return e.status();
            }
            throw e;
        }
    }

    // ---- sending ----

    private Answer asBot(Ask ask) {
        Token token = login.token(way, correlation);
        try {
            return once(ask, token);
        } catch (BoundaryException e) {
            if (!isAboutToken(e, token)) {
                throw e;
            }
            return once(ask, login.renewed(token.id(), way, correlation));
        }
    }

    /** Where anonymous callers have some rights, a spent token shows as 403 instead of 401. */
    private boolean isAboutToken(BoundaryException e, Token token) {
        return e.status() == 401 || (e.status() == 403 && tokenStatus(token, token.id()) != 200);
    }

    private Answer once(Ask ask, Token token) {
        return way.call(() -> http.send(ask, token.bearer(), correlation));
    }

    private static <T> Optional<T> unlessNotFound(Supplier<T> reading) {
        try {
            return Optional.of(reading.get());
        } catch (BoundaryException e) {
            if (e.saysNotFound()) {
                return Optional.empty();
            }
            throw e;
        }
    }
}
