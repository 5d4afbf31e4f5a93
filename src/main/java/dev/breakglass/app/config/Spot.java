package dev.breakglass.app.config;

/** A line of a file. */
record Spot(String file, int line) {}
