package dev.breakglass.sandbox.vault;

import java.util.Optional;

/** Something mounted at a path: the token store, an engine, the system itself. */
interface Backend {
    /** What the call leads to; empty for a path that this backend does not have. */
    Optional<Outcome> answer(Ask ask);

    /** Whether a write at this path changes something; if it makes something, another capability is needed. */
    default boolean exists(String path) {
        return true;
    }

    /** Takes an administrator's settings of the mount; those that play no part here are let pass. */
    default void tune(Fields settings) {}
}
