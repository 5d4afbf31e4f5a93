package dev.breakglass.sandbox.slack;

import com.fasterxml.jackson.databind.JsonNode;

/** A message only one person saw. */
public record Ephemeral(String channel, String ts, String user, String text, JsonNode blocks) {}
