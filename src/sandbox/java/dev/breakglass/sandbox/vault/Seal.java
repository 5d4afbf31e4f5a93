package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.UUID;

/** Whether the server works at all, and what it tells anybody about that. */
final class Seal {
    private static final String VERSION = "2.5.5";

    private final String clusterId = UUID.randomUUID().toString();
    private final Lifetimes lifetimes;
    private final Present present;
    private boolean sealed;
    private boolean standby;

    Seal(Lifetimes lifetimes, Present present) {
        this.lifetimes = lifetimes;
        this.present = present;
    }

    boolean isSealed() {
        return sealed;
    }

    void close() {
        lifetimes.stop();
        sealed = true;
    }

    void open() {
        sealed = false;
        lifetimes.resume();
    }

    void standby(boolean other) {
        standby = other;
    }

    Outcome health(Ask ask) {
        int status = statusOf(ask);
        return new Outcome.Bare(status, status == 204 ? null : health());
    }

    Outcome status() {
        ObjectNode json = Fields.object();
        json.put("type", "shamir");
        json.put("initialized", true);
        json.put("sealed", sealed);
        json.put("t", 1);
        json.put("n", 1);
        json.put("progress", 0);
        json.put("nonce", "");
        json.put("version", VERSION);
        json.put("build_date", "");
        json.put("migration", false);
        if (!sealed) {
            nameCluster(json);
        }
        json.put("recovery_seal", false);
        json.put("storage_type", "inmem");
        return new Outcome.Bare(200, json);
    }

    private int statusOf(Ask ask) {
        if (sealed) {
            return chosen(ask, "sealedcode", 503);
        }
        boolean hidden = !ask.parameter("standbyok").isEmpty()
                && !ask.parameter("standbyok").equals("false");
        return standby && !hidden ? chosen(ask, "standbycode", 429) : chosen(ask, "activecode", 200);
    }

    private static int chosen(Ask ask, String parameter, int otherwise) {
        String code = ask.parameter(parameter);
        return code.isEmpty() ? otherwise : Integer.parseInt(code);
    }

    private ObjectNode health() {
        String replication = sealed ? "unknown" : "disabled";
        ObjectNode json = Fields.object();
        json.put("initialized", true);
        json.put("sealed", sealed);
        json.put("standby", sealed || standby);
        json.put("performance_standby", false);
        json.put("replication_performance_mode", replication);
        json.put("replication_dr_mode", replication);
        json.put("server_time_utc", present.now().getEpochSecond());
        json.put("version", VERSION);
        if (!sealed) {
            nameCluster(json);
        }
        return json;
    }

    private void nameCluster(ObjectNode json) {
        json.put("cluster_name", "vault-cluster-" + clusterId.substring(0, 8));
        json.put("cluster_id", clusterId);
    }
}
