package dev.breakglass.flow;

import dev.breakglass.access.Gate;

/** Says whether anything may be opened at present. */
public interface Gatekeeper {
    Gate now();
}
