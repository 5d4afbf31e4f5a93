package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * A HashiCorp Vault or OpenBao over HTTP, with a database behind it. The administrator's token is {@link #ROOT}; no time
 * passes in it but that of the clock it was given.
 */
public final class FakeVault extends FakeServer {
    /** The administrator's token. */
    public static final String ROOT = "root";

    /** A token that works now; one that never ends has the end {@link Instant#MAX}. */
    public record LiveToken(
            String accessor, String displayName, List<String> policies, Map<String, String> meta, Instant end) {}

    /** A lease that is not gone; its end may have passed where it could not be revoked. */
    public record LiveLease(String id, String ownersAccessor, Instant issued, Instant end) {}

    private static final Pattern OPEN_PATHS = Pattern.compile("sys/wrapping/lookup|auth/[^/]+/login|ssh/verify");
    private static final Pattern ROOT_ONLY = Pattern.compile("sys/(health|seal-status|seal|unseal)");
    private static final Pattern SELF = Pattern.compile("auth/token/(lookup|renew|revoke)-self");
    private static final Pattern SUDO_PATHS = Pattern.compile(
            "sys/seal|sys/auth/.*|auth/token/accessors/?|auth/token/create-orphan|sys/leases/lookup/.*");

    private final Clock clock;
    private final Leases leases = new Leases();
    private final Tokens tokens = new Tokens(leases::tokenEnded);
    private final Lifetimes lifetimes;
    private final Seal seal;
    private final Wrappings wrappings;
    private final FakeDatabase database;
    private final ServiceAccounts serviceAccounts = new ServiceAccounts();
    private final Namespace.All namespaces;
    private final Namespace root;
    private boolean quota;

    /** Starts listening, unsealed and empty but for a mounted key-value engine; port 0 takes any free one. */
    public FakeVault(Clock clock, int port) {
        super("vault", port);
        this.clock = clock;
        Present present = clock::instant;
        lifetimes = new Lifetimes(clock, tokens, leases);
        seal = new Seal(lifetimes, present);
        Policies policies = new Policies();
        wrappings = new Wrappings(tokens, policies, present);
        database = new FakeDatabase(this, clock);
        namespaces = new Namespace.All(
                tokens, (path, own) -> open(path, path.isEmpty() ? policies : new Policies(), own, present));
        root = namespaces.open("");
        root.mounts().put("secret/", "kv", new KeyValueBackend(present));
        tokens.add(new Token(ROOT, Ids.accessor(), "", rootTerms(), null, present.now()));
    }

    private Namespace open(String path, Policies policies, Tokens own, Present present) {
        Mounts mounts = new Mounts(Map.of(
                "auth/approle", () -> new AppRoleBackend(own, present),
                "auth/jwt", () -> new JwtBackend(own, present),
                "auth/kubernetes", () -> new KubernetesBackend(serviceAccounts, own, present),
                "database", () -> new DatabaseBackend(database, leases, present),
                "ssh", () -> new SshBackend(leases, present),
                "kv", VersionOneBackend::new,
                "kv-v2", () -> new KeyValueBackend(present)));
        SystemBackend system = new SystemBackend(
                seal,
                mounts,
                new PolicyBackend(policies),
                new LeaseBackend(leases, path, present),
                wrappings,
                name -> namespaces.open(path + Namespace.All.pathOf(name)));
        mounts.put("sys/", "system", system);
        mounts.put("auth/token/", "token", new TokenBackend(own, policies, present));
        return new Namespace(path, policies, own, mounts);
    }

    /** The database in which the database engine makes users. */
    public FakeDatabase database() {
        return database;
    }

    /** The cluster behind the Kubernetes login. */
    public ServiceAccounts serviceAccounts() {
        return serviceAccounts;
    }

    public synchronized void setPolicy(String name, String hcl) {
        root.policies().put(name, hcl);
    }

    public synchronized Optional<String> policy(String name) {
        return root.policies().hcl(name);
    }

    /** Seals it: everything answers 503 and nothing is taken away by itself any more. */
    public synchronized void seal() {
        seal.close();
    }

    /** Unseals it; what fell due meanwhile is done now. */
    public synchronized void unseal() {
        seal.open();
    }

    /** Lets it say of itself that it is a standby, which only {@code sys/health} shows. */
    public synchronized void standby(boolean standby) {
        seal.standby(standby);
    }

    /** Uses the rate limit up, so that every call but {@code sys/health} is answered 429; or lifts it. */
    public synchronized void quota(boolean exceeded) {
        quota = exceeded;
    }

    /** The tokens that work now, without the administrator's. */
    public synchronized List<LiveToken> liveTokens() {
        catchUp();
        return tokens.live().stream()
                .filter(token -> !token.id.equals(ROOT))
                .map(token -> new LiveToken(
                        token.accessor,
                        token.terms.displayName(),
                        token.terms.policies(),
                        token.terms.meta(),
                        token.end()))
                .toList();
    }

