package dev.breakglass.store;

import static dev.breakglass.access.Samples.ALICE;
import static dev.breakglass.access.Samples.BOB;
import static dev.breakglass.access.Samples.DAVE;
import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Act;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Change;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Gate;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Next;
import dev.breakglass.access.Person;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Samples;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.State;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Observation;
import dev.breakglass.flow.Overtaken;
import dev.breakglass.flow.Requests.Approving;
import dev.breakglass.flow.Requests.Created;
import dev.breakglass.flow.Surface;
import dev.breakglass.flow.Surfaces.Stale;
import dev.breakglass.flow.Work;
import dev.breakglass.sandbox.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does; the same for both databases and for the one in memory. */
abstract class StoreContract {
    private static final Act MAKE_SLOT = new Act(Act.Verb.MAKE, Holding.Kind.SLOT, "slot", 1);
    private static final Act MAKE_ACCOUNT = new Act(Act.Verb.MAKE, Holding.Kind.ACCOUNT, AccessRequest.ACCOUNT_NAME, 1);
    private static final Set<Work.Kind> ALL = Set.of(Work.Kind.values());
    private static final Set<Work.Kind> REQUESTS = Set.of(Work.Kind.REQUEST);
    private static final Surface CARD = new Surface(Surface.Kind.CARD, "C0SEC", Optional.empty());
    private static final Surface THREAD = Surface.threadUnderCard("C0SEC");

    final SettableClock clock = SettableClock.stoppedAt(NOON);

    @SuppressWarnings("NullAway.Init")
    private Ports store;

    /** Opens the store of this test; what was stored before is still there. */
    abstract Ports open();

    abstract void close();

    @BeforeEach
    void start() {
        store = open();
    }

    @AfterEach
    void stop() {
        close();
    }

    @Test
    void a_request_comes_back_as_it_was_stored_in_every_state() {
        AccessRequest request = create(ALICE, "view-1");
        assertThat(store.requests().load(request.id())).isEqualTo(request);
        for (AccessRequest next : wholeLife(request)) {
            assertThat(store.requests().load(next.id())).isEqualTo(next);
        }
    }

    @Test
    void the_same_submission_gives_the_same_request() {
        AccessRequest request = create(ALICE, "view-1");
        assertThat(store.requests().create(Samples.asked(1), Set.of())).isEqualTo(new Created.Stored(request));
        assertThat(store.audit().read(1, 10)).hasSize(1);
    }

    @Test
    void a_person_has_one_live_request_for_a_target() {
        AccessRequest request = create(ALICE, "view-1");
        assertThat(store.requests().create(Samples.asked(1, ALICE, "view-2"), Set.of()))
                .isEqualTo(new Created.Blocked(request));
        create(DAVE, "view-3");

        commit(request.withdraw(NOON).orElseThrow());
        create(ALICE, "view-4");
    }

    @Test
    void a_stale_commit_changes_nothing() {
        AccessRequest request = create(ALICE, "view-1");
        commit(request.withdraw(NOON).orElseThrow());
        assertThat(store.requests().commit(request.deny(BOB, "no", NOON).orElseThrow()))
                .isFalse();
        assertThat(store.requests().load(request.id()).state()).isInstanceOf(State.Withdrawn.class);
        assertThat(store.audit().read(1, 10)).hasSize(2);
    }

    @Test
    void an_overtaken_worker_commits_nothing() {
        AccessRequest request = approve(create(ALICE, "view-1"));
        Claim first = claimOf(request);
        Claim second = claimOf(request);
        assertThat(second.work()).isEqualTo(first.work());

        assertThatThrownBy(() -> store.requests().commit(first, request.intending(MAKE_SLOT, NOON)))
                .isInstanceOf(Overtaken.class);
        assertThatThrownBy(() -> store.work().renew(first)).isInstanceOf(Overtaken.class);
        assertThat(store.requests().load(request.id())).isEqualTo(request);
        assertThat(store.requests().commit(second, request.intending(MAKE_SLOT, NOON)))
                .isTrue();
    }

