package dev.breakglass.flow;

import dev.breakglass.access.Act;
import dev.breakglass.access.Seen;

/** Makes, looks at and ends one kind of holding in one outside system; knows the order of that system's calls. */
public interface Keeper {
    /** Does one act; anything it throws, but {@link Overtaken}, counts as a failure of unknown outcome. */
    Seen perform(Act act, Journal journal);
}
