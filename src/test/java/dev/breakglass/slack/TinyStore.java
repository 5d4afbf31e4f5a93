package dev.breakglass.slack;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Act;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Change;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.Write;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Replays;
import dev.breakglass.flow.Requests;
import dev.breakglass.flow.Surface;
import dev.breakglass.flow.Surfaces;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Just enough of a store for what people do in Slack; nothing here knows of workers. */
final class TinyStore implements Requests, Surfaces, Replays {
    final Map<RequestId, AccessRequest> requests = new HashMap<>();
    final List<AuditEvent> events = new ArrayList<>();
    final List<Posted> adopted = new ArrayList<>();
    Optional<Posted> card = Optional.empty();
    Instant restsUntil = Instant.MIN;
    boolean broken;
    private final Set<String> seen = new HashSet<>();

    private static RuntimeException notHere() {
        return new UnsupportedOperationException("people do not do this");
    }

    @Override
    public AccessRequest load(RequestId id) {
        return find(id).orElseThrow();
    }

    @Override
    public Optional<AccessRequest> find(RequestId id) {
        if (broken) {
            throw new IllegalStateException("the database is away");
        }
        return Optional.ofNullable(requests.get(id));
    }

    @Override
    public List<AccessRequest> open() {
        return List.copyOf(requests.values());
    }

    @Override
    public Created create(Change asked, Set<Surface> surfaces) {
        String origin = asked.after().ask().origin();
        for (AccessRequest stored : requests.values()) {
            if (stored.ask().origin().equals(origin)) {
                return new Created.Stored(stored);
            }
            if (stored.requester().id().equals(asked.after().requester().id()) && stored.blocksAnother()) {
                return new Created.Blocked(stored);
            }
        }
        commit(asked);
        return new Created.Stored(asked.after());
    }

    @Override
    public boolean commit(Change change) {
        requests.put(change.after().id(), change.after());
        events.addAll(change.events());
        return true;
    }

    @Override
    public Approving commitUnlessFrozen(Change change) {
        commit(change);
        return Approving.COMMITTED;
    }

    @Override
    public void record(AuditEvent event) {
        events.add(event);
    }

    @Override
    public Optional<Posted> posted(RequestId request, Surface.Kind kind) {
        return card;
    }

    @Override
    public void adopt(RequestId request, Surface.Kind kind, Posted copy) {
        adopted.add(copy);
    }

    @Override
    public Instant takeTurn(String channel, Instant now) {
        return restsUntil.isAfter(now) ? restsUntil : now;
    }

    @Override
    public boolean firstTime(String digest, Instant at) {
        return seen.add(digest);
    }

    @Override
    public boolean commit(Claim claim, Write write) {
        throw notHere();
    }

    @Override
    public AccessRequest update(Claim claim, Function<AccessRequest, Write> write) {
        throw notHere();
    }

    @Override
    public int revokeAll(AuditEvent freeze, Function<AccessRequest, Optional<Change>> end) {
        throw notHere();
    }

    @Override
    public boolean liftFreeze(AuditEvent lifted) {
        throw notHere();
    }

    @Override
    public boolean frozen() {
        return false;
    }

    @Override
    public Optional<SlotId> reserveSlot(Claim claim, RequestId id, Set<SlotId> except) {
        throw notHere();
    }

    @Override
    public boolean slotIsReservedFor(SlotId slot, RequestId id) {
        throw notHere();
    }

    @Override
    public Optional<RequestId> holderOf(SlotId slot) {
        throw notHere();
    }

    @Override
    public Optional<AccountId> reserveAccount(Claim claim, RequestId id, Act act, Set<AccountId> except) {
        throw notHere();
    }

    @Override
    public List<AccessRequest> closedSince(Instant askedAt, int limit) {
        throw notHere();
    }

    @Override
    public boolean accountIsReservedFor(AccountId account, RequestId id) {
        throw notHere();
    }

    @Override
    public Optional<Stale> firstStale(String channel) {
        throw notHere();
    }

    @Override
    public List<Numbered> eventsAfter(RequestId request, long cursor) {
        throw notHere();
    }

    @Override
    public void shown(Claim claim, Stale stale, Optional<Posted> posted, String digest, long cursor) {
        throw notHere();
    }

    @Override
    public void fallBack(Claim claim, Stale stale, Surface instead) {
        throw notHere();
    }
}
