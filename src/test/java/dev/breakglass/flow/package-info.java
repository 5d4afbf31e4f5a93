/** Tests of the flows over in-memory ports. */
@NullMarked
package dev.breakglass.flow;

import org.jspecify.annotations.NullMarked;
