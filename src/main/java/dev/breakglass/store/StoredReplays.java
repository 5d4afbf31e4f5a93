package dev.breakglass.store;

import static dev.breakglass.store.Database.at;

import dev.breakglass.flow.Replays;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Jdbi;

/** Signatures that were used, in the database, so that a restart or another node does not forget them. */
final class StoredReplays implements Replays {
    /** Longer than a signature is accepted, before and after its time. */
    private static final Duration KEEP = Duration.ofMinutes(20);

    /** More than come in, so that the table shrinks, and few enough to keep nobody waiting. */
    private static final int MOST = 20;

    private final Jdbi jdbi;

    StoredReplays(Database database) {
        this.jdbi = database.jdbi();
    }

    @Override
    public boolean firstTime(String digest, Instant seen) {
        boolean first = jdbi.withHandle(handle -> handle.execute(
                        "insert into seen_signature (digest, seen_at) values (?, ?) on conflict do nothing",
                        digest,
                        at(seen))
                == 1);
        forgetOld(seen);
        return first;
    }

    /** Each in a transaction of its own, so that nodes that forget the same ones never wait for each other in a circle. */
    private void forgetOld(Instant seen) {
        jdbi.useHandle(handle -> {
            List<String> old = handle.createQuery(
                            "select digest from seen_signature where seen_at < :old order by seen_at limit :most")
                    .bind("old", at(seen.minus(KEEP)))
                    .bind("most", MOST)
                    .mapTo(String.class)
                    .list();
            old.forEach(digest -> handle.execute("delete from seen_signature where digest = ?", digest));
        });
    }
}
