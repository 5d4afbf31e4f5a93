/** Breaks the rules on purpose; see {@code ArchitectureTest}. */
@NullMarked
package dev.breakglass.broken.vault;

import org.jspecify.annotations.NullMarked;
