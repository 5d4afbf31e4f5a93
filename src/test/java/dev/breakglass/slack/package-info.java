/** Tests of the way in from Slack and out to it, against a Slack that keeps its rules. */
@NullMarked
package dev.breakglass.slack;

import org.jspecify.annotations.NullMarked;
