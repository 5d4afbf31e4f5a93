package dev.breakglass.boundary;

import dev.breakglass.access.SlotId;
import dev.breakglass.flow.InventoryUnavailable;
import dev.breakglass.flow.SlotInventory;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** The slot roles as Boundary has them. */
public final class RoleInventory implements SlotInventory {
    private final BoundaryClient client;

    public RoleInventory(BoundaryClient client) {
        this.client = client;
    }

    @Override
    public SlotInventory with(Runnable beforeEachCall) {
        return new RoleInventory(client.through(new Way() {
            @Override
            public <T> T call(Supplier<T> outside) {
                beforeEachCall.run();
                return outside.get();
            }
        }));
    }

    @Override
    public Optional<Found> look(SlotId slot) {
        return asked(
                () -> client.findRole(slot).map(role -> new Found(role.version(), role.updated(), role.principals())));
    }

    /**
     * Sessions are cancelled before as well as after the emptying: whoever is stopped in between has cancelled most of them,
     * and an empty slot is not looked at again.
     */
    @Override
    public int takeBack(Spot spot, Found found) {
        return asked(() -> {
            int cancelled = cancelSessions(spot, found);
            empty(spot.slot(), found);
            return cancelled + cancelSessions(spot, found);
        });
    }

    /** The answer is not believed: what reads back is. */
    private void empty(SlotId slot, Found found) {
        try {
            client.setPrincipals(slot, found.version(), Set.of());
        } catch (BoundaryException e) {
            boolean emptied = client.findRole(slot).map(Role::isEmpty).orElse(true);
            if (!emptied) {
                throw e;
            }
            return;
        }
        Role after = client.readRole(slot);
        if (!after.isEmpty() && after.version() <= found.version() + 1) {
            throw new InventoryUnavailable("Boundary said that slot " + slot + " was emptied, but it is not", false);
        }
    }

    private int cancelSessions(Spot spot, Found found) {
        List<Session> opened = client.listSessions(spot.project()).sessions().values().stream()
                .filter(Session::takesConnections)
                .filter(session -> found.principals().contains(session.user()))
                .filter(session -> spot.targets().contains(session.target()))
                .filter(session -> !isOlder(session, found.changedAt()))
                .toList();
        opened.forEach(session -> CancelSession.cancel(session, client));
        return opened.size();
    }

    private static boolean isOlder(Session session, Instant filled) {
        return session.created().isBefore(filled);
    }

    private static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (BoundaryException e) {
            // What is about one role only says nothing of the next one.
            throw new InventoryUnavailable(e.says(), !e.isRefusal());
        }
    }
}
