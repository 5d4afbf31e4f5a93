/** Whom a connection trusts and how it shows who it is, for whichever outside system it leads to. */
@NullMarked
package dev.breakglass.tls;

import org.jspecify.annotations.NullMarked;
