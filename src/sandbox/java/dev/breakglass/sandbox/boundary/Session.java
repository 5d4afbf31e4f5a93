package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session: pending, active, canceling, terminated, and the connections that it carries. */
final class Session extends Resource {
    enum Status {
        PENDING("pending"),
        ACTIVE("active"),
        CANCELING("canceling"),
        TERMINATED("terminated");

        final String word;

        Status(String word) {
            this.word = word;
        }
    }

    /** How long a canceling session without a connection waits until the controller's ticker ends it: 30 to 90 s. */
    private static final Duration TICKER = Duration.ofSeconds(60);

    private static final Duration KEPT_AFTER_END = Duration.ofHours(1);

    private record Period(
            Status status, Instant from, @Nullable Instant to) {}

    final Target target;
    final Instant expiration;
    String userId;
    String tokenId;
    private final List<Period> periods = new ArrayList<>();
    private final List<Connection> connections = new ArrayList<>();
    private String terminationReason = "";
    private @Nullable Instant endsAt;

    Session(String id, Target target, AuthToken token, Instant created) {
        super(Kind.SESSION, id, target.scope, created);
        this.target = target;
        this.userId = token.userId;
        this.tokenId = token.id;
        this.expiration = created.plus(target.sessionMax);
        periods.add(new Period(Status.PENDING, created, null));
    }

    @Override
    String ownerId() {
        return userId;
    }

    Status status() {
        return periods.get(0).status();
    }

    /** Pending or active: new connections are taken. */
    boolean takesConnections() {
        return status() == Status.PENDING || status() == Status.ACTIVE;
    }

    boolean hasOpenConnection() {
        return connections.stream().anyMatch(Connection::isOpen);
    }

    boolean isForgotten(Instant now) {
        return status() == Status.TERMINATED
                && !now.isBefore(periods.get(0).from().plus(KEPT_AFTER_END));
    }

    void connect(int clientPort, Instant now) {
        if (!takesConnections()) {
            throw new Refused(403, "session " + id + " is " + status().word);
        }
        if (target.connectionLimit != Target.UNLIMITED && connections.size() >= target.connectionLimit) {
            throw new Refused(403, "session " + id + " has had all its connections");
        }
        connections.add(0, new Connection(target, clientPort, now));
        if (status() == Status.PENDING) {
            enter(Status.ACTIVE, now);
            version++;
        }
    }

    void carried(long up, long down, Instant now) {
        newestOpen().carried(up, down, now);
    }

    /** Ends the newest open connection; the client program stays and may open others. */
    void disconnect(Instant now) {
        newestOpen().close();
        if (status() == Status.CANCELING && !hasOpenConnection()) {
            terminate("canceled", now);
        }
    }

    /** The client program ends: it closes what it has, then cancels, which the server counts twice. */
    void clientLeft(Instant now) {
        connections.forEach(Connection::close);
        if (takesConnections()) {
            cancel(now, Duration.ZERO);
            version += 2;
        }
    }

    /** Cancelling by the API counts up the version; a trigger in the database (see {@link #cutOff}) does not. */
    void cancelByRequest(Instant now, Duration workerDelay) {
        cancel(now, workerDelay);
        version++;
    }

    void cutOff(Instant now, Duration workerDelay) {
        if (takesConnections()) {
            cancel(now, workerDelay);
        }
        updated = now;
    }

    private void cancel(Instant now, Duration workerDelay) {
        enter(Status.CANCELING, now);
        endsAt = now.plus(hasOpenConnection() ? workerDelay : TICKER);
    }

    /** Makes happen whatever was due up to now. */
    void settle(Instant now) {
        if (takesConnections() && !now.isBefore(expiration)) {
            terminate("timed out", expiration);
        }
        if (status() == Status.CANCELING && endsAt != null && !now.isBefore(endsAt)) {
            terminate("canceled", endsAt);
        }
    }

    private void terminate(String reason, Instant at) {
        connections.forEach(Connection::close);
        terminationReason = reason;
        enter(Status.TERMINATED, at);
        version++;
    }

    private void enter(Status status, Instant at) {
        Period before = periods.get(0);
        periods.set(0, new Period(before.status(), before.from(), at));
        periods.add(0, new Period(status, at, null));
        updated = at;
    }

    private Connection newestOpen() {
        return connections.stream()
                .filter(Connection::isOpen)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("session " + id + " has no open connection"));
    }

    @Override
    void describe(ObjectNode json, boolean inList) {
        json.put("type", "tcp");
        json.put("target_id", target.id);
        put(json, "user_id", userId);
        put(json, "auth_token_id", tokenId);
        json.put("endpoint", target.endpoint());
        json.put("expiration_time", expiration.toString());
        json.put("status", status().word);
        put(json, "termination_reason", terminationReason);
        json.put(
                "certificate",
                Base64.getEncoder().encodeToString(("certificate of " + id).getBytes(StandardCharsets.UTF_8)));
        ArrayNode states = json.putArray("states");
        for (Period period : periods) {
            ObjectNode state = states.addObject();
            state.put("status", period.status().word);
            state.put("start_time", period.from().toString());
            if (period.to() != null) {
                state.put("end_time", period.to().toString());
            }
        }
    }

    /** Connections are shown by a single read only. */
    void describeConnections(ObjectNode json, Instant now) {
        if (!connections.isEmpty()) {
            ArrayNode described = json.putArray("connections");
            connections.forEach(connection -> connection.describe(described.addObject(), now));
        }
    }
}
