/** Reads the configuration and the policy; every fault has a file, a line and a remedy. */
@NullMarked
package dev.breakglass.app.config;

import org.jspecify.annotations.NullMarked;
