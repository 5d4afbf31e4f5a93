/** Where copies of the record go. */
@NullMarked
package dev.breakglass.siem;

import org.jspecify.annotations.NullMarked;
