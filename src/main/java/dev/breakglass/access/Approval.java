package dev.breakglass.access;

import java.time.Duration;
import java.time.Instant;

/** One person's yes, and the longest time they said it for. */
public record Approval(PersonId by, String name, Instant at, Duration atMost) {}
