package dev.breakglass.app;

/** A line of a file. */
record Spot(String file, int line) {}
