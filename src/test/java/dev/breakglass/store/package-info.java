/** Tests of the store on H2. */
@NullMarked
package dev.breakglass.store;

import org.jspecify.annotations.NullMarked;
