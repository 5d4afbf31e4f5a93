/** Keeps requests, work, surfaces and the record in one database, and everything that belongs together in one transaction. */
@NullMarked
package dev.breakglass.store;

import org.jspecify.annotations.NullMarked;
