package dev.breakglass.store;

import static dev.breakglass.store.Database.at;

import dev.breakglass.access.RequestId;
import dev.breakglass.flow.Claim;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Surface;
import dev.breakglass.flow.Surfaces;
import dev.breakglass.flow.Work;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Jdbi;

/** What Slack shows, in the database. */
final class StoredSurfaces implements Surfaces {
    /** Slack takes about one message per second and channel. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private final Jdbi jdbi;

    StoredSurfaces(Database database) {
        this.jdbi = database.jdbi();
    }

    @Override
    public Optional<Stale> firstStale(String channel) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select * from surface where channel = :channel and shown < wanted
                         order by rank, asked_at, request_id limit 1""")
                .bind("channel", channel)
                .map((row, context) -> stale(row))
                .findOne());
    }

    @Override
    public List<Numbered> eventsAfter(RequestId request, long cursor) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select seq, body from audit_event where request_id = :id and seq > :cursor order by seq""")
                .bind("id", request.toString())
                .bind("cursor", cursor)
                .map((row, context) -> new Numbered(
                        row.getLong("seq"), AuditJson.read(new String(row.getBytes("body"), StandardCharsets.UTF_8))))
                .list());
    }

    @Override
    public Optional<Posted> posted(RequestId request, Surface.Kind kind) {
        return jdbi.withHandle(handle -> handle.createQuery("""
                        select posted_channel, posted_ts from surface
                         where request_id = :id and kind = :kind and posted_ts is not null""")
                .bind("id", request.toString())
                .bind("kind", kind.name())
                .map((row, context) -> new Posted(row.getString("posted_channel"), row.getString("posted_ts")))
                .findOne());
    }

    @Override
    public void shown(Claim claim, Stale stale, Optional<Posted> posted, String digest, long cursor) {
        jdbi.useTransaction(handle -> {
            handle.createUpdate("""
                            update surface
                               set posted_channel = :channel, posted_ts = :ts, digest = :digest, told_seq = :cursor,
                                   shown = :wanted
                             where request_id = :id and kind = :kind""")
                    .bind("channel", posted.map(Posted::channel).orElse(null))
                    .bind("ts", posted.map(Posted::ts).orElse(null))
                    .bind("digest", digest)
                    .bind("cursor", cursor)
                    .bind("wanted", stale.wanted())
                    .bind("id", stale.request().toString())
                    .bind("kind", stale.surface().kind().name())
                    .execute();
            Tables.checkFence(handle, claim);
        });
    }

    @Override
    public void fallBack(Claim claim, Stale stale, Surface instead) {
        jdbi.useTransaction(handle -> {
            // Like every transaction that writes more than one surface of a request.
            handle.createQuery("select id from request where id = :id for update")
                    .bind("id", stale.request().toString())
                    .mapTo(String.class)
                    .one();
            handle.createUpdate("""
                            update surface
                               set channel = :channel, thread = :thread, posted_channel = null, posted_ts = null,
                                   told_seq = 0
                             where request_id = :id and kind = :kind""")
                    .bind("channel", instead.channel())
                    .bind("thread", instead.thread().orElse(null))
                    .bind("id", stale.request().toString())
                    .bind("kind", stale.surface().kind().name())
                    .execute();
            handle.createUpdate("""
                            update surface set fallen_back = true, wanted = wanted + 1 where request_id = :id""").bind("id", stale.request().toString()).execute();
            List<String> channels = handle.createQuery(
                            "select distinct channel from surface where request_id = :id order by channel")
                    .bind("id", stale.request().toString())
                    .mapTo(String.class)
                    .list();
            // In key order, this channel's own item included, which is why its fence is checked only then.
            Map<Work, Instant> due = new HashMap<>();
            due.put(claim.work(), Instant.EPOCH);
            channels.forEach(channel -> due.put(new Work(Work.Kind.CHANNEL, channel), Instant.EPOCH));
            Tables.lower(handle, due);
            Tables.checkFence(handle, claim);
        });
    }

    @Override
    public void adopt(RequestId request, Surface.Kind kind, Posted copy) {
        jdbi.useHandle(handle -> handle.createUpdate("""
                        update surface set posted_channel = :channel, posted_ts = :ts, digest = ''
                         where request_id = :id and kind = :kind and posted_ts is null""")
                .bind("channel", copy.channel())
                .bind("ts", copy.ts())
                .bind("id", request.toString())
                .bind("kind", kind.name())
                .execute());
    }

    @Override
    public Instant takeTurn(String channel, Instant now) {
        return jdbi.inTransaction(handle -> {
            handle.createUpdate("""
                            insert into channel_turn (channel, free_at) values (:channel, :now) on conflict do nothing""")
                    .bind("channel", channel)
                    .bind("now", at(now))
                    .execute();
            Instant free = handle.createQuery("select free_at from channel_turn where channel = :channel for update")
                    .bind("channel", channel)
                    .mapTo(OffsetDateTime.class)
                    .one()
                    .toInstant();
            if (free.isAfter(now)) {
                return free;
            }
            handle.createUpdate("update channel_turn set free_at = :next where channel = :channel")
                    .bind("next", at(now.plus(TURN)))
                    .bind("channel", channel)
                    .execute();
            return now;
        });
    }

    private static Stale stale(ResultSet row) throws SQLException {
        String postedTs = row.getString("posted_ts");
        return new Stale(
                RequestId.parse(row.getString("request_id")).orElseThrow(),
                new Surface(
                        Surface.Kind.valueOf(row.getString("kind")),
                        row.getString("channel"),
                        Optional.ofNullable(row.getString("thread"))),
                postedTs == null
                        ? Optional.empty()
                        : Optional.of(new Posted(row.getString("posted_channel"), postedTs)),
                row.getString("digest"),
                row.getLong("told_seq"),
                row.getBoolean("fallen_back"),
                row.getLong("wanted"));
    }
}
