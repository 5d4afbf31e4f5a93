package dev.breakglass.store;

import static dev.breakglass.store.Database.at;

import dev.breakglass.flow.Replays;
import java.time.Duration;
import java.time.Instant;
import org.jdbi.v3.core.Jdbi;

/** Signatures that were used, in the database, so that a restart or another node does not forget them. */
final class StoredReplays implements Replays {
    /** Longer than a signature is accepted, before and after its time. */
    private static final Duration KEEP = Duration.ofMinutes(20);

    private final Jdbi jdbi;

    StoredReplays(Database database) {
        this.jdbi = database.jdbi();
    }

    @Override
    public boolean firstTime(String digest, Instant seen) {
        return jdbi.inTransaction(handle -> {
            handle.execute("delete from seen_signature where seen_at < ?", at(seen.minus(KEEP)));
            return handle.execute(
                            "insert into seen_signature (digest, seen_at) values (?, ?) on conflict do nothing",
                            digest,
                            at(seen))
                    == 1;
        });
    }
}
