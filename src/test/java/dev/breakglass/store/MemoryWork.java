package dev.breakglass.store;

import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Overtaken;
import dev.breakglass.flow.Work;
import dev.breakglass.flow.Worklist;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The work table in memory. */
final class MemoryWork implements Worklist {
    private static final Comparator<Work> KEY_ORDER =
            Comparator.comparing((Work work) -> work.kind().name()).thenComparing(Work::key);

    private final Map<Work, Item> items = new TreeMap<>(KEY_ORDER);
    private final Object lock;
    private final Clock clock;
    private final Runnable committed;

    MemoryWork(Object lock, Clock clock, Runnable committed) {
        this.lock = lock;
        this.clock = clock;
        this.committed = committed;
    }

    /** A row. */
    private static final class Item {
        @Nullable
        Instant due;

        @Nullable
        Instant notBefore;

        @Nullable
        Instant leaseUntil;

        long fence;

        boolean claimable(Instant now) {
            boolean rested = notBefore == null || !notBefore.isAfter(now);
            boolean isDue = leaseUntil == null && due != null && !due.isAfter(now) && rested;
            return isDue || (leaseUntil != null && !leaseUntil.isAfter(now));
        }

        Instant order() {
            return due != null ? due : orMax(leaseUntil);
        }

        Instant next() {
            if (leaseUntil != null) {
                return leaseUntil;
            }
            Instant at = orMax(due);
            return notBefore != null && notBefore.isAfter(at) ? notBefore : at;
        }
    }

    // ---- inside the transactions of the other parts ----

    void lower(Work work, Instant due) {
        Item item = items.computeIfAbsent(work, none -> new Item());
        item.due = earlier(item.due, due);
        item.notBefore = null;
    }

    void setDue(Work work, Instant due) {
        Item item = items.computeIfAbsent(work, none -> new Item());
        item.due = orNull(due);
        item.notBefore = null;
    }

    /** When an item is due by what was committed last; for whoever checks that. */
    Instant dueAt(Work work) {
        synchronized (lock) {
            Item item = items.get(work);
            return item == null ? Instant.MAX : orMax(item.due);
        }
    }

    void checkFence(Claim claim) {
        if (current(claim).isEmpty()) {
            throw new Overtaken(claim);
        }
    }

    private Optional<Item> current(Claim claim) {
        return Optional.ofNullable(items.get(claim.work())).filter(item -> item.fence == claim.fence());
    }

    // ---- the port ----

    @Override
    public Optional<Claim> claim(Set<Work.Kind> kinds) {
        synchronized (lock) {
            Instant now = clock.instant();
            return items.entrySet().stream()
                    .filter(entry -> kinds.contains(entry.getKey().kind()))
                    .filter(entry -> entry.getValue().claimable(now))
                    .min(Comparator.comparing(entry -> entry.getValue().order()))
                    .map(entry -> take(entry.getKey(), entry.getValue(), now));
        }
    }

    private static Claim take(Work work, Item item, Instant now) {
        item.fence++;
        item.leaseUntil = now.plus(LEASE);
        if (work.kind() != Work.Kind.REQUEST) {
            item.due = null;
        }
        return new Claim(work, item.fence);
    }

    @Override
    public void finish(Claim claim) {
        finish(claim, Instant.MAX);
    }

    @Override
    public void finish(Claim claim, Instant dueAt) {
        synchronized (lock) {
            current(claim).ifPresent(item -> {
                item.leaseUntil = null;
                item.due = earlier(item.due, dueAt);
            });
        }
        committed.run();
    }

    @Override
    public void defer(Claim claim, Instant notBefore) {
        synchronized (lock) {
            current(claim).ifPresent(item -> {
                item.leaseUntil = null;
                item.notBefore = notBefore;
                item.due = item.due == null ? notBefore : item.due;
            });
        }
    }

    @Override
    public void renew(Claim claim) {
        synchronized (lock) {
            Item item = current(claim).orElseThrow(() -> new Overtaken(claim));
            item.leaseUntil = clock.instant().plus(LEASE);
        }
    }

    @Override
    public Instant nextDue(Set<Work.Kind> kinds) {
        synchronized (lock) {
            return items.entrySet().stream()
                    .filter(entry -> kinds.contains(entry.getKey().kind()))
                    .map(entry -> entry.getValue().next())
                    .min(Comparator.naturalOrder())
                    .orElse(Instant.MAX);
        }
    }

    @Override
    public void schedule(Work work, Instant dueAt) {
        synchronized (lock) {
            lower(work, dueAt);
        }
        committed.run();
    }

    private static @Nullable Instant earlier(@Nullable Instant one, Instant other) {
        return orNull(one != null && one.isBefore(other) ? one : other);
    }

    private static @Nullable Instant orNull(Instant instant) {
        return instant.equals(Instant.MAX) ? null : instant;
    }

    private static Instant orMax(@Nullable Instant instant) {
        return instant == null ? Instant.MAX : instant;
    }
}
