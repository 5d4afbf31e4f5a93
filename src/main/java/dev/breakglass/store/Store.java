package dev.breakglass.store;

import dev.breakglass.flow.AuditLog;
import dev.breakglass.flow.Finding;
import dev.breakglass.flow.Observation;
import dev.breakglass.flow.Replays;
import dev.breakglass.flow.Requests;
import dev.breakglass.flow.Surfaces;
import dev.breakglass.flow.Worklist;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** Everything that is kept, over one open database. */
public final class Store implements AutoCloseable {
    private final Database database;
    private final StoredAudit audit;
    private final Requests requests;
    private final StoredWork work;
    private final Surfaces surfaces;
    private final Replays replays;
    private final Observation observation;

    private Store(Database database, Clock clock, Runnable committed) {
        this.database = database;
        this.audit = new StoredAudit(database);
        this.requests = new StoredRequests(database, clock, committed);
        this.work = new StoredWork(database, clock, committed);
        this.surfaces = new StoredSurfaces(database);
        this.replays = new StoredReplays(database);
        this.observation = new StoredObservation(database, clock);
    }

    /**
     * Opens the database and brings its schema up to date.
     *
     * @param committed called after every commit, to wake whoever waits for work
     */
    public static Store open(Settings settings, Clock clock, Runnable committed) {
        Store store = new Store(Database.open(settings), clock, committed);
        store.audit.begin();
        return store;
    }

    /** What is wrong with the database; changes nothing. */
    public static List<Finding> examine(Settings settings) {
        return Database.examine(settings);
    }

    /** Whether a database was ever made there; looking makes none. */
    public static boolean exists(Settings settings) {
        return Database.exists(settings);
    }

    /** Makes a sink known to every node, so that each new event makes it due, and lets this one serve it. */
    public void register(String sink) {
        audit.register(sink);
        work.serve(sink);
    }

    /** Lets this node serve a sink that another made known; nothing if nobody did. */
    public void join(String sink) {
        if (audit.knows(sink)) {
            work.serve(sink);
        }
    }

    /** What time it is for everybody who shares the database. */
    public Instant now() {
        return database.now();
    }

    public Requests requests() {
        return requests;
    }

    public Worklist work() {
        return work;
    }

    public Surfaces surfaces() {
        return surfaces;
    }

    public AuditLog audit() {
        return audit;
    }

    public Observation observation() {
        return observation;
    }

    public Replays replays() {
        return replays;
    }

    @Override
    public void close() {
        database.close();
    }
}
