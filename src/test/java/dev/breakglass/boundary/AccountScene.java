package dev.breakglass.boundary;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Act;
import dev.breakglass.access.Ask;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.Requester;
import dev.breakglass.access.Samples;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.State;
import dev.breakglass.access.Terms;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.flow.Courier;
import dev.breakglass.flow.Journal;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Messenger.Undelivered;
import dev.breakglass.flow.Wrapping;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.boundary.FakeBoundary;
import dev.breakglass.sandbox.boundary.Person;
import dev.breakglass.sandbox.boundary.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A Boundary with two emergency accounts, and one request of Alice's who cannot log in, whose journal is in memory. */
final class AccountScene implements Journal, AutoCloseable {
    static final Predicate<Call> SET = call -> isSetting(call) && !isEmptying(call);
    static final Predicate<Call> EMPTYING = call -> isSetting(call) && isEmptying(call);
    static final Predicate<Call> READ =
            call -> call.method().equals("GET") && call.path().startsWith("/v1/accounts/");
    static final Predicate<Call> LIST = call -> call.path().equals("/v1/auth-tokens");
    static final Predicate<Call> DELETE = call -> call.method().equals("DELETE");

    private static final String BOT = "breakglass-bot";
    private static final String BOTS_PASSWORD = "a-long-password";

    final SettableClock clock = SettableClock.stoppedAt(Samples.NOON);
    final FakeBoundary boundary = new FakeBoundary(clock, 0);
    final String target = boundary.addTarget("orders-db", "10.0.0.5", 5432, Duration.ofHours(4));
    final SlotId slot = new SlotId(boundary.addSlot("breakglass-orders-1", target));
    final String bot = boundary.addBot(BOT, BOTS_PASSWORD, List.of(slot.value()));
    final String alice = boundary.addUser("alice", "alice", "alices-password");
    final AccountTerms first = emergencyAccount("emergency-1");
    final AccountTerms second = emergencyAccount("emergency-2");
    final MemoryWrapping wrapping = new MemoryWrapping();
    final MemoryCourier courier = new MemoryCourier();
    final Set<AccountId> takenByOthers = new HashSet<>();
    AccessRequest request = approved();

    /** Done before each call of an act. */
    Runnable beforeCall = () -> {};

    private final AccountKeeper keeper =
            new AccountKeeper(new BoundaryClient(settings()), wrapping, courier, Duration.ofMinutes(5), clock);
    private final Set<AccountId> reserved = new HashSet<>();
    private Act act = act(Act.Verb.MAKE, 1);

    private static boolean isSetting(Call call) {
        return call.path().endsWith(":set-password");
    }

    private static boolean isEmptying(Call call) {
        return call.body().contains("\"password\":\"\"");
    }

    Settings settings() {
        return new Settings(boundary.url(), boundary.url(), boundary.authMethodId(), BOT, Secret.of(BOTS_PASSWORD));
    }

    private AccountTerms emergencyAccount(String loginName) {
        boundary.withoutDefaultGrants();
        String user = boundary.addUser(loginName, loginName, "");
        boundary.letManage(BOT, user);
        return new AccountTerms(new AccountId(boundary.accountOf(user)), user, boundary.authMethodId(), loginName);
    }

    Terms terms() {
        return new Terms(
                        Samples.ORDERS,
                        "Orders database",
                        "high",
                        boundary.projectId(),
                        target,
                        List.of(slot),
                        List.of(),
                        "boundary connect postgres -target-id " + target,
                        1,
                        Duration.ofHours(4),
                        "C0SEC",
                        Terms.Measures.MILD,
                        "digest")
                .withAccounts(List.of(first, second));
    }

    private AccessRequest approved() {
        Requester requester = new Requester(
                Samples.ALICE.id(),
                "Alice Adams",
                Samples.ALICE.slack().iterator().next(),
                alice);
        Ask ask = new Ask(
                clock.instant(),
                Duration.ofMinutes(30),
                "payments are failing",
                new Ask.Incident.UnderCard(),
                "view-1",
                true);
        return AccessRequest.asked(new RequestId(new UUID(1, 1)), requester, terms(), ask)
                .after()
                .approve(Samples.BOB, Duration.ofMinutes(30), clock.instant())
                .orElseThrow()
                .after();
    }

    static Act act(Act.Verb verb, int attempt) {
        return new Act(verb, Holding.Kind.ACCOUNT, AccessRequest.ACCOUNT_NAME, attempt);
    }

    // ---- what is done ----

    /** Performs an act, and records what was seen of it as the loop does. */
    Seen perform(Act.Verb verb, int attempt) {
        act = act(verb, attempt);
        if (verb == Act.Verb.MAKE) {
            request = request.intending(act, clock.instant()).after();
        }
        Seen seen;
        try {
            seen = keeper.perform(act, this);
        } catch (StopMaking e) {
            seen = new Seen.Stopped();
        }
        request = request.saw(act, seen, clock.instant()).after();
        return seen;
    }

