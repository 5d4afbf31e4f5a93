/**
 * How a request goes its way, in the order of the story: {@link dev.breakglass.flow.RequestAccess},
 * {@link dev.breakglass.flow.DecideRequest}, {@link dev.breakglass.flow.AdvanceRequest},
 * {@link dev.breakglass.flow.WatchSessions}, {@link dev.breakglass.flow.EndEarly}, and beside it
 * {@link dev.breakglass.flow.UpdateSurfaces} and {@link dev.breakglass.flow.ShipAudit}. The interfaces here are what
 * the flows need of the world; nothing in this package starts a thread or sleeps.
 */
@NullMarked
package dev.breakglass.flow;

import org.jspecify.annotations.NullMarked;
