package dev.breakglass.access;

/** The Boundary role that serves as a slot ({@code r_…}). */
public record SlotId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