    @Test
    void every_commit_writes_when_the_request_is_due_next() {
        AccessRequest request = create(ALICE, "view-1");
        assertThat(store.work().nextDue(REQUESTS)).isEqualTo(NOON.plus(AccessRequest.ANSWER_LIMIT));
        AccessRequest approved = approve(request);
        assertThat(store.work().nextDue(REQUESTS)).isEqualTo(NOON);
        commit(approved.end(EndReason.REVOKED, Actor.of(BOB), NOON).orElseThrow());
        assertThat(store.work().nextDue(REQUESTS)).isEqualTo(NOON);
    }

    @Test
    void what_is_over_is_never_due_again() {
        AccessRequest denied = create(DAVE, "view-2");
        commit(denied.deny(BOB, "no", NOON).orElseThrow());
        assertThat(store.work().nextDue(REQUESTS)).isEqualTo(Instant.MAX);
    }

    @Test
    void slots_are_reserved_once_and_released_when_they_are_proved_empty() {
        AccessRequest alice = intending(approve(create(ALICE, "view-1")));
        AccessRequest dave = intending(approve(create(DAVE, "view-2")));
        SlotId first = store.requests()
                .reserveSlot(claimOf(alice), alice.id(), Set.of())
                .orElseThrow();
        SlotId second =
                store.requests().reserveSlot(claimOf(dave), dave.id(), Set.of()).orElseThrow();
        assertThat(List.of(first, second)).containsExactly(new SlotId("r_slot000001"), new SlotId("r_slot000002"));
        assertThat(store.requests().slotIsReservedFor(first, alice.id())).isTrue();
        assertThat(store.requests().holderOf(first)).contains(alice.id());
        assertThat(store.requests().reserveSlot(claimOf(dave), dave.id(), Set.of(second)))
                .isEmpty();

        Claim claim = claimOf(alice);
        commit(store.requests()
                .load(alice.id())
                .end(EndReason.REVOKED, Actor.BOT, NOON)
                .orElseThrow());
        Act end = new Act(Act.Verb.END, Holding.Kind.SLOT, "slot", 1);
        store.requests().update(claim, latest -> latest.saw(end, gone(), NOON));
        assertThat(store.requests().slotIsReservedFor(first, alice.id())).isFalse();
        assertThat(store.requests().holderOf(first)).isEmpty();
    }

    @Test
    void an_emergency_account_is_reserved_once_and_released_when_account_slot_and_sessions_are_gone() {
        AccessRequest alice = intendingAccount(createForAccount(ALICE, "view-1"));
        AccessRequest dave = intendingAccount(createForAccount(DAVE, "view-2"));
        Claim claim = claimOf(alice);
        AccountId first = store.requests()
                .reserveAccount(claim, alice.id(), MAKE_ACCOUNT, Set.of())
                .orElseThrow();
        AccountId second = store.requests()
                .reserveAccount(claimOf(dave), dave.id(), MAKE_ACCOUNT, Set.of())
                .orElseThrow();
        assertThat(List.of(first, second))
                .containsExactlyElementsOf(
                        Samples.ACCOUNTS.stream().map(account -> account.id()).toList());
        assertThat(store.requests().reserveAccount(claimOf(dave), dave.id(), MAKE_ACCOUNT, Set.of(second)))
                .isEmpty();

        Claim again = claimOf(alice);
        store.requests().update(again, latest -> latest.intending(MAKE_SLOT, NOON));
        commit(store.requests()
                .load(alice.id())
                .end(EndReason.REVOKED, Actor.BOT, NOON)
                .orElseThrow());
        List<Act> ends = List.of(
                new Act(Act.Verb.END, Holding.Kind.ACCOUNT, "account", 1),
                new Act(Act.Verb.END, Holding.Kind.SLOT, "slot", 1),
                new Act(Act.Verb.END, Holding.Kind.SESSIONS, "sessions", 1));
        for (Act end : ends) {
            assertThat(store.requests().accountIsReservedFor(first, alice.id())).isTrue();
            store.requests().update(again, latest -> latest.saw(end, gone(), NOON));
        }
        assertThat(store.requests().accountIsReservedFor(first, alice.id())).isFalse();
        assertThat(store.requests().accountIsReservedFor(second, dave.id())).isTrue();
    }

