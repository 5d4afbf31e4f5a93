package dev.breakglass.broken.vault;

import dev.breakglass.sandbox.SettableClock;

/** A class that reaches into the sandbox. */
public record KnowsTheSandbox(SettableClock clock) {}
