package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Change;
import dev.breakglass.access.Policy;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.State;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.SlotInventory.Found;
import dev.breakglass.flow.SlotInventory.Spot;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Upkeep: compares the slots outside with the requests, and takes away what no live request explains. While the program
 * only observes, it says what it finds and leaves it alone.
 */
public final class Reconcile {
    private static final Logger log = LoggerFactory.getLogger(Reconcile.class);
    private static final Duration EVERY = Duration.ofMinutes(5);
    private static final Duration AFTER_TROUBLE = Duration.ofSeconds(30);

    private final Requests requests;
    private final Worklist worklist;
    private final CurrentPolicy policies;
    private final Observation observation;
    private final SlotInventory slots;
    private final StrayTokens tokens;
    private final Clock clock;

    /** What was told of each slot, so that a finding that stays is told once. */
    private final Map<SlotId, Found> told = Collections.synchronizedMap(new HashMap<>());

    private final Set<SlotId> strays = Collections.synchronizedSet(new HashSet<>());

    /**
     * Compares with these.
     *
     * @param tokens empty where nothing is issued
     */
    public Reconcile(
            Requests requests,
            Worklist worklist,
            CurrentPolicy policies,
            Observation observation,
            SlotInventory slots,
            Optional<TokenInventory> tokens,
            Clock clock) {
        this.requests = requests;
        this.worklist = worklist;
        this.policies = policies;
        this.observation = observation;
        this.slots = slots;
        this.tokens = new StrayTokens(requests, tokens, clock);
        this.clock = clock;
    }

    /** How many slots the last pass left filled with somebody whom no live request explains. */
    public int strays() {
        return strays.size();
    }

    public void reconcile(Claim claim) {
        Runnable renew = () -> worklist.renew(claim);
        boolean observing = observation.current().isPresent();
        boolean slotsDone = compareAll(slots.with(renew), observing);
        boolean tokensDone = tokens.compare(renew, observing);
        worklist.finish(claim, clock.instant().plus(slotsDone && tokensDone ? EVERY : AFTER_TROUBLE));
    }

    private boolean compareAll(SlotInventory outside, boolean observing) {
        Collection<Spot> spots = spots();
        strays.removeIf(slot -> spots.stream().map(Spot::slot).noneMatch(slot::equals));
        boolean done = true;
        for (Spot spot : spots) {
            try {
                compare(spot, outside, observing);
            } catch (InventoryUnavailable e) {
                log.warn("slot {} cannot be compared: {}", spot.slot(), e.getMessage());
                if (e.everything()) {
                    return false;
                }
                done = false;
            }
        }
        return done;
    }

    /** The slots of the policy, and those of live requests, which the policy may not name any more. */
    private Collection<Spot> spots() {
        List<Terms> all = new ArrayList<>();
        policies.get().map(Policy::rules).ifPresent(rules -> rules.values().forEach(rule -> all.add(rule.terms())));
        requests.open().stream().map(AccessRequest::terms).forEach(all::add);
        Map<String, Spot> spots = new TreeMap<>();
        for (Terms terms : all) {
            for (SlotId slot : terms.slots()) {
                spots.merge(
                        slot.value(), new Spot(slot, terms.project(), Set.of(terms.boundaryTarget())), Reconcile::both);
            }
        }
        return spots.values();
    }

    private static Spot both(Spot one, Spot other) {
        Set<String> targets = new HashSet<>(one.targets());
        targets.addAll(other.targets());
        return new Spot(one.slot(), one.project(), targets);
    }

    private void compare(Spot spot, SlotInventory outside, boolean observing) {
        Optional<Found> found = outside.look(spot.slot());
        Optional<RequestId> holder = requests.holderOf(spot.slot());
        if (holder.isPresent()) {
            strays.remove(spot.slot());
            compareWithGrant(requests.load(holder.get()), spot.slot(), found, outside);
            return;
        }
        boolean filled =
                found.map(Found::principals).filter(Predicate.not(Set::isEmpty)).isPresent();
        // Whoever was in it when it was read may have been taken out before the reservation was looked up.
        if (!filled || !outside.look(spot.slot()).equals(found)) {
            told.remove(spot.slot());
            strays.remove(spot.slot());
            return;
        }
        takeAway(spot, found.get(), outside, observing);
    }

    // ---- a slot that no live request holds ----

    private void takeAway(Spot spot, Found found, SlotInventory outside, boolean observing) {
        strays.add(spot.slot());
        if (!found.equals(told.put(spot.slot(), found))) {
            log.warn("slot {} holds {} and no live request explains it", spot.slot(), found.principals());
            requests.record(AuditEvent.of(
                    AuditEvent.Type.STRAY_FOUND, clock.instant(), Actor.BOT, facts(spot, found, observing)));
        }
        if (observing) {
            return;
        }
        int cancelled = outside.takeBack(spot, found);
        strays.remove(spot.slot());
        told.remove(spot.slot());
        requests.record(AuditEvent.of(
                AuditEvent.Type.STRAY_ENDED,
                clock.instant(),
                Actor.BOT,
                Map.of("slot", spot.slot().value(), "sessions_cancelled", Integer.toString(cancelled))));
    }

    private static Map<String, String> facts(Spot spot, Found found, boolean observing) {
        return Map.of(
                "slot", spot.slot().value(),
                "project", spot.project(),
                "holds", names(found),
                "version", Integer.toString(found.version()),
                "since", found.changedAt().toString(),
                "deed", observing ? "reported only" : "taken back");
    }

    // ---- a slot that a live request holds: it is never touched here ----

    private void compareWithGrant(AccessRequest request, SlotId slot, Optional<Found> found, SlotInventory outside) {
        if (request.state().name() != State.Name.ACTIVE) {
            return;
        }
        String user = request.slotUser();
        if (!holds(found, user)) {
            tellIfLost(request, user, slot, outside);
        } else if (found.get().principals().size() > 1 && !found.get().equals(told.put(slot, found.get()))) {
            requests.record(AuditEvent.of(
                    AuditEvent.Type.STRAY_FOUND,
                    clock.instant(),
                    request.id(),
                    Actor.BOT,
                    Map.of("slot", slot.value(), "holds", names(found.get()), "deed", "reported only")));
        }
    }

    /** It was read before the grant was known to be open, so it is read once more, and the grant after that. */
    private void tellIfLost(AccessRequest request, String user, SlotId slot, SlotInventory outside) {
        Optional<Found> now = outside.look(slot);
        if (holds(now, user)) {
            return;
        }
        String instead = now.map(found -> found.principals().isEmpty() ? "nobody" : names(found))
                .orElse("no such role");
        Optional<Change> lost;
        do {
            lost = requests.load(request.id()).slotLost(instead, clock.instant());
        } while (lost.isPresent() && !requests.commit(lost.get()));
    }

    private static boolean holds(Optional<Found> found, String user) {
        return found.map(one -> one.principals().contains(user)).orElse(false);
    }

    private static String names(Found found) {
        return String.join(", ", new TreeSet<>(found.principals()));
    }
}
