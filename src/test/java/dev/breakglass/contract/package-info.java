/**
 * What Boundary and Vault promise over HTTP, as far as the bot relies on it: one suite each, run on our fakes by every build
 * and on real servers where their addresses are given. Where the two differ, the fake is wrong.
 */
@NullMarked
package dev.breakglass.contract;

import org.jspecify.annotations.NullMarked;
