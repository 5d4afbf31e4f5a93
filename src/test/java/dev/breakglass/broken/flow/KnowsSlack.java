package dev.breakglass.broken.flow;

import dev.breakglass.broken.access.ReadsTheClock;
import dev.breakglass.broken.slack.KnowsVault;

/** A flow that knows an outside system. */
public final class KnowsSlack {
    private KnowsSlack() {}

    public static String says(KnowsVault vault) {
        return vault.toString() + ReadsTheClock.now();
    }
}
