package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;

/** A TCP target with one address. */
final class Target extends Resource {
    static final Duration DEFAULT_SESSION_MAX = Duration.ofHours(8);
    static final int UNLIMITED = -1;

    final String address;
    final int port;
    final Duration sessionMax;
    final int connectionLimit;

    Target(String id, Scope scope, String name, String address, int port, Limits limits, Instant created) {
        super(Kind.TARGET, id, scope, created);
        this.name = name;
        this.address = address;
        this.port = port;
        this.sessionMax = limits.sessionMax();
        this.connectionLimit = limits.connections();
    }

    /** How long a session may be, and how many connections it may carry in all. */
    record Limits(Duration sessionMax, int connections) {}

    String endpoint() {
        return "tcp://" + address + ":" + port;
    }

    @Override
    void describe(ObjectNode json, boolean inList) {
        json.put("type", "tcp");
        json.put("session_max_seconds", sessionMax.toSeconds());
        json.put("session_connection_limit", connectionLimit);
        json.putObject("attributes").put("default_port", port);
        json.put("address", address);
    }
}
