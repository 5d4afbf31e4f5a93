/** Tests of the Vault adapter against a Vault that keeps state. */
@NullMarked
package dev.breakglass.vault;

import org.jspecify.annotations.NullMarked;
