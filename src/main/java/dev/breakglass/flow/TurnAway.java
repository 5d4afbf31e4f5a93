package dev.breakglass.flow;

import dev.breakglass.access.Actor;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.SlackUser;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;

/** Before every step: puts on the record what was genuine, but is not let as far as any flow. */
public final class TurnAway {
    private final Refusals refusals;

    public TurnAway(Requests requests, Clock clock) {
        this.refusals = new Refusals(requests, clock);
    }

    /**
     * Refuses it.
     *
     * @param verb what was wanted, as far as that is known
     */
    public Outcome refuse(SlackUser account, String verb, Refusal why) {
        return refusals.refuse(verb, Actor.of(account), why, Optional.empty(), Map.of());
    }
}
