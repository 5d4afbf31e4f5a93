package dev.breakglass.store;

import static dev.breakglass.store.Database.at;

import dev.breakglass.access.AuditEvent;
import dev.breakglass.flow.Observation;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Whether the program only observes, beside the freeze: approvals lock that row, so they see this as well. */
final class StoredObservation implements Observation {
    private final Jdbi jdbi;
    private final Clock clock;

    StoredObservation(Database database, Clock clock) {
        this.jdbi = database.jdbi();
        this.clock = clock;
    }

    @Override
    public Optional<Since> current() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select observing_since, observing_why from granting where observing_since is not null")
                .map((row, context) -> new Since(
                        row.getObject("observing_since", OffsetDateTime.class).toInstant(),
                        row.getString("observing_why")))
                .findOne());
    }

    static boolean observing(Handle handle) {
        return handle.createQuery("select observing_since is not null from granting where one = 1")
                .mapTo(Boolean.class)
                .one();
    }

    @Override
    public boolean begin(String why, AuditEvent begun) {
        return jdbi.inTransaction(handle -> {
            int changed = handle.createUpdate("""
                            update granting set observing_since = :at, observing_why = :why
                             where one = 1 and observing_since is null""")
                    .bind("at", at(begun.at()))
                    .bind("why", why)
                    .execute();
            return changed == 1 && recorded(handle, begun);
        });
    }

    @Override
    public boolean end(AuditEvent ended) {
        return jdbi.inTransaction(handle -> {
            int changed = handle.createUpdate("""
                            update granting set observing_since = null, observing_why = null
                             where one = 1 and observing_since is not null""").execute();
            return changed == 1 && recorded(handle, ended);
        });
    }

    private boolean recorded(Handle handle, AuditEvent event) {
        WriteBatch batch = new WriteBatch(handle, clock.instant());
        batch.add(event);
        batch.finish();
        return true;
    }
}
