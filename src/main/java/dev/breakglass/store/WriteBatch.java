package dev.breakglass.store;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Change;
import dev.breakglass.access.Gate;
import dev.breakglass.access.Next;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.State;
import dev.breakglass.access.Write;
import dev.breakglass.flow.Work;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Several writes in one transaction, in the one order that every transaction keeps: requests by their versions, what follows
 * from them, surfaces, work by key, the audit head last.
 */
final class WriteBatch {
    private final Handle handle;
    private final Instant now;
    private final List<Write> writes = new ArrayList<>();
    private final List<AuditEvent> events = new ArrayList<>();

    WriteBatch(Handle handle, Instant now) {
        this.handle = handle;
        this.now = now;
    }

    /** Adds an event that belongs to no write. */
    void add(AuditEvent event) {
        events.add(event);
    }

    /** Stores the request itself; false, and nothing more may be done, if it is no longer at the version before. */
    boolean add(Write write) {
        AccessRequest after = write.after();
        int updated = handle.createUpdate("""
                        update request
                           set version = :version, previous_state = state, state = :state, body = :body
                         where id = :id and version = :before""")
                .bind("version", after.version())
                .bind("state", after.state().name().name())
                .bind("body", RequestJson.write(after))
                .bind("id", after.id().toString())
                .bind("before", write.before().version())
                .execute();
        if (updated == 0) {
            return false;
        }
        writes.add(write);
        if (write instanceof Change change) {
            events.addAll(change.events());
        }
        return true;
    }

    /** Stores all that follows from the writes. */
    void finish() {
        Map<Work, Instant> lowered = new HashMap<>();
        for (Write write : writes) {
            releaseWhatIsGone(write);
            if (write instanceof Change) {
                surfacesOf(write.after()).forEach(channel -> lowered.put(channel, now));
            }
            if (write.after().state().name() == State.Name.ACTIVE
                    && write.before().state().name() != State.Name.ACTIVE) {
                lowered.put(new Work(Work.Kind.SCOPE, write.after().terms().project()), now);
            }
        }
        writes.forEach(write -> pageAt(write).ifPresent(at -> lowered.put(page(write.after()), at)));
        if (!events.isEmpty()) {
            Tables.sinks(handle).forEach(sink -> lowered.put(sink, now));
        }
        Tables.lower(handle, lowered);
        writes.stream()
                .map(Write::after)
                .sorted(Comparator.comparing(request -> request.id().toString()))
                .forEach(request -> Tables.setDue(handle, work(request), dueAt(request, now)));
        if (!events.isEmpty()) {
            Tables.append(handle, events);
        }
    }

    /** When the pagers have to look at a request whose ending has become late, or is over after all. */
    private Optional<Instant> pageAt(Write write) {
        if (write.after().state() instanceof State.Closing closing && closing.late()) {
            boolean wasLate = write.before().state() instanceof State.Closing before && before.late();
            return wasLate ? Optional.empty() : Optional.of(closing.pagedAt());
        }
        return write.after().state() instanceof State.Closed closed
                        && closed.ending().late()
                ? Optional.of(now)
                : Optional.empty();
    }

    private static Work page(AccessRequest request) {
        return new Work(Work.Kind.PAGE, request.id().toString());
    }

    static Work work(AccessRequest request) {
        return new Work(Work.Kind.REQUEST, request.id().toString());
    }

    /** When a request has to be looked at next. The gate is asked again by whoever looks. */
    static Instant dueAt(AccessRequest request, Instant now) {
        return request.next(now, Gate.OPEN) instanceof Next.Wait wait ? wait.at() : now;
    }

    private void releaseWhatIsGone(Write write) {
        Optional<SlotId> before = write.before().reservedSlot();
        if (before.isPresent() && write.after().reservedSlot().isEmpty()) {
            Reservations.SLOTS.release(handle, write.after().id());
        }
        if (write.before().reservedAccount().isPresent()
                && write.after().reservedAccount().isEmpty()) {
            Reservations.ACCOUNTS.release(handle, write.after().id());
        }
        if (write.before().blocksAnother() && !write.after().blocksAnother()) {
            handle.createUpdate("delete from live_grant where request_id = :id")
                    .bind("id", write.after().id().toString())
                    .execute();
        }
    }

    private List<Work> surfacesOf(AccessRequest request) {
        handle.createUpdate("update surface set wanted = wanted + 1 where request_id = :id")
                .bind("id", request.id().toString())
                .execute();
        return handle
                .createQuery("select distinct channel from surface where request_id = :id")
                .bind("id", request.id().toString())
                .mapTo(String.class)
                .stream()
                .map(channel -> new Work(Work.Kind.CHANNEL, channel))
                .toList();
    }
}
