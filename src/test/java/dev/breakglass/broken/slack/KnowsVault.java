package dev.breakglass.broken.slack;

import dev.breakglass.broken.vault.KnowsH2;

/** An outside system that knows another. */
public record KnowsVault(KnowsH2 vault) {}
