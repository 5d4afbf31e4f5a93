/** Tests of the pagers, against a server that keeps the services' rules. */
@NullMarked
package dev.breakglass.pager;

import org.jspecify.annotations.NullMarked;
