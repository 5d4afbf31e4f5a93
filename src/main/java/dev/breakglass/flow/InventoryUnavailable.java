package dev.breakglass.flow;

/** An outside system did not say what is there, or did not take it away. */
public final class InventoryUnavailable extends RuntimeException {
    private final boolean everything;

    /**
     * Made where the outside system failed.
     *
     * @param everything whether asking it for anything else is in vain, too
     */
    public InventoryUnavailable(String says, boolean everything) {
        super(says);
        this.everything = everything;
    }

    public boolean everything() {
        return everything;
    }
}
