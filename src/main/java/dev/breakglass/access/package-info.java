/**
 * What emergency access is: requests, what they hold, who may decide, and what comes next. Rules only; no input or
 * output.
 */
@NullMarked
package dev.breakglass.access;

import org.jspecify.annotations.NullMarked;
