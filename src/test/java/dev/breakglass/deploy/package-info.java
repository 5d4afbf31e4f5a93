/** What is shipped to set the program up: the examples, the Terraform modules, the unit and the image. */
@NullMarked
package dev.breakglass.deploy;

import org.jspecify.annotations.NullMarked;
