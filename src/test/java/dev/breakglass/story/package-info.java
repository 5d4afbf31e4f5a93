/** Whole stories on the sandbox: the production wiring, with fake outside systems around it. */
@NullMarked
package dev.breakglass.story;

import org.jspecify.annotations.NullMarked;
