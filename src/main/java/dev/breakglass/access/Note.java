package dev.breakglass.access;

/** A write of the journal at an unchanged state. */
public record Note(AccessRequest before, AccessRequest after) implements Write {
    public Note {
        if (!before.state().equals(after.state())) {
            throw new IllegalArgumentException("a note does not move a request: " + after.id());
        }
        if (after.version() != before.version() + 1) {
            throw new IllegalArgumentException("a note raises the version by one: " + after.id());
        }
    }
}
