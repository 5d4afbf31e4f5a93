package dev.breakglass.flow;

import dev.breakglass.access.Policy;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.SlotInventory.Found;
import dev.breakglass.flow.SlotInventory.Spot;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Empties slots that have been filled for longer than any grant may last. It knows no request and needs no database, so that
 * it still works where the program and all that it knew are lost; Boundary by itself would leave such a slot filled for ever.
 */
public final class Sweep {
    /** Clocks may differ, and an ending takes its time; a slot that is taken away too early cuts somebody off. */
    private static final Duration GRACE = Duration.ofMinutes(5);

    private final SlotInventory slots;
    private final Clock clock;

    public Sweep(SlotInventory slots, Clock clock) {
        this.slots = slots;
        this.clock = clock;
    }

    /**
     * What was found in one slot.
     *
     * @param longest the longest total of its target
     * @param found empty if the slot is not there or could not be read
     * @param overdue whether it has been filled for too long
     * @param cancelled how many sessions were cancelled; empty if it was left alone
     * @param trouble why it could not be read or emptied
     */
    public record Swept(
            SlotId slot,
            Duration longest,
            Optional<Found> found,
            boolean overdue,
            Optional<Integer> cancelled,
            Optional<String> trouble) {}

    /** Looks at every slot of the policy; with {@code dry} it only looks. */
    public List<Swept> sweep(Policy policy, boolean dry) {
        List<Swept> all = new ArrayList<>();
        policy.rules().values().stream()
                .map(Policy.Rule::terms)
                .sorted(Comparator.comparing(terms -> terms.target().value()))
                .forEach(terms -> terms.slots().forEach(slot -> all.add(swept(terms, slot, dry))));
        return all;
    }

    private Swept swept(Terms terms, SlotId slot, boolean dry) {
        Optional<Found> found = Optional.empty();
        boolean overdue = false;
        try {
            found = slots.look(slot);
            overdue = found.filter(one -> isOverdue(one, terms.longest())).isPresent();
            Optional<Integer> cancelled = overdue && !dry
                    ? Optional.of(slots.takeBack(
                            new Spot(slot, terms.project(), Set.of(terms.boundaryTarget())), found.orElseThrow()))
                    : Optional.empty();
            return new Swept(slot, terms.longest(), found, overdue, cancelled, Optional.empty());
        } catch (InventoryUnavailable e) {
            return new Swept(
                    slot,
                    terms.longest(),
                    found,
                    overdue,
                    Optional.empty(),
                    Optional.of(String.valueOf(e.getMessage())));
        }
    }

    private boolean isOverdue(Found found, Duration longest) {
        Instant end = found.changedAt().plus(longest).plus(GRACE);
        return !found.principals().isEmpty() && clock.instant().isAfter(end);
    }
}
