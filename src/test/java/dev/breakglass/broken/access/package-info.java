/** Breaks the rules on purpose; see {@code ArchitectureTest}. */
@NullMarked
package dev.breakglass.broken.access;

import org.jspecify.annotations.NullMarked;
