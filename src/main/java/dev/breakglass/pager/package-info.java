/** Wakes people through PagerDuty or Opsgenie. */
@NullMarked
package dev.breakglass.pager;

import org.jspecify.annotations.NullMarked;
