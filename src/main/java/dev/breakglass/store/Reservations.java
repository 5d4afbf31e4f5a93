package dev.breakglass.store;

import dev.breakglass.access.RequestId;
import java.util.List;
import org.jdbi.v3.core.Handle;

/** What only one request at a time may have, kept by a unique row each. */
enum Reservations {
    SLOTS("reserved_slot", "role"),
    ACCOUNTS("reserved_account", "account");

    private final String table;
    private final String thing;

    Reservations(String table, String thing) {
        this.table = table;
        this.thing = thing;
    }

    List<String> ofOthers(Handle handle, RequestId than) {
        return handle.createQuery("select " + thing + " from " + table + " where request_id <> :id")
                .bind("id", than.toString())
                .mapTo(String.class)
                .list();
    }

    boolean has(Handle handle, String reserved, RequestId request) {
        return handle.createQuery(
                                "select count(*) from " + table + " where " + thing + " = :thing and request_id = :id")
                        .bind("thing", reserved)
                        .bind("id", request.toString())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }

    /** Gives it to the request, instead of what the request had; a duplicate if another one has it. */
    void take(Handle handle, String wanted, RequestId request) {
        release(handle, request);
        handle.createUpdate("insert into " + table + " (" + thing + ", request_id) values (:thing, :id)")
                .bind("thing", wanted)
                .bind("id", request.toString())
                .execute();
    }

    void release(Handle handle, RequestId request) {
        handle.createUpdate("delete from " + table + " where request_id = :id")
                .bind("id", request.toString())
                .execute();
    }
}
