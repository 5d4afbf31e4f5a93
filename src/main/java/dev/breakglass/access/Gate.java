package dev.breakglass.access;

/** Whether this node may open anything at all; endings never ask. */
public enum Gate {
    OPEN,
    FROZEN,
    CLOCK_IN_DOUBT
}
