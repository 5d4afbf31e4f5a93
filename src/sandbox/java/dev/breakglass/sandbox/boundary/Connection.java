package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One TCP connection carried by a session. Byte counts show only what the worker has reported so far. */
final class Connection {
    private static final Duration REPORT_EVERY = Duration.ofSeconds(15);

    private record Transfer(Instant at, long up, long down) {}

    private final Instant opened;
    private final int clientPort;
    private final Target target;
    private final List<Transfer> transfers = new ArrayList<>();
    private boolean open = true;

    Connection(Target target, int clientPort, Instant opened) {
        this.target = target;
        this.clientPort = clientPort;
        this.opened = opened;
    }

    boolean isOpen() {
        return open;
    }

    void close() {
        open = false;
    }

    void carried(long up, long down, Instant at) {
        transfers.add(new Transfer(at, up, down));
    }

    void describe(ObjectNode json, Instant now) {
        json.put("client_tcp_address", "127.0.0.1");
        json.put("client_tcp_port", clientPort);
        json.put("endpoint_tcp_address", target.address);
        json.put("endpoint_tcp_port", target.port);
        Instant reported = open ? lastReport(now) : now;
        long up = 0;
        long down = 0;
        for (Transfer transfer : transfers) {
            if (!transfer.at().isAfter(reported)) {
                up += transfer.up();
                down += transfer.down();
            }
        }
        putBytes(json, "bytes_up", up);
        putBytes(json, "bytes_down", down);
        if (!open) {
            // The real server says so of nearly every connection, however it ended.
            json.put("closed_reason", "unknown");
        }
    }

    private Instant lastReport(Instant now) {
        long reports = Duration.between(opened, now).dividedBy(REPORT_EVERY);
        return reports == 0 ? Instant.MIN : opened.plus(REPORT_EVERY.multipliedBy(reports));
    }

    /** 64-bit numbers travel as strings. */
    private static void putBytes(ObjectNode json, String field, long bytes) {
        if (bytes != 0) {
            json.put(field, Long.toString(bytes));
        }
    }
}
