/** Tests of the files that people write. */
@NullMarked
package dev.breakglass.app.config;

import org.jspecify.annotations.NullMarked;
