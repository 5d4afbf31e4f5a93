package dev.breakglass.kill;

import dev.breakglass.sandbox.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is open outside, read from the fakes' own state, and what must never be seen there. */
final class Outside {
    /** A restart takes up to 15 s, the lease of the dead 5 s, settling 5 s, and the rest is room for tries. */
    static final Duration LATEST_END = Duration.ofSeconds(35);
    /** For so long Vault may work on a call whose caller is dead; what it makes then is held by nobody. */
    private static final Duration LATEST_TOKEN_END = Duration.ofSeconds(100);

    private final World world;
    private final Map<String, String> passwords = new TreeMap<>();
    private Instant until = Instant.MAX;

    Outside(World world) {
        this.world = world;
    }

    /** From when on nothing may be open, but for {@link #LATEST_END}. */
    synchronized void mustEndAt(Instant end) {
        until = end;
    }

    /** Remembers a login that a person was given; it must be dead in the end. */
    synchronized void gaveLogin(String username, String password) {
        passwords.put(username, password);
    }

    /** Slots that hold anybody. */
    List<String> filledSlots() {
        return world.slots().stream()
                .filter(slot -> !world.boundary.principalsOf(slot).isEmpty())
                .toList();
    }

    /** Everything through which somebody could still get in, as words. */
    synchronized List<String> open() {
        List<String> open = new ArrayList<>();
        filledSlots().forEach(slot -> open.add("slot " + slot));
        world.boundary.openSessionsOf(world.alice(), world.target()).forEach(session -> open.add("session " + session));
        world.vault.liveLeases().forEach(lease -> open.add("lease " + lease.id()));
        world.vault.database().users().forEach(user -> open.add("database user " + user));
        passwords.forEach((user, password) -> {
            if (world.vault.database().login(user, password)) {
                open.add("database login " + user);
            }
        });
        return open;
    }

    List<String> liveTokens() {
        return world.vault.liveTokens().stream()
                .filter(token -> token.displayName().contains("bg-"))
                .map(token -> "token " + token.displayName() + " until " + token.end())
                .toList();
    }

    /** What is wrong at this instant of the clock; empty if nothing is. */
    synchronized List<String> faults(Instant now) {
        List<String> faults = new ArrayList<>();
        if (filledSlots().size() > 1) {
            faults.add("two slots are filled: " + filledSlots());
        }
        if (world.vault.liveLeases().size() > 1) {
            faults.add("two credentials are alive: " + world.vault.liveLeases());
        }
        if (!until.equals(Instant.MAX) && now.isAfter(until.plus(LATEST_END))) {
            open().forEach(what ->
                    faults.add("open " + Duration.between(until, now).toSeconds() + " s after the end: " + what));
        }
        if (!until.equals(Instant.MAX) && now.isAfter(until.plus(LATEST_TOKEN_END))) {
            liveTokens().forEach(what -> faults.add("alive long after the end: " + what));
        }
        return faults;
    }
}
