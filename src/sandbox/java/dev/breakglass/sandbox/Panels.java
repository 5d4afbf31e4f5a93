package dev.breakglass.sandbox;

import java.util.List;
import java.util.stream.Collectors;

/** What the sandbox's page shows of Boundary and Vault, read from their own state. */
final class Panels {
    private Panels() {}

    static String boundary(World world) {
        String slots = world.slots().stream()
                .map(slot -> row(slot, String.join(", ", world.boundary.principalsOf(slot)), "empty"))
                .collect(Collectors.joining());
        List<String> sessions = world.boundary.openSessionsOf(world.alice(), world.target());
        return "<ul>" + slots + row("Alice's open sessions", String.join(", ", sessions), "none") + "</ul>";
    }

    static String vault(World world) {
        String leases = world.vault.liveLeases().stream()
                .map(lease -> row(lease.id(), "until " + lease.end(), ""))
                .collect(Collectors.joining());
        String users = String.join(", ", world.vault.database().users());
        return "<ul>" + (leases.isEmpty() ? row("leases", "", "none") : leases) + row("database users", users, "none")
                + "</ul>";
    }

    /** Nothing here comes from a person, so there is nothing to escape. */
    private static String row(String name, String value, String ifBlank) {
        return "<li><b>" + name + "</b>: " + (value.isBlank() ? ifBlank : value) + "</li>";
    }
}
