package dev.breakglass.flow;

/** A fault that a check found, and what to do about it; each is one sentence. */
public record Finding(String fault, String remedy) {}
