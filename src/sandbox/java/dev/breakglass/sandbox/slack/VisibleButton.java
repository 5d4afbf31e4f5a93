package dev.breakglass.sandbox.slack;

/** A button as a person sees it in a message. */
public record VisibleButton(String actionId, String label, String value) {}
