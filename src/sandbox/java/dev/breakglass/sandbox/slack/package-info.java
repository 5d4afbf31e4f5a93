/**
 * A Slack workspace with one installed app, played over HTTP: the Web API with Slack's rules and limits, signed delivery
 * of what people do, and a page to do it by hand.
 */
@NullMarked
package dev.breakglass.sandbox.slack;

import org.jspecify.annotations.NullMarked;
