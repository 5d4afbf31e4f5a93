/** Rules that hold for the whole project, and the story told by everything together. */
@NullMarked
package dev.breakglass;

import org.jspecify.annotations.NullMarked;
