/** Breaks the rules on purpose; see {@code ArchitectureTest}. */
@NullMarked
package dev.breakglass.broken.slack.view;

import org.jspecify.annotations.NullMarked;
