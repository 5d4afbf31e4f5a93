package dev.breakglass.broken.slack.view;

import com.slack.api.methods.MethodsClient;

/** A view that could call. */
public record CallsSlack(MethodsClient client) {}
