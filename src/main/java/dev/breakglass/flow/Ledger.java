package dev.breakglass.flow;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a setup found, made, would make and left alone, in that order of events; the one place that knows of dry runs. */
public final class Ledger {
    private final boolean dryRun;
    private final List<Prepared> entries = new ArrayList<>();

    public Ledger(boolean dryRun) {
        this.dryRun = dryRun;
    }

    /** Makes something; in a dry run only says so, and the result is empty. */
    public <T> Optional<T> make(String what, Supplier<T> making) {
        if (dryRun) {
            add(Prepared.State.TO_MAKE, what, "");
            return Optional.empty();
        }
        T made = making.get();
        add(Prepared.State.MADE, what, "");
        return Optional.of(made);
    }

    public void inPlace(String what) {
        add(Prepared.State.IN_PLACE, what, "");
    }

    public void differs(String what, String expected, String found) {
        add(Prepared.State.DIFFERS, what, "expected " + expected + ", found " + found);
    }

    public List<Prepared> entries() {
        return List.copyOf(entries);
    }

    private void add(Prepared.State state, String what, String detail) {
        entries.add(new Prepared(state, what, detail));
    }
}
