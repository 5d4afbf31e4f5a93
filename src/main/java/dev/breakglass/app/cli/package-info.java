/** The commands. Exit codes: 0 done, 1 a check or promise failed, 2 wrong use or configuration. */
@NullMarked
package dev.breakglass.app.cli;

import org.jspecify.annotations.NullMarked;
