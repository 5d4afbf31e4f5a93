/** Tests of what people read, against stored files and the limits of Slack. */
@NullMarked
package dev.breakglass.slack.view;

import org.jspecify.annotations.NullMarked;
