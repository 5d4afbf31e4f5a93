/** The commands, as an administrator runs them. */
@NullMarked
package dev.breakglass.app.cli;

import org.jspecify.annotations.NullMarked;
