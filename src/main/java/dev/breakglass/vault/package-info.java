/**
 * Vault and OpenBao: logs the bot in, issues a credential per request under a token of its own, and takes both back with
 * proof. The order of Vault's calls is decided here and nowhere else.
 */
@NullMarked
package dev.breakglass.vault;

import org.jspecify.annotations.NullMarked;
