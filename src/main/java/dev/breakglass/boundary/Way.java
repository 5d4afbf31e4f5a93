package dev.breakglass.boundary;

import java.util.function.Supplier;

/** How a call gets out: straight away, or through the journal of an act, which may hold it back. */
interface Way {
    <T> T call(Supplier<T> outside);

    static <T> T straight(Supplier<T> outside) {
        return outside.get();
    }
}