    /** Ends until something else than waiting comes of it. */
    Seen end(int attempt) {
        Seen seen = perform(Act.Verb.END, attempt);
        for (int i = 0; i < 10 && seen instanceof Seen.NotYet notYet; i++) {
            clock.set(notYet.lookAgainAt());
            seen = perform(Act.Verb.END, attempt);
        }
        return seen;
    }

    // ---- what is there ----

    Handles.Account account(int attempt) {
        return (Handles.Account) request.holding(act(Act.Verb.LOOK, attempt)).handles();
    }

    boolean isClosed(AccountTerms account) {
        return !boundary.hasPassword(account.user())
                && boundary.tokensOf(account.user()).isEmpty();
    }

    /** Logs in with what was delivered last. */
    Person login(AccountTerms account) {
        return boundary.loginAs(account.loginName(), courier.passwords.get(courier.passwords.size() - 1));
    }

    boolean letsIn(AccountTerms account) {
        try {
            login(account);
            return true;
        } catch (Refused e) {
            return false;
        }
    }

    /** An administrator sets a password behind the bot's back, and somebody logs in with it. */
    Person administratorLetsIn(AccountTerms account) {
        boundary.setPassword(account.user(), "known-to-somebody");
        return boundary.loginAs(account.loginName(), "known-to-somebody");
    }

    long count(Predicate<Call> which) {
        return boundary.calls().stream().filter(which).count();
    }

    @Override
    public void close() {
        boundary.close();
    }

    // ---- the journal ----

    @Override
    public AccessRequest request() {
        return request;
    }

    @Override
    public Handles handles() {
        return request.holding(act).handles();
    }

    @Override
    public <T> T call(Supplier<T> outside) {
        beforeCall.run();
        State.Name state = request.state().name();
        boolean mayBeOpen = state == State.Name.APPROVED || state == State.Name.ACTIVE;
        if (act.verb() != Act.Verb.END && !mayBeOpen) {
            throw new StopMaking();
        }
        return outside.get();
    }

    @Override
    public void note(UnaryOperator<Handles> handles) {
        request = request.noting(act, handles).after();
    }

    @Override
    public Optional<AccountId> reserveAccount(Set<AccountId> except) {
        Optional<AccountId> free = request.terms().accounts().stream()
                .map(AccountTerms::id)
                .filter(id -> !takenByOthers.contains(id) && !except.contains(id))
                .findFirst();
        free.ifPresent(id -> {
            reserved.clear();
            reserved.add(id);
            note(handles -> Handles.Account.NONE.reserved(id));
        });
        return free;
    }

    @Override
    public boolean ours(AccountId account) {
        return reserved.contains(account) && !takenByOthers.contains(account);
    }

    @Override
    public Optional<SlotId> reserve(Set<SlotId> except) {
        throw new UnsupportedOperationException("an account needs no slot");
    }

    @Override
    public boolean ours(SlotId other) {
        throw new UnsupportedOperationException("an account needs no slot");
    }

    // ---- the others ----

    /** Wraps in memory. */
    static final class MemoryWrapping implements Wrapping {
        final Map<String, String> unopened = new HashMap<>();
        Optional<Unavailable> fails = Optional.empty();

        @Override
        public Wrapped wrap(Map<String, Secret> secrets, Duration ttl) {
            if (fails.isPresent()) {
                throw fails.get();
            }
            String accessor = "accessor-" + (unopened.size() + 1);
            unopened.put(
                    accessor, Objects.requireNonNull(secrets.get("password")).expose());
            return new Wrapped(Secret.of(accessor), accessor);
        }

        @Override
        public boolean isUnopened(String accessor) {
            if (fails.isPresent()) {
                throw fails.get();
            }
            return unopened.containsKey(accessor);
        }
    }

    /** Vault is away, or refuses for good. */
    static Wrapping.Unavailable noVault(boolean forGood) {
        return new Wrapping.Unavailable("Vault did not answer", forGood, new IllegalStateException());
    }

    /** Hands over to somebody who opens everything at once. */
    final class MemoryCourier implements Courier {
        final List<String> passwords = new ArrayList<>();
        final List<String> blanked = new ArrayList<>();
        Optional<Undelivered> failsToOpen = Optional.empty();
        Optional<Undelivered> failsToDeliver = Optional.empty();

        @Override
        public String open(AccessRequest of) {
            if (failsToOpen.isPresent()) {
                throw failsToOpen.get();
            }
            return "D1";
        }

        @Override
        public Posted deliverLogin(
                AccessRequest of, String conversation, AccountTerms account, Secret token, Duration opensFor) {
            if (failsToDeliver.isPresent()) {
                throw failsToDeliver.get();
            }
            passwords.add(String.valueOf(wrapping.unopened.get(token.expose())));
            return new Posted(conversation, "1." + passwords.size());
        }

        @Override
        public void blankLogin(AccessRequest of, Posted posted) {
            blanked.add(posted.ts());
        }

        @Override
        public Posted deliver(
                AccessRequest of, String conversation, String credential, Secret token, Duration opensFor) {
            throw new UnsupportedOperationException("an account is no credential");
        }

        @Override
        public void blank(AccessRequest of, Posted posted, String credential) {
            throw new UnsupportedOperationException("an account is no credential");
        }
    }
}
