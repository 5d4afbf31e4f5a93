/**
 * A fake of HashiCorp Boundary's controller API that keeps state, enforces grants and follows one clock. What it answers
 * is held against recordings of the real server by {@code BoundaryReplayTest}.
 */
@NullMarked
package dev.breakglass.sandbox.boundary;

import org.jspecify.annotations.NullMarked;
