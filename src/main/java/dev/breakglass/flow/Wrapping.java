package dev.breakglass.flow;

import dev.breakglass.access.Secret;
import java.time.Duration;
import java.util.Map;

/** Wraps secrets into a token that opens once, for a short time. */
public interface Wrapping {
    /** A wrapped secret; the accessor may be stored, the token never. */
    record Wrapped(Secret token, String accessor) {}

    Wrapped wrap(Map<String, String> secrets, Duration ttl);
}
