/** Breaks the rules on purpose; see {@code ArchitectureTest}. */
@NullMarked
package dev.breakglass.broken.slack;

import org.jspecify.annotations.NullMarked;
