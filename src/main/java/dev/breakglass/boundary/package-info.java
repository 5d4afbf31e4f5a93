/**
 * HashiCorp Boundary: fills and empties the slots of grants, ends and watches the sessions opened through them, and checks
 * that the bot may do all that. Facts about Boundary's interface that are not obvious stand beside the code they shaped.
 */
@NullMarked
package dev.breakglass.boundary;

import org.jspecify.annotations.NullMarked;
