/** Tests of what the bot does in Boundary, against a fake that was held against recordings of a real one. */
@NullMarked
package dev.breakglass.boundary;

import org.jspecify.annotations.NullMarked;
