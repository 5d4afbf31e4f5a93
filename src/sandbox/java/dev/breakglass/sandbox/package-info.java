/**
 * The embedded world: fakes of Slack, Boundary and Vault that speak HTTP and enforce the vendors' rules, one settable
 * clock for all of them, and the story that shows the product at work. Nothing in production can see this package.
 */
@NullMarked
package dev.breakglass.sandbox;

import org.jspecify.annotations.NullMarked;
