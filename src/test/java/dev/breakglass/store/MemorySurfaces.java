package dev.breakglass.store;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.RequestId;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Surface;
import dev.breakglass.flow.Surfaces;
import dev.breakglass.flow.Work;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** What Slack shows, in memory. */
final class MemorySurfaces implements Surfaces {
    private static final Duration TURN = Duration.ofSeconds(1);

    private final List<Row> rows = new ArrayList<>();
    private final Map<String, Instant> turns = new HashMap<>();
    private final Object lock;
    private final MemoryWork work;
    private final MemoryAudit audit;

    MemorySurfaces(Object lock, MemoryWork work, MemoryAudit audit) {
        this.lock = lock;
        this.work = work;
        this.audit = audit;
    }

    /** A row. */
    private static final class Row {
        final RequestId request;
        final Instant askedAt;
        Surface surface;
        Optional<Posted> posted = Optional.empty();
        String digest = "";
        long cursor;
        long wanted;
        long shown;
        boolean fallenBack;

        Row(AccessRequest request, Surface surface) {
            this.request = request.id();
            this.askedAt = request.ask().at();
            this.surface = surface;
        }

        Stale stale() {
            return new Stale(request, surface, posted, digest, cursor, fallenBack, wanted);
        }
    }

    // ---- inside the transactions of the other parts ----

    void insert(AccessRequest request, Surface surface) {
        rows.add(new Row(request, surface));
    }

    /** Makes surfaces of a request be behind; answers their channels. */
    List<Work> want(RequestId request, Predicate<Surface.Kind> kinds) {
        List<Row> wanted = of(request).stream()
                .filter(row -> kinds.test(row.surface.kind()))
                .toList();
        wanted.forEach(row -> row.wanted++);
        return channels(wanted);
    }

    private List<Row> of(RequestId request) {
        return rows.stream().filter(row -> row.request.equals(request)).toList();
    }

    private Row of(RequestId request, Surface.Kind kind) {
        return of(request).stream()
                .filter(row -> row.surface.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static List<Work> channels(List<Row> rows) {
        return rows.stream()
                .map(row -> new Work(Work.Kind.CHANNEL, row.surface.channel()))
                .distinct()
                .toList();
    }

    // ---- the port ----

    @Override
    public Optional<Stale> firstStale(String channel) {
        synchronized (lock) {
            return rows.stream()
                    .filter(row -> row.surface.channel().equals(channel) && row.shown < row.wanted)
                    .min(Comparator.comparingInt((Row row) -> row.surface.kind().rank())
                            .thenComparing(row -> row.askedAt)
                            .thenComparing(row -> row.request.toString()))
                    .map(Row::stale);
        }
    }

    @Override
    public List<Numbered> eventsAfter(RequestId request, long cursor) {
        synchronized (lock) {
            return audit.after(request, cursor);
        }
    }

    @Override
    public Optional<Posted> posted(RequestId request, Surface.Kind kind) {
        synchronized (lock) {
            return of(request).stream()
                    .filter(row -> row.surface.kind() == kind)
                    .findFirst()
                    .flatMap(row -> row.posted);
        }
    }

    @Override
    public void shown(Claim claim, Stale stale, Optional<Posted> posted, String digest, long cursor) {
        synchronized (lock) {
            work.checkFence(claim);
            Row row = of(stale.request(), stale.surface().kind());
            row.posted = posted;
            row.digest = digest;
            row.cursor = cursor;
            row.shown = stale.wanted();
        }
    }

    @Override
    public void fallBack(Claim claim, Stale stale, Surface instead) {
        synchronized (lock) {
            work.checkFence(claim);
            Row row = of(stale.request(), stale.surface().kind());
            row.surface = new Surface(row.surface.kind(), instead.channel(), instead.thread());
            row.posted = Optional.empty();
            row.cursor = 0;
            of(stale.request()).forEach(each -> {
                each.fallenBack = true;
                each.wanted++;
            });
            work.lower(claim.work(), Instant.EPOCH);
            channels(of(stale.request())).forEach(channel -> work.lower(channel, Instant.EPOCH));
        }
    }

    @Override
    public void adopt(RequestId request, Surface.Kind kind, Posted copy) {
        synchronized (lock) {
            of(request).stream()
                    .filter(row -> row.surface.kind() == kind && row.posted.isEmpty())
                    .forEach(row -> {
                        row.posted = Optional.of(copy);
                        row.digest = "";
                    });
        }
    }

    @Override
    public Instant takeTurn(String channel, Instant now) {
        synchronized (lock) {
            Instant free = turns.getOrDefault(channel, now);
            if (free.isAfter(now)) {
                return free;
            }
            turns.put(channel, now.plus(TURN));
            return now;
        }
    }
}