    @Test
    void a_request_with_an_account_comes_back_as_it_was_stored() {
        AccessRequest request = intendingAccount(createForAccount(ALICE, "view-1"));
        Claim claim = claimOf(request);
        store.requests().reserveAccount(claim, request.id(), MAKE_ACCOUNT, Set.of());
        AccessRequest noted = store.requests()
                .update(
                        claim,
                        latest -> latest.noting(
                                MAKE_ACCOUNT,
                                handles -> ((Handles.Account) handles)
                                        .delivered(Handles.Delivery.wrapped("accessor", NOON)
                                                .posted("D1", "1.1"))
                                        .sent(4)
                                        .emptied(6, NOON)));
        assertThat(store.requests().load(request.id())).isEqualTo(noted);
        assertThat(noted.ask().emergencyLogin()).isTrue();
    }

    @Test
    void a_row_from_before_emergency_accounts_is_read() {
        AccessRequest request = create(ALICE, "view-1");
        String before = RequestJson.write(request).replace(",\"accounts\":[]", "");
        assertThat(before).doesNotContain("accounts", "emergency_login");
        assertThat(RequestJson.read(request.id(), request.version(), before)).isEqualTo(request);
    }

    @Test
    void a_freeze_ends_all_and_lets_nothing_be_approved_until_it_is_lifted() {
        AccessRequest open = approve(create(ALICE, "view-1"));
        AccessRequest waiting = create(DAVE, "view-2");
        AuditEvent freeze = AuditEvent.of(AuditEvent.Type.FREEZE_SET, NOON, Actor.operator("root"), Map.of());
        int ended = store.requests()
                .revokeAll(freeze, request -> request.end(EndReason.REVOKED_ALL, Actor.operator("root"), NOON));

        assertThat(ended).isEqualTo(1);
        assertThat(store.requests().frozen()).isTrue();
        assertThat(store.requests().load(open.id()).state()).isInstanceOf(State.Closing.class);
        Change approval = waiting.approve(BOB, Duration.ofMinutes(30), NOON).orElseThrow();
        assertThat(store.requests().commitUnlessFrozen(approval)).isEqualTo(Approving.FROZEN);

        AuditEvent lifted = AuditEvent.of(AuditEvent.Type.FREEZE_LIFTED, NOON, Actor.operator("root"), Map.of());
        assertThat(store.requests().liftFreeze(lifted)).isTrue();
        assertThat(store.requests().liftFreeze(lifted)).isFalse();
        assertThat(store.requests().commitUnlessFrozen(approval)).isEqualTo(Approving.COMMITTED);
    }

    @Test
    void while_it_only_observes_nothing_is_approved() {
        AccessRequest waiting = create(DAVE, "view-1");
        Change approval = waiting.approve(BOB, Duration.ofMinutes(30), NOON).orElseThrow();
        AuditEvent begun = AuditEvent.of(AuditEvent.Type.OBSERVING_STARTED, NOON, Actor.BOT, Map.of());
        assertThat(store.observation().current()).isEmpty();
        assertThat(store.observation().begin("restored", begun)).isTrue();
        assertThat(store.observation().begin("again", begun)).isFalse();
        assertThat(store.observation().current()).contains(new Observation.Since(NOON, "restored"));
        assertThat(store.requests().commitUnlessFrozen(approval)).isEqualTo(Approving.FROZEN);

        AuditEvent ended = AuditEvent.of(AuditEvent.Type.OBSERVING_ENDED, NOON, Actor.BOT, Map.of());
        assertThat(store.observation().end(ended)).isTrue();
        assertThat(store.observation().end(ended)).isFalse();
        assertThat(store.observation().current()).isEmpty();
        assertThat(store.requests().commitUnlessFrozen(approval)).isEqualTo(Approving.COMMITTED);
        assertThat(store.audit().read(1, 10))
                .as("asked, begun, ended, and two of the approval")
                .hasSize(5);
    }

    @Test
    void what_is_closed_is_found_by_when_it_was_asked_for() {
        AccessRequest closed = wholeLife(create(ALICE, "view-1")).get(0);
        create(DAVE, "view-2");
        assertThat(store.requests().closedSince(NOON, 10)).containsExactly(closed);
        assertThat(store.requests().closedSince(NOON.plusSeconds(1), 10)).isEmpty();
        assertThat(store.requests().closedSince(NOON, 0)).isEmpty();
    }

