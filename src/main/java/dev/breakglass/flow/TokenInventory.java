package dev.breakglass.flow;

/** The tokens of ended requests as they are outside; one whose accessor was never learnt cannot be found. */
public interface TokenInventory {
    /** The same tokens, where something is done before each single call. */
    TokenInventory with(Runnable beforeEachCall);

    /** Whether the token with this accessor is there. */
    boolean isThere(String accessor);

    /** Ends it, and all that was issued under it. */
    void end(String accessor);
}
