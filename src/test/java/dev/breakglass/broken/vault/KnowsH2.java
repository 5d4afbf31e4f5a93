package dev.breakglass.broken.vault;

import org.h2.Driver;

/** A class beside the store that knows the database product. */
public record KnowsH2(Driver driver) {}
