package dev.breakglass.sandbox.slack;

import java.time.Instant;

/** What Slack told a person when the app did not answer as it should. */
public record Failure(Instant at, String user, String notice) {}
