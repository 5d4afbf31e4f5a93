/** Real TLS servers and certificates, and the tests that use them. */
@NullMarked
package dev.breakglass.tls;

import org.jspecify.annotations.NullMarked;
