package dev.breakglass.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Act;
import dev.breakglass.access.Ask;
import dev.breakglass.access.BoundaryAccount;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.Proof;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.Requester;
import dev.breakglass.access.Samples;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.Journal;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Moment;
import dev.breakglass.sandbox.FakeServer.Watcher;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.boundary.FakeBoundary;
import dev.breakglass.sandbox.boundary.Person;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** A Boundary with a database behind two slots, Alice and Bob, the bot, and requests whose journal is in memory. */
final class Scene implements AutoCloseable {
    static final String PASSWORD = "a-long-password";
    static final Act MAKE_SLOT = act(Act.Verb.MAKE, Holding.Kind.SLOT, AccessRequest.SLOT_NAME);
    static final Act LOOK_SLOT = act(Act.Verb.LOOK, Holding.Kind.SLOT, AccessRequest.SLOT_NAME);
    static final Act END_SLOT = act(Act.Verb.END, Holding.Kind.SLOT, AccessRequest.SLOT_NAME);
    static final Act END_SESSIONS = act(Act.Verb.END, Holding.Kind.SESSIONS, AccessRequest.SESSIONS_NAME);

    static final Predicate<Call> CLAIM = call -> isSetting(call) && !isEmptying(call);
    static final Predicate<Call> EMPTYING = call -> isSetting(call) && isEmptying(call);
    static final Predicate<Call> READ_ROLE = call -> call.method().equals("GET") && at(call, "/v1/roles/");
    static final Predicate<Call> LIST = call -> call.path().equals("/v1/sessions");
    static final Predicate<Call> CANCEL = call -> call.path().endsWith(":cancel");
    static final Predicate<Call> READ_SESSION = call -> call.method().equals("GET") && at(call, "/v1/sessions/");
    static final Predicate<Call> LOGIN = call -> call.path().endsWith(":authenticate");
    static final Predicate<Call> PROBE = call -> call.method().equals("GET") && at(call, "/v1/auth-tokens/");

    final SettableClock clock = SettableClock.stoppedAt(Samples.NOON);
    final FakeBoundary boundary = new FakeBoundary(clock, 0);
    final String target = boundary.addTarget("orders-db", "10.0.0.5", 5432, Duration.ofHours(4));
    final SlotId first = new SlotId(boundary.addSlot("breakglass-orders-1", target));
    final SlotId second = new SlotId(boundary.addSlot("breakglass-orders-2", target));
    final String alice = boundary.addUser("alice", "alice", PASSWORD);
    final String bob = boundary.addUser("bob", "bob", PASSWORD);
    final String bot = boundary.addBot("breakglass-bot", PASSWORD, List.of(first.value(), second.value()));
    final Person aliceAtHerDesk = boundary.loginAs("alice", PASSWORD);
    final Person bobAtHisDesk = boundary.loginAs("bob", PASSWORD);
    final Settings settings = settings("breakglass-bot");
    final BoundaryClient client = new BoundaryClient(settings);

    private final SlotKeeper slots = new SlotKeeper(client, clock);
    private final SessionsKeeper sessions = new SessionsKeeper(client, clock);
    private final Map<SlotId, RequestId> reserved = new HashMap<>();
    private int requests;
    private boolean hardKill;

    private static Act act(Act.Verb verb, Holding.Kind kind, String name) {
        return new Act(verb, kind, name, 1);
    }

    private static boolean isSetting(Call call) {
        return call.path().endsWith(":set-principals");
    }

    private static boolean isEmptying(Call call) {
        return call.body().contains("\"principal_ids\":[]");
    }

    private static boolean at(Call call, String prefix) {
        return call.path().startsWith(prefix);
    }

    Settings settings(String loginName) {
        return new Settings(boundary.url(), boundary.url(), boundary.authMethodId(), loginName, Secret.of(PASSWORD));
    }

    Terms terms() {
        return new Terms(
                Samples.ORDERS,
                "Orders database",
                "high",
                boundary.projectId(),
                target,
                List.of(first, second),
                List.of(),
                "boundary connect postgres -target-id " + target,
                1,
                Duration.ofHours(4),
                "C0SEC",
                new Terms.Measures(false, hardKill),
                "digest");
    }

    /** Lets the policy of all requests from now on allow a hard kill, and Boundary the bot. */
    void allowHardKill() {
        hardKill = true;
        String role = boundary.roleNamed("breakglass-bot-global");
        List<String> grants = new ArrayList<>(boundary.grantsOf(role));
        grants.add("ids=*;type=auth-token;actions=delete");
        boundary.setGrants(role, grants);
    }

    /** The slot's row goes to another request, as when this worker was overtaken long ago. */
    void reserveForAnother(SlotId slot) {
        reserved.put(slot, grant().request.id());
    }

    long count(Predicate<Call> which) {
        return boundary.calls().stream().filter(which).count();
    }

    /** A request of Alice's that was approved and has the intent of a slot in its journal. */
    Grant grant() {
        return grant(alice);
    }

    Grant grant(String boundaryUser) {
        return grant(boundaryUser, Optional.empty());
    }

