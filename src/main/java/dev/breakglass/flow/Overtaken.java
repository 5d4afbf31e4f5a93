package dev.breakglass.flow;

/** The work was claimed by another worker meanwhile; this one must stop without another outside call. */
public final class Overtaken extends RuntimeException {
    public Overtaken(Claim claim) {
        super("overtaken at " + claim.work() + ", fence " + claim.fence());
    }
}