    /** The leases that are not gone, also those whose end is overdue. */
    public synchronized List<LiveLease> liveLeases() {
        catchUp();
        return leases.all().stream()
                .map(lease -> new LiveLease(lease.id, lease.terms.owner().accessor, lease.issued, lease.end()))
                .toList();
    }

    /** Whether the token with this accessor works now. */
    public synchronized boolean isLive(String accessor) {
        catchUp();
        return tokens.byAccessor(accessor).isPresent();
    }

    /** Opens a wrapped answer as a person would; empty if it was opened before, has ended, or the vault is sealed. */
    public synchronized Optional<JsonNode> unwrap(String token) {
        catchUp();
        return seal.isSealed() ? Optional.empty() : wrappings.open(token).map(Wrappings::content);
    }

    /** Whether a host would let somebody in with this one-time password now; asking uses it up. */
    public synchronized boolean verify(String oneTimePassword) {
        String body = Fields.object().put("otp", oneTimePassword).toString();
        return answer(new Call("POST", "/v1/ssh/verify", "", Map.of(), body)).status() == 200;
    }

    /** Makes what an administrator makes before the bot exists; see {@link Preparation}. */
    public Preparation.Login prepare(String databaseRole, Duration longest) {
        return prepareIn("", databaseRole, longest);
    }

    /** As {@link #prepare}, in a namespace, which is made if it is not there. */
    public Preparation.Login prepareIn(String namespace, String databaseRole, Duration longest) {
        namespaces.open(Namespace.All.pathOf(namespace));
        return new Preparation((method, path, body) -> asAdministrator(namespace, method, path, body))
                .run(databaseRole, longest);
    }

    /** What an administrator does who holds {@link #ROOT}; answers the body. */
    public synchronized JsonNode administer(String method, String path, JsonNode body) {
        return asAdministrator("", method, path, body);
    }

    /** What an administrator writes, as JSON. */
    public void administrator(String path, String body) {
        administer("POST", path, Fields.parse(body).json());
    }

    /** Makes what the other kinds of credential need as well, after {@link #prepare}; see {@link Preparation}. */
    public void prepareOtherKinds(Duration longest) {
        new Preparation((method, path, body) -> asAdministrator("", method, path, body)).otherKinds(longest);
    }

    synchronized void catchUp() {
        lifetimes.catchUp();
    }

    @Override
    protected Reply answer(Call call) {
        catchUp();
        Reply reply;
        try {
            reply = reply(call, outcome(call));
        } catch (Refusal refusal) {
            ObjectNode json = Fields.object();
            json.set("errors", Fields.array(refusal.errors()));
            reply = Reply.json(refusal.status(), json.toString());
        }
        String namespace = call.header("X-Vault-Namespace");
        return (namespace.isEmpty() ? reply : reply.with("X-Vault-Namespace", namespace))
                .with("Cache-Control", "no-store");
    }

    private synchronized JsonNode asAdministrator(String namespace, String method, String path, JsonNode body) {
        Map<String, String> headers = Map.of("x-vault-token", ROOT, "x-vault-namespace", namespace);
        Reply reply = answer(new Call(method, "/v1/" + path, "", headers, body.toString()));
        if (reply.status() >= 400) {
            throw new IllegalStateException(method + " " + path + ": " + reply.body());
        }
        return Fields.parse(reply.body()).json();
    }

    private Reply reply(Call call, Outcome outcome) {
        if (outcome instanceof Outcome.Bare bare) {
            return bare.body() == null
                    ? Reply.empty(bare.status())
                    : Reply.json(bare.status(), bare.body().toString());
        }
        Outcome.Envelope envelope = (Outcome.Envelope) outcome;
        Duration wrapTtl = Ttl.of(call.header("X-Vault-Wrap-TTL"));
        ObjectNode json =
                wrapTtl.isZero() ? envelope.json() : wrappings.wrap(here(call).tokens(), envelope, path(call), wrapTtl);
        return Reply.json(200, json.toString());
    }

    private Outcome outcome(Call call) {
        Optional<Outcome> alwaysThere = alwaysThere(call);
        if (alwaysThere.isPresent()) {
            return alwaysThere.get();
        }
        String path = path(call);
        if (seal.isSealed()) {
            throw Refusal.of(503, "Vault is sealed");
        }
        Namespace here = here(call);
        if (quota) {
            throw Refusal.of(429, "request path \"" + path + "\": rate limit quota exceeded");
        }
        Ask.Verb verb = verb(call);
        Fields body = verb == Ask.Verb.WRITE || verb == Ask.Verb.DELETE ? Fields.parse(call.body()) : Fields.none();
        if (path.equals("sys/wrapping/unwrap") && verb == Ask.Verb.WRITE) {
            return wrappings.unwrap(tokenOf(call), body);
        }
        if (OPEN_PATHS.matcher(path).matches()) {
            return dispatch(here, new Ask(verb, path, path, call.query(), body, null));
        }
        return authorised(here, call, new Ask(verb, path, path, call.query(), body, callerOf(call)));
    }