    /** A request of Alice's that found her through an account. */
    Grant grantThrough(BoundaryAccount account) {
        return grant(alice, Optional.of(account));
    }

    private Grant grant(String boundaryUser, Optional<BoundaryAccount> account) {
        requests++;
        UUID id = UUID.nameUUIDFromBytes(("request " + requests).getBytes(StandardCharsets.UTF_8));
        Requester requester = new Requester(
                new PersonId("alice@example.com"),
                "Alice Adams",
                new SlackUser("T0001", "U0ALICE"),
                boundaryUser,
                account);
        Ask ask = new Ask(
                clock.instant(),
                Duration.ofMinutes(30),
                "payments are failing",
                new Ask.Incident.UnderCard(),
                "view-" + requests);
        AccessRequest asked =
                AccessRequest.asked(new RequestId(id), requester, terms(), ask).after();
        AccessRequest approved = asked.approve(Samples.BOB, Duration.ofMinutes(30), clock.instant())
                .orElseThrow()
                .after();
        return new Grant(approved.intending(MAKE_SLOT, clock.instant()).after());
    }

    /** Alice's slot filled, or the test is in vain. */
    Grant filled() {
        Grant grant = grant();
        Seen seen = grant.perform(MAKE_SLOT);
        if (!(seen instanceof Seen.Made)) {
            throw new AssertionError("not filled: " + seen);
        }
        return grant;
    }

    /** A session of Alice's with an open connection. */
    String openSession() {
        String session = boundary.authorizeSession(aliceAtHerDesk, target);
        boundary.connect(session);
        return session;
    }

    /** Lets something happen when the first such call comes by. */
    static Watcher once(Predicate<Call> which, Moment when, Runnable happening) {
        AtomicBoolean done = new AtomicBoolean();
        return (moment, call) -> {
            if (moment == when && which.test(call) && done.compareAndSet(false, true)) {
                happening.run();
            }
        };
    }

    static void assertProof(Seen seen, Proof.Kind kind) {
        assertThat(seen)
                .isInstanceOfSatisfying(
                        Seen.Ended.class,
                        ended -> assertThat(ended.proof().kind()).isEqualTo(kind));
    }

    @Override
    public void close() {
        boundary.close();
    }

    /** One request, as it is stored, with what is done to it. */
    final class Grant {
        AccessRequest request;

        /** Set when the request has left Approved and Active. */
        boolean stopped;

        int calls;

        Grant(AccessRequest request) {
            this.request = request;
        }

        /** Performs an act, and records what was seen of it as the loop does. */
        Seen perform(Act act) {
            Seen seen = new Memory(this, act).perform();
            request = request.saw(act, seen, clock.instant()).after();
            if (request.reservedSlot().isEmpty()) {
                reserved.values().removeIf(request.id()::equals);
            }
            return seen;
        }

        Handles.Slot slot() {
            return request.slot();
        }

        List<Handles.Session> known() {
            return request.sessions().known();
        }

        /** As after a crash: what was seen never reached the store, only the notes did. */
        void performAndForget(Act act) {
            new Memory(this, act).perform();
        }
    }

    private final class Memory implements Journal {
        private final Grant grant;
        private final Act act;

        Memory(Grant grant, Act act) {
            this.grant = grant;
            this.act = act;
        }

        Seen perform() {
            try {
                return act.kind() == Holding.Kind.SLOT ? slots.perform(act, this) : sessions.perform(act, this);
            } catch (StopMaking e) {
                return new Seen.Stopped();
            }
        }

        @Override
        public AccessRequest request() {
            return grant.request;
        }

        @Override
        public Handles handles() {
            return grant.request.holding(act).handles();
        }

        @Override
        public <T> T call(Supplier<T> outside) {
            if (act.verb() != Act.Verb.END && grant.stopped) {
                throw new StopMaking();
            }
            grant.calls++;
            return outside.get();
        }

        @Override
        public void note(UnaryOperator<Handles> handles) {
            grant.request = grant.request.noting(act, handles).after();
        }

        @Override
        public Optional<SlotId> reserve(Set<SlotId> except) {
            Optional<SlotId> free = grant.request.terms().slots().stream()
                    .filter(slot -> !except.contains(slot))
                    .filter(slot ->
                            reserved.getOrDefault(slot, grant.request.id()).equals(grant.request.id()))
                    .findFirst();
            free.ifPresent(slot -> {
                reserved.values().removeIf(grant.request.id()::equals);
                reserved.put(slot, grant.request.id());
                note(handles -> Handles.Slot.NONE.reserved(slot));
            });
            return free;
        }

        @Override
        public boolean ours(SlotId slot) {
            return grant.request.id().equals(reserved.get(slot));
        }

        @Override
        public Optional<AccountId> reserveAccount(Set<AccountId> except) {
            throw new UnsupportedOperationException("no emergency account is offered here");
        }

        @Override
        public boolean ours(AccountId account) {
            throw new UnsupportedOperationException("no emergency account is offered here");
        }
    }
}