    @Test
    void work_that_is_asked_for_while_it_is_done_is_done_again() {
        Work channel = new Work(Work.Kind.CHANNEL, "C1");
        store.work().schedule(channel, NOON);
        Claim claim = claim();
        assertThat(store.work().claim(ALL)).isEmpty();
        store.work().schedule(channel, NOON);
        store.work().finish(claim, Instant.MAX);
        assertThat(claim().work()).isEqualTo(channel);
    }

    @Test
    void work_of_a_dead_worker_goes_on_when_its_lease_runs_out() {
        store.work().schedule(new Work(Work.Kind.CHANNEL, "C1"), NOON);
        claim();
        assertThat(store.work().nextDue(ALL)).isEqualTo(NOON.plusSeconds(5));
        clock.advance(Duration.ofSeconds(5));
        assertThat(store.work().claim(ALL)).isPresent();
    }

    @Test
    void deferred_work_rests_until_then_and_a_change_ends_its_rest() {
        AccessRequest request = approve(create(ALICE, "view-1"));
        Claim claim = claimOf(request);
        claimTheRest();
        store.work().defer(claim, clock.instant().plusSeconds(2));
        assertThat(store.work().claim(ALL)).isEmpty();
        commit(request.end(EndReason.DONE_EARLY, Actor.of(ALICE), NOON).orElseThrow());
        assertThat(store.work().claim(ALL)).isPresent();
    }

    @Test
    void the_pagers_are_due_when_an_ending_is_late_and_again_when_it_is_over() {
        Set<Work.Kind> pages = Set.of(Work.Kind.PAGE);
        AccessRequest request = intending(approve(create(ALICE, "view-1")));
        Claim claim = claimOf(request);
        commit(store.requests()
                .load(request.id())
                .end(EndReason.REVOKED, Actor.of(BOB), clock.instant())
                .orElseThrow());
        assertThat(store.work().nextDue(pages)).isEqualTo(Instant.MAX);

        Act end = new Act(Act.Verb.END, Holding.Kind.SLOT, "slot", 1);
        store.requests().update(claim, r -> r.saw(end, new Seen.Failed("no answer"), clock.instant()));
        Instant late = clock.instant().plusSeconds(70);
        AccessRequest told = store.requests().update(claim, r -> ((Next.Move) r.next(late, Gate.OPEN)).change());
        assertThat(store.work().nextDue(pages)).isEqualTo(((State.Closing) told.state()).pagedAt());

        store.requests().update(claim, r -> r.saw(end, gone(), clock.instant()));
        Act sessions = new Act(Act.Verb.END, Holding.Kind.SESSIONS, "sessions", 1);
        store.requests().update(claim, r -> r.saw(sessions, gone(), clock.instant()));
        store.requests().update(claim, r -> ((Next.Move) r.next(late, Gate.OPEN)).change());
        assertThat(store.work().nextDue(pages)).isEqualTo(clock.instant());
    }

    @Test
    void a_surface_is_behind_after_every_change_until_it_was_shown() {
        AccessRequest request = create(ALICE, "view-1");
        store.work().schedule(new Work(Work.Kind.CHANNEL, "C0SEC"), NOON);
        Claim claim = claim();
        Stale card = store.surfaces().firstStale("C0SEC").orElseThrow();
        assertThat(card.surface()).isEqualTo(CARD);

        commit(request.withdraw(NOON).orElseThrow());
        store.surfaces().shown(claim, card, Optional.of(new Posted("C0SEC", "1.1")), "digest", 0);
        Stale again = store.surfaces().firstStale("C0SEC").orElseThrow();
        assertThat(again.surface()).as("a change came while it was shown").isEqualTo(CARD);
        store.surfaces().shown(claim, again, Optional.of(new Posted("C0SEC", "1.1")), "digest", 0);

        Stale thread = store.surfaces().firstStale("C0SEC").orElseThrow();
        assertThat(thread.surface()).isEqualTo(THREAD);
        assertThat(store.surfaces().eventsAfter(request.id(), 0)).hasSize(2);
        assertThat(store.surfaces().eventsAfter(request.id(), 1)).hasSize(1);
        assertThat(store.surfaces().posted(request.id(), Surface.Kind.CARD)).contains(new Posted("C0SEC", "1.1"));
    }

