/**
 * What people see in Slack: pure functions from requests to blocks and sentences, within Slack's limits by construction.
 */
@NullMarked
package dev.breakglass.slack.view;

import org.jspecify.annotations.NullMarked;
