package dev.breakglass.store;

import dev.breakglass.flow.AuditLog;
import dev.breakglass.flow.Observation;
import dev.breakglass.flow.Replays;
import dev.breakglass.flow.Requests;
import dev.breakglass.flow.Surfaces;
import dev.breakglass.flow.Worklist;

/** What the flows need of a store, whichever it is. */
record Ports(
        Requests requests, Worklist work, Surfaces surfaces, AuditLog audit, Replays replays, Observation observation) {
    static Ports of(Store store) {
        return new Ports(
                store.requests(), store.work(), store.surfaces(), store.audit(), store.replays(), store.observation());
    }

    static Ports of(MemoryStore store) {
        return new Ports(
                store.requests(), store.work(), store.surfaces(), store.audit(), store.replays(), store.observation());
    }
}
