/** Tests of configuration, wiring and commands. */
@NullMarked
package dev.breakglass.app;

import org.jspecify.annotations.NullMarked;
