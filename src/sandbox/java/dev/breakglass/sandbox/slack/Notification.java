package dev.breakglass.sandbox.slack;

import java.util.Set;

/** A message that rang somebody: {@code pings} are the mentions as Slack writes them, such as {@code <!channel>}. */
public record Notification(String channel, String ts, Set<String> pings, String text) {}
