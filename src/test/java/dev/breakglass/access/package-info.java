/** Tests of the rules, without I/O. */
@NullMarked
package dev.breakglass.access;

import org.jspecify.annotations.NullMarked;
