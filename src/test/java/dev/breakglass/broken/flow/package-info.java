/** Breaks the rules on purpose; see {@code ArchitectureTest}. */
@NullMarked
package dev.breakglass.broken.flow;

import org.jspecify.annotations.NullMarked;
