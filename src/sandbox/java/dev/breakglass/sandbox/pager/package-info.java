/** Pager services, as far as events and alerts go. */
@NullMarked
package dev.breakglass.sandbox.pager;

import org.jspecify.annotations.NullMarked;
