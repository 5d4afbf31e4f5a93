package dev.breakglass.app;

import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.app.config.Config;
import dev.breakglass.flow.AuditLog;
import dev.breakglass.siem.FileSink;
import dev.breakglass.store.Store;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Begins and ends the time in which the program only observes; each is recorded. */
public final class Observing {
    private static final Logger log = LoggerFactory.getLogger(Observing.class);

    private Observing() {}

    /** False if it only observes already. */
    public static boolean begin(Config config, Clock clock, Actor by) {
        try (Store store = Store.open(config.database(), clock, () -> {})) {
            return begin(store, clock, by, "asked for by " + by.name());
        }
    }

    /** False if there is nothing to end. */
    public static boolean end(Config config, Clock clock, Actor by) {
        try (Store store = Store.open(config.database(), clock, () -> {})) {
            return store.observation()
                    .end(AuditEvent.of(AuditEvent.Type.OBSERVING_ENDED, clock.instant(), by, Map.of()));
        }
    }

    /**
     * Begins to observe if the audit file tells of events that the database does not have: then an older database was put
     * in its place. The file is set aside, because it would take the numbers of new events for old ones.
     */
    static void ifDatabaseWasRestored(Store store, Config config, Clock clock) {
        config.auditFile()
                .map(path -> new FileSink(path, Host.name()))
                .ifPresent(file -> file.last()
                        .filter(last -> !has(store.audit(), last))
                        .ifPresent(last -> {
                            String why = "the audit file ends with event " + last.seq()
                                    + ", which the database does not have";
                            begin(store, clock, Actor.BOT, why);
                            file.setAside(last);
                        }));
    }

    private static boolean has(AuditLog audit, FileSink.Last last) {
        Optional<String> stored = audit.read(last.seq(), 1).stream()
                .filter(event -> event.seq() == last.seq())
                .map(AuditLog.Stored::hash)
                .findFirst();
        return stored.filter(last.hash()::equals).isPresent();
    }

    private static boolean begin(Store store, Clock clock, Actor by, String why) {
        log.error("ONLY OBSERVING: {}; nothing is granted until `serve --resume`", why);
        AuditEvent begun = AuditEvent.of(AuditEvent.Type.OBSERVING_STARTED, clock.instant(), by, Map.of("why", why));
        return store.observation().begin(why, begun);
    }
}
