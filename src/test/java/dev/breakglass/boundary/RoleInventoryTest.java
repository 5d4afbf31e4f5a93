package dev.breakglass.boundary;

import static dev.breakglass.boundary.Scene.CANCEL;
import static dev.breakglass.boundary.Scene.EMPTYING;
import static dev.breakglass.boundary.Scene.once;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.SlotId;
import dev.breakglass.flow.InventoryUnavailable;
import dev.breakglass.flow.SlotInventory.Found;
import dev.breakglass.flow.SlotInventory.Spot;
import dev.breakglass.sandbox.FakeServer.Moment;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RoleInventoryTest {
    private final Scene scene = new Scene();
    private final RoleInventory inventory = new RoleInventory(scene.client);
    private final Spot spot = new Spot(scene.first, scene.boundary.projectId(), Set.of(scene.target));

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void it_tells_who_is_in_a_slot_since_when_and_that_there_is_no_such_slot() {
        scene.clock.advance(Duration.ofMinutes(3));
        scene.boundary.addPrincipal(scene.first.value(), scene.alice);
        Found found = inventory.look(scene.first).orElseThrow();
        assertThat(found.principals()).containsExactly(scene.alice);
        assertThat(found.changedAt()).isEqualTo(scene.clock.instant());
        assertThat(found.version()).isEqualTo(scene.boundary.versionOf(scene.first.value()));
        assertThat(inventory.look(new SlotId("r_0000000000"))).isEmpty();
    }

    @Test
    void taking_back_empties_the_slot_and_ends_what_was_opened_through_it() {
        scene.boundary.addPrincipal(scene.second.value(), scene.alice);
        String before = scene.openSession();
        scene.clock.advance(Duration.ofMinutes(1));
        scene.boundary.addPrincipal(scene.first.value(), scene.alice);
        scene.clock.advance(Duration.ofSeconds(1));
        String through = scene.openSession();
        Found found = inventory.look(scene.first).orElseThrow();
        assertThat(inventory.takeBack(spot, found)).isEqualTo(1);
        assertThat(scene.boundary.principalsOf(scene.first.value())).isEmpty();
        assertThat(scene.boundary.statusOf(through)).isEqualTo("canceling");
        assertThat(scene.boundary.alive(before)).isTrue();
        assertThat(scene.count(CANCEL)).isEqualTo(1);
    }

    @Test
    void a_session_opened_while_it_is_taken_back_is_cancelled_after_the_emptying() {
        scene.boundary.addPrincipal(scene.first.value(), scene.alice);
        Found found = inventory.look(scene.first).orElseThrow();
        scene.boundary.watch(once(EMPTYING, Moment.ARRIVED, scene::openSession));
        assertThat(inventory.takeBack(spot, found)).isEqualTo(1);
        assertThat(scene.boundary.openSessionsOf(scene.alice, scene.target)).isEmpty();
    }

    @Test
    void a_slot_that_was_changed_since_it_was_read_is_left_alone() {
        scene.boundary.addPrincipal(scene.first.value(), scene.alice);
        Found found = inventory.look(scene.first).orElseThrow();
        scene.boundary.removePrincipal(scene.first.value(), scene.alice);
        scene.boundary.addPrincipal(scene.first.value(), scene.bob);
        assertThatThrownBy(() -> inventory.takeBack(spot, found)).isInstanceOf(InventoryUnavailable.class);
        assertThat(scene.boundary.principalsOf(scene.first.value())).containsExactly(scene.bob);
    }

    @Test
    void one_missing_right_says_nothing_of_other_slots_but_silence_does() {
        scene.boundary.setGrants(scene.boundary.roleNamed("breakglass-bot"), List.of());
        scene.boundary.withoutDefaultGrants();
        assertThatThrownBy(() -> inventory.look(scene.first))
                .isInstanceOfSatisfying(
                        InventoryUnavailable.class,
                        e -> assertThat(e.everything()).isFalse());
        scene.boundary.goDown();
        assertThatThrownBy(() -> inventory.look(scene.first))
                .isInstanceOfSatisfying(
                        InventoryUnavailable.class,
                        e -> assertThat(e.everything()).isTrue());
    }

    @Test
    void each_call_waits_for_what_has_to_happen_before_it() {
        assertThatThrownBy(() -> inventory
                        .with(() -> {
                            throw new IllegalStateException("overtaken");
                        })
                        .look(scene.first))
                .hasMessage("overtaken");
        assertThat(scene.boundary.calls()).isEmpty();
    }
}
