package dev.breakglass.flow;

import dev.breakglass.access.Policy;
import java.util.Optional;

/** The policy as it is now; empty if there is none that can be used. */
public interface CurrentPolicy {
    Optional<Policy> get();
}
