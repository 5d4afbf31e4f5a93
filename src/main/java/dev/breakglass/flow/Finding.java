package dev.breakglass.flow;

/**
 * Something that a check found wrong.
 *
 * @param fault what is wrong
 * @param remedy what an administrator does about it
 */
public record Finding(String fault, String remedy) {}