    private Namespace here(Call call) {
        return namespaces.named(call.header("X-Vault-Namespace"));
    }

    /** What is answered without a token, and sealed too. */
    private Optional<Outcome> alwaysThere(Call call) {
        if (!call.header("X-Vault-Namespace").isEmpty()
                && ROOT_ONLY.matcher(path(call)).matches()) {
            throw Refusal.of(400, "operation unavailable in namespaces");
        }
        String method = call.method();
        boolean reads = method.equals("GET") || method.equals("HEAD");
        boolean writes = method.equals("PUT") || method.equals("POST");
        return switch (path(call)) {
            case "sys/health" ->
                Optional.of(checked(
                        reads, () -> seal.health(new Ask(Ask.Verb.READ, "", "", call.query(), Fields.none(), null))));
            case "sys/seal-status" -> Optional.of(checked(reads, seal::status));
            case "sys/unseal" ->
                Optional.of(checked(writes, () -> {
                    seal.open();
                    return seal.status();
                }));
            default -> Optional.empty();
        };
    }

    private static Outcome checked(boolean rightMethod, Supplier<Outcome> what) {
        if (!rightMethod) {
            throw Refusal.wrongMethod();
        }
        return what.get();
    }

    private Outcome authorised(Namespace here, Call call, Ask ask) {
        Token caller = ask.knownCaller();
        if (!mayDo(caller, here, ask)) {
            throw Refusal.byPolicy();
        }
        if (ask.fullPath().equals("sys/wrapping/wrap")
                && call.header("X-Vault-Wrap-TTL").isEmpty()) {
            throw Refusal.of(400, "endpoint requires response wrapping to be used");
        }
        boolean lastUse = caller.usedUp();
        try {
            return dispatch(here, ask);
        } finally {
            if (lastUse) {
                tokens.end(caller, clock.instant());
            }
        }
    }

    /** A token is judged by the policies of its own namespace, which name the paths of those below with their names. */
    private boolean mayDo(Token caller, Namespace here, Ask ask) {
        Namespace home = namespaces.named(caller.namespace);
        boolean aboutItself = SELF.matcher(ask.fullPath()).matches();
        if (!aboutItself && !home.reaches(here)) {
            return false;
        }
        String path = aboutItself ? ask.fullPath() : home.seen(here, ask.fullPath());
        Policies policies = home.policies();
        if (SUDO_PATHS.matcher(ask.fullPath()).matches() && !policies.allows(caller, path, "sudo")) {
            return false;
        }
        return switch (ask.verb()) {
            case READ -> policies.allows(caller, path, "read");
            case DELETE -> policies.allows(caller, path, "delete");
            case LIST -> policies.allows(caller, path + "/", "list") || policies.allows(caller, path, "list");
            case WRITE -> policies.allows(caller, path, exists(here, ask.fullPath()) ? "update" : "create");
        };
    }

    private static boolean exists(Namespace here, String path) {
        return here.mounts()
                .of(path)
                .map(mount -> mount.backend().exists(path.substring(mount.path().length())))
                .orElse(true);
    }

    private static Outcome dispatch(Namespace here, Ask ask) {
        String path = ask.fullPath();
        Mounts.Mount mount = here.mounts()
                .of(path)
                .orElseThrow(() -> Refusal.of(404, "no handler for route \"" + path + "\". route entry not found."));
        return mount.backend()
                .answer(ask.at(mount.path()))
                .orElseThrow(() -> Refusal.collected(405, "unsupported operation"));
    }

    private Token callerOf(Call call) {
        return tokens.byId(tokenOf(call)).orElseThrow(Refusal::badToken);
    }

    private static String tokenOf(Call call) {
        String bearer = call.header("Authorization");
        String token = call.header("X-Vault-Token");
        return token.isEmpty() && bearer.startsWith("Bearer ") ? bearer.substring("Bearer ".length()) : token;
    }

    private static String path(Call call) {
        return call.path().replaceFirst("^/v1/", "").replaceFirst("/$", "");
    }

    private static Ask.Verb verb(Call call) {
        return switch (call.method()) {
            case "GET" -> call.query().contains("list=true") ? Ask.Verb.LIST : Ask.Verb.READ;
            case "LIST" -> Ask.Verb.LIST;
            case "POST", "PUT" -> Ask.Verb.WRITE;
            case "DELETE" -> Ask.Verb.DELETE;
            default -> throw Refusal.wrongMethod();
        };
    }

    private static Token.Terms rootTerms() {
        return new Token.Terms(
                "token",
                "auth/token/root",
                List.of("root"),
                Map.of(),
                true,
                "",
                Duration.ZERO,
                Duration.ZERO,
                false,
                0,
                "",
                () -> Duration.ZERO);
    }
}
