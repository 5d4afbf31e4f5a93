@NullMarked
package dev.breakglass.tls;

import org.jspecify.annotations.NullMarked;
