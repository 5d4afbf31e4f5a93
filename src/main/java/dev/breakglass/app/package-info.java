/** Puts the parts together by hand: configuration, wiring, workers, servers. */
@NullMarked
package dev.breakglass.app;

import org.jspecify.annotations.NullMarked;
