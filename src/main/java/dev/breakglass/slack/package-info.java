/**
 * Slack: what people type and press comes in through {@link dev.breakglass.slack.SignatureFilter} and
 * {@link dev.breakglass.slack.SlackApp}; what they are shown goes out through
 * {@link dev.breakglass.slack.SlackMessenger} and {@link dev.breakglass.slack.SlackCourier}.
 */
@NullMarked
package dev.breakglass.slack;

import org.jspecify.annotations.NullMarked;
