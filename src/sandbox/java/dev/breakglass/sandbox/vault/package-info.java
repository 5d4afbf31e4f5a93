/**
 * A stand-in for HashiCorp Vault and OpenBao that keeps tokens, policies, leases, wrapped answers and a database behind
 * them, and answers as recorded servers did. Everything in it ages by the clock it is given.
 */
@NullMarked
package dev.breakglass.sandbox.vault;

import org.jspecify.annotations.NullMarked;
