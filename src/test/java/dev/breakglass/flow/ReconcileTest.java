package dev.breakglass.flow;

import static dev.breakglass.access.Samples.ALICE;
import static dev.breakglass.access.Samples.BOB;
import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Act;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Change;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Samples;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.State;
import dev.breakglass.flow.SlotInventory.Found;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.store.Settings;
import dev.breakglass.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcileTest {
    private static final Work CHORE = new Work(Work.Kind.CHORE, "reconcile");
    private static final SlotId FIRST = new SlotId("r_slot000001");
    private static final SlotId SECOND = new SlotId("r_slot000002");
    private static final String USER = ALICE.boundaryUser().orElseThrow();

    @TempDir
    Path directory;

    private final SettableClock clock = SettableClock.stoppedAt(NOON);
    private final Slots slots = new Slots();
    private final Tokens tokens = new Tokens();
    private Store store;
    private Reconcile reconcile;
    private OpenGrants grants;

    @BeforeEach
    void open() {
        store = Store.open(new Settings.Embedded(directory), clock, () -> {});
        reconcile = new Reconcile(
                store.requests(),
                store.work(),
                () -> Optional.of(Samples.policy(1)),
                store.observation(),
                slots,
                Optional.of(tokens),
                clock);
        store.work().schedule(CHORE, NOON);
        grants = new OpenGrants(store);
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void a_slot_that_no_request_explains_is_taken_back_and_recorded_before_and_after() {
        slots.put(FIRST, 7, "u_mallory000");
        pass();
        assertThat(slots.takenBack).containsExactly(FIRST);
        AuditEvent found = only(AuditEvent.Type.STRAY_FOUND);
        assertThat(found.request()).isEmpty();
        assertThat(found.facts())
                .containsEntry("slot", FIRST.value())
                .containsEntry("holds", "u_mallory000")
                .containsEntry("version", "7")
                .containsEntry("deed", "taken back");
        assertThat(only(AuditEvent.Type.STRAY_ENDED).facts()).containsEntry("sessions_cancelled", "2");
        assertThat(reconcile.strays()).isZero();
    }

    @Test
    void the_next_pass_comes_after_five_minutes_and_after_half_a_minute_if_something_did_not_answer() {
        pass();
        assertThat(due()).isEqualTo(clock.instant().plus(Duration.ofMinutes(5)));
        clock.set(due());
        slots.silent.add(FIRST);
        slots.put(SECOND, 3, "u_mallory000");
        pass();
        assertThat(due()).isEqualTo(clock.instant().plus(Duration.ofSeconds(30)));
        assertThat(slots.takenBack).containsExactly(SECOND);
    }

    @Test
    void if_nothing_answers_the_pass_ends_at_once() {
        slots.away = true;
        pass();
        assertThat(slots.looks).isEqualTo(1);
        assertThat(events()).isEmpty();
    }

    @Test
    void a_slot_that_a_live_request_holds_is_never_touched() {
        AccessRequest request = active();
        slots.put(FIRST, 5, USER);
        pass();
        assertThat(slots.takenBack).isEmpty();
        commit(request.end(EndReason.DONE_EARLY, Actor.BOT, clock.instant()).orElseThrow());
        slots.put(FIRST, 6, "u_mallory000");
        pass();
        assertThat(slots.takenBack).isEmpty();
        assertThat(events(AuditEvent.Type.STRAY_FOUND)).isEmpty();
        assertThat(events(AuditEvent.Type.SLOT_LOST)).isEmpty();
    }

    @Test
    void a_slot_that_is_emptied_between_two_looks_is_no_stray() {
        slots.put(FIRST, 7, USER);
        slots.afterLook = () -> slots.put(FIRST, 8);
        pass();
        assertThat(slots.takenBack).isEmpty();
        assertThat(events()).isEmpty();
    }

    @Test
    void a_slot_emptied_by_hand_is_told_once_and_not_filled_again() {
        AccessRequest request = active();
        slots.put(FIRST, 6);
        pass();
        AuditEvent lost = only(AuditEvent.Type.SLOT_LOST);
        assertThat(lost.request()).contains(request.id());
        assertThat(lost.facts()).containsEntry("role", FIRST.value()).containsEntry("holds", "nobody");
        AccessRequest told = store.requests().load(request.id());
        assertThat(told.state().name()).isEqualTo(State.Name.ACTIVE);
        assertThat(told.slot().lostAt()).isEqualTo(clock.instant());
        pass();
        assertThat(events(AuditEvent.Type.SLOT_LOST)).hasSize(1);
        assertThat(slots.takenBack).isEmpty();
    }

    @Test
    void a_slot_of_an_open_grant_that_holds_somebody_else_or_is_deleted_is_lost_as_well() {
        active();
        slots.put(FIRST, 6, "u_mallory000");
        pass();
        assertThat(only(AuditEvent.Type.SLOT_LOST).facts()).containsEntry("holds", "u_mallory000");
        assertThat(slots.takenBack).isEmpty();
    }

    @Test
    void a_slot_that_is_filled_while_it_is_compared_is_not_lost() {
        active();
        slots.put(FIRST, 4);
        slots.afterLook = () -> slots.put(FIRST, 5, USER);
        pass();
        assertThat(events(AuditEvent.Type.SLOT_LOST)).isEmpty();
    }

    @Test
    void somebody_beside_the_requester_is_told_once_in_the_thread_of_the_grant() {
        AccessRequest request = active();
        slots.put(FIRST, 6, USER, "u_mallory000");
        pass();
        pass();
        AuditEvent found = only(AuditEvent.Type.STRAY_FOUND);
        assertThat(found.request()).contains(request.id());
        assertThat(found.facts()).containsEntry("deed", "reported only");
        assertThat(slots.takenBack).isEmpty();
    }

    @Test
    void while_only_observing_strays_are_reported_once_and_left_alone_until_it_ends() {
        observe(true);
        slots.put(FIRST, 7, "u_mallory000");
        pass();
        pass();
        assertThat(slots.takenBack).isEmpty();
        assertThat(only(AuditEvent.Type.STRAY_FOUND).facts()).containsEntry("deed", "reported only");
        assertThat(reconcile.strays()).isEqualTo(1);
        observe(false);
        pass();
        assertThat(slots.takenBack).containsExactly(FIRST);
        assertThat(reconcile.strays()).isZero();
    }

    @Test
    void while_only_observing_nothing_can_be_approved() {
        AccessRequest asked = grants.asked();
        observe(true);
        Change yes = asked.approve(BOB, Duration.ofMinutes(30), NOON).orElseThrow();
        assertThat(store.requests().commitUnlessFrozen(yes)).isEqualTo(Requests.Approving.FROZEN);
        observe(false);
        assertThat(store.requests().commitUnlessFrozen(yes)).isEqualTo(Requests.Approving.COMMITTED);
    }

    @Test
    void the_token_of_a_closed_request_that_is_there_again_is_ended() {
        AccessRequest closed = closedWithToken("accessor-1");
        tokens.live.add("accessor-1");
        pass();
        assertThat(tokens.live).isEmpty();
        assertThat(only(AuditEvent.Type.STRAY_FOUND).request()).contains(closed.id());
        assertThat(only(AuditEvent.Type.STRAY_ENDED).facts()).containsEntry("accessor", "accessor-1");
    }

    @Test
    void while_only_observing_such_a_token_is_reported_once_and_left_alone() {
        closedWithToken("accessor-1");
        tokens.live.add("accessor-1");
        observe(true);
        pass();
        pass();
        assertThat(tokens.live).containsExactly("accessor-1");
        only(AuditEvent.Type.STRAY_FOUND);
        assertThat(events(AuditEvent.Type.STRAY_ENDED)).isEmpty();
    }

    @Test
    void nobody_asks_for_tokens_whose_time_is_over() {
        closedWithToken("accessor-1");
        clock.set(NOON.plus(Duration.ofMinutes(30)));
        pass();
        assertThat(tokens.asked).isZero();
    }

    // ---- what happens ----

    private void pass() {
        clock.advance(Duration.ofSeconds(6));
        store.work().schedule(CHORE, clock.instant());
        reconcile.reconcile(store.work().claim(Set.of(Work.Kind.CHORE)).orElseThrow());
    }

    private Instant due() {
        return store.work().nextDue(Set.of(Work.Kind.CHORE));
    }

    private void observe(boolean on) {
        AuditEvent.Type type = on ? AuditEvent.Type.OBSERVING_STARTED : AuditEvent.Type.OBSERVING_ENDED;
        AuditEvent event = AuditEvent.of(type, clock.instant(), Actor.BOT, Map.of());
        assertThat(
                        on
                                ? store.observation().begin("a test", event)
                                : store.observation().end(event))
                .isTrue();
    }

    private void commit(Change change) {
        assertThat(store.requests().commit(change)).isTrue();
    }

    /** Alice's grant, open through the first slot. */
    private AccessRequest active() {
        AccessRequest opened = grants.active();
        assertThat(opened.slot().role()).isEqualTo(FIRST);
        slots.put(FIRST, 5, USER);
        return opened;
    }

    private AccessRequest closedWithToken(String accessor) {
        AccessRequest active = active();
        assertThat(active.holdings().toString()).contains(accessor);
        commit(active.end(EndReason.DONE_EARLY, Actor.BOT, NOON).orElseThrow());
        Claim claim = grants.claimOf(active);
        for (Holding holding : active.holdings()) {
            Act end = new Act(Act.Verb.END, holding.kind(), holding.name(), holding.attempt());
            Seen gone = new Seen.Ended(new Proof(Proof.Kind.READ_BACK, NOON, "gone"));
            store.requests().update(claim, request -> request.saw(end, gone, NOON));
        }
        slots.put(FIRST, 6);
        return grants.move(claim, active);
    }

    // ---- what is recorded ----

    private List<AuditEvent> events() {
        List<AuditEvent> events = new ArrayList<>();
        for (AuditEvent.Type type :
                List.of(AuditEvent.Type.STRAY_FOUND, AuditEvent.Type.STRAY_ENDED, AuditEvent.Type.SLOT_LOST)) {
            events.addAll(events(type));
        }
        return events;
    }

    private List<AuditEvent> events(AuditEvent.Type type) {
        return store.audit().read(1, 1_000).stream()
                .map(stored -> Recorded.event(stored.body()))
                .filter(event -> event.type() == type)
                .toList();
    }

    private AuditEvent only(AuditEvent.Type type) {
        List<AuditEvent> events = events(type);
        assertThat(events).as(type.name()).hasSize(1);
        return events.get(0);
    }

    // ---- what is outside ----

    private static final class Slots implements SlotInventory {
        private final Map<SlotId, Found> held = new HashMap<>();
        private final List<SlotId> takenBack = new ArrayList<>();
        private final Set<SlotId> silent = new HashSet<>();
        private boolean away;
        private int looks;
        private Runnable afterLook = () -> {};
        private Runnable beforeEachCall = () -> {};

        void put(SlotId slot, int version, String... principals) {
            held.put(slot, new Found(version, NOON, Set.of(principals)));
        }

        @Override
        public SlotInventory with(Runnable before) {
            beforeEachCall = before;
            return this;
        }

        @Override
        public Optional<Found> look(SlotId slot) {
            beforeEachCall.run();
            looks++;
            if (away || silent.contains(slot)) {
                throw new InventoryUnavailable("it does not say", away);
            }
            Optional<Found> found = Optional.ofNullable(held.get(slot));
            afterLook.run();
            return found;
        }

        @Override
        public int takeBack(Spot spot, Found found) {
            assertThat(held.get(spot.slot())).isEqualTo(found);
            assertThat(spot.targets()).containsExactly("ttcp_orders0000");
            put(spot.slot(), found.version() + 1);
            takenBack.add(spot.slot());
            return 2;
        }
    }

    private static final class Tokens implements TokenInventory {
        private final Set<String> live = new HashSet<>();
        private int asked;

        @Override
        public TokenInventory with(Runnable before) {
            return this;
        }

        @Override
        public boolean isThere(String accessor) {
            asked++;
            return live.contains(accessor);
        }

        @Override
        public void end(String accessor) {
            live.remove(accessor);
        }
    }
}
