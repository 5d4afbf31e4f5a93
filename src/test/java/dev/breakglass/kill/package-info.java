/**
 * Kills the bot with -9 from outside at every step of the story, starts it again, and looks whether all ends as if nothing
 * had happened. The outside systems see the steps and do the killing, so production needs no hook for it.
 */
@NullMarked
package dev.breakglass.kill;

import org.jspecify.annotations.NullMarked;