    @Test
    void a_channel_takes_one_message_a_second() {
        assertThat(store.surfaces().takeTurn("C1", NOON)).isEqualTo(NOON);
        assertThat(store.surfaces().takeTurn("C1", NOON)).isEqualTo(NOON.plusSeconds(1));
        assertThat(store.surfaces().takeTurn("C2", NOON)).isEqualTo(NOON);
        assertThat(store.surfaces().takeTurn("C1", NOON.plusSeconds(1))).isEqualTo(NOON.plusSeconds(1));
    }

    @Test
    void a_signature_is_accepted_once() {
        assertThat(store.replays().firstTime("abc", NOON)).isTrue();
        assertThat(store.replays().firstTime("abc", NOON.plusSeconds(299))).isFalse();
        assertThat(store.replays().firstTime("def", NOON)).isTrue();
    }

    @Test
    void everything_is_still_there_after_a_restart() {
        AccessRequest request = approve(create(ALICE, "view-1"));
        close();
        store = open();
        assertThat(store.requests().open()).containsExactly(request);
        assertThat(store.audit().verify().faults()).isEmpty();
    }

    // ---- speaking ----

    private AccessRequest create(Person person, String origin) {
        Created created = store.requests().create(Samples.asked(1, person, origin), Set.of(CARD, THREAD));
        return ((Created.Stored) created).request();
    }

    private AccessRequest createForAccount(Person person, String origin) {
        Created created = store.requests().create(Samples.askedForAccount(person, origin), Set.of(CARD, THREAD));
        return ((Created.Stored) created).request();
    }

    private AccessRequest intendingAccount(AccessRequest request) {
        AccessRequest approved = approve(request);
        return store.requests().update(claimOf(approved), latest -> latest.intending(MAKE_ACCOUNT, NOON));
    }

    private AccessRequest approve(AccessRequest request) {
        return commit(request.approve(BOB, Duration.ofMinutes(30), NOON).orElseThrow());
    }

    private AccessRequest commit(Change change) {
        assertThat(store.requests().commit(change)).isTrue();
        return change.after();
    }

    private AccessRequest intending(AccessRequest request) {
        assertThat(store.requests().commit(claimOf(request), request.intending(MAKE_SLOT, NOON)))
                .isTrue();
        return store.requests().load(request.id());
    }

    /** Every state that one request can be in, each stored. */
    private List<AccessRequest> wholeLife(AccessRequest request) {
        AccessRequest approved = approve(request);
        Claim claim = claimOf(approved);
        AccessRequest intended = store.requests().update(claim, r -> r.intending(MAKE_SLOT, NOON));
        AccessRequest noted = store.requests()
                .update(
                        claim,
                        r -> r.noting(
                                MAKE_SLOT,
                                handles -> ((Handles.Slot) handles)
                                        .reserved(new SlotId("r_slot000001"))
                                        .sent(4, NOON)
                                        .claimed(NOON)));
        AccessRequest closing = store.requests()
                .update(
                        claim,
                        r -> r.end(EndReason.REVOKED, Actor.operator("root"), NOON)
                                .orElseThrow());
        AccessRequest slotGone = store.requests()
                .update(claim, r -> r.saw(new Act(Act.Verb.END, Holding.Kind.SLOT, "slot", 1), gone(), NOON));
        AccessRequest allGone = store.requests()
                .update(claim, r -> r.saw(new Act(Act.Verb.END, Holding.Kind.SESSIONS, "sessions", 1), gone(), NOON));
        assertThat(intended).isNotEqualTo(noted);
        AccessRequest closed = store.requests().update(claim, r -> ((Next.Move) r.next(NOON, Gate.OPEN)).change());
        assertThat(closing.version()).isLessThan(slotGone.version());
        assertThat(allGone.version()).isLessThan(closed.version());
        return List.of(closed);
    }

    private static Seen gone() {
        return new Seen.Ended(new Proof(Proof.Kind.READ_BACK, NOON, "read back empty"));
    }

    private Claim claim() {
        return store.work().claim(ALL).orElseThrow();
    }

    /** Claims until the request's item comes; the others are not given back. */
    private Claim claimOf(AccessRequest request) {
        clock.advance(Duration.ofSeconds(6));
        while (true) {
            Claim claim = claim();
            if (claim.work().key().equals(request.id().toString())) {
                return claim;
            }
        }
    }

    private void claimTheRest() {
        Optional<Claim> claim = store.work().claim(ALL);
        while (claim.isPresent()) {
            claim = store.work().claim(ALL);
        }
    }
}
