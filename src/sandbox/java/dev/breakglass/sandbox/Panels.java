package dev.breakglass.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the sandbox's page shows beside the workspace: what to do, and Boundary and Vault by their own state. */
final class Panels {
    private Panels() {}

    static String story() {
        return """
                <ol>
                  <li>As <b>Alice</b>, in <b># incidents</b>, send <code>/breakglass</code>; fill in the form.</li>
                  <li>As <b>Bob</b>, in <b>emergency</b>, press <b>Approve</b>.</li>
                  <li>As <b>Alice</b>, read what <b>breakglass</b> sent you; open a session with the button above.</li>
                  <li>Move time on until it ends; slot, session and lease go by themselves.</li>
                  <li>As <b>Alice</b>, read the proof; the trail is in <b># incidents</b>.</li>
                </ol>""";
    }

    static String boundary(World world) {
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < world.slots().size(); i++) {
            String slot = world.slots().get(i);
            String held = world.boundary.principalsOf(slot).stream()
                    .map(user -> nameOf(world, user))
                    .collect(Collectors.joining(", "));
            rows.add(row("slot orders-" + (i + 1), held, "empty"));
        }
        List<String> sessions = world.boundary.openSessionsOf(world.alice(), world.target());
        rows.add(row("Alice's open sessions", String.join(", ", sessions), "none"));
        return list(rows);
    }

    static String vault(World world) {
        List<String> rows = new ArrayList<>();
        world.vault.liveLeases().forEach(lease -> rows.add(row("lease", lease.id() + " until " + lease.end(), "")));
        if (rows.isEmpty()) {
            rows.add(row("leases", "", "none"));
        }
        rows.add(row("database users", String.join(", ", world.vault.database().users()), "none"));
        return list(rows);
    }

    private static String nameOf(World world, String user) {
        if (user.equals(world.alice())) {
            return "Alice (" + user + ")";
        }
        return user.equals(world.dave()) ? "Dave (" + user + ")" : user;
    }

    private static String list(List<String> rows) {
        return "<ul>" + String.join("", rows) + "</ul>";
    }

    /** Nothing here comes from a person, so there is nothing to escape. */
    private static String row(String name, String value, String ifBlank) {
        String shown = value.isBlank() ? ifBlank : "<mark>" + value + "</mark>";
        return "<li><b>" + name + "</b>: " + shown + "</li>";
    }
}
