package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The calls under {@code sys/leases}. */
final class LeaseBackend implements Backend {
    private final Leases leases;
    private final String namespace;
    private final Present present;

    /** Shows the leases of one namespace. */
    LeaseBackend(Leases leases, String namespace, Present present) {
        this.leases = leases;
        this.namespace = namespace;
        this.present = present;
    }

    private Optional<Lease> byId(String id) {
        return leases.byId(id).filter(lease -> lease.terms.owner().namespace.equals(namespace));
    }

    @Override
    public Optional<Outcome> answer(Ask ask) {
        if (ask.is(Ask.Verb.READ, "")) {
            return Optional.of(irrevocable(ask));
        }
        if (ask.is(Ask.Verb.READ, "count")) {
            return Optional.of(irrevocableCount(ask));
        }
        if (ask.verb() == Ask.Verb.LIST && ask.path().startsWith("lookup")) {
            return Optional.of(list(ask.after("lookup/").orElse("")));
        }
        if (ask.is(Ask.Verb.WRITE, "lookup")) {
            return Optional.of(lookup(idIn(ask.body())));
        }
        if (ask.verb() != Ask.Verb.WRITE) {
            return Optional.empty();
        }
        if (ask.path().equals("renew") || ask.path().startsWith("renew/")) {
            return Optional.of(renew(ask.after("renew/").orElseGet(() -> idIn(ask.body())), ask.body()));
        }
        if (ask.path().equals("revoke") || ask.path().startsWith("revoke/")) {
            return Optional.of(revoke(ask.after("revoke/").orElseGet(() -> idIn(ask.body())), ask.body()));
        }
        return Optional.empty();
    }

    private Outcome lookup(String id) {
        Lease lease = byId(id).orElseThrow(() -> Refusal.of(400, "invalid lease"));
        return Outcome.data(lease.shown(present.now()));
    }

    private Outcome renew(String id, Fields body) {
        Lease lease = byId(id).orElseThrow(() -> Refusal.of(400, "lease not found"));
        Instant now = present.now();
        if (!lease.end().isAfter(now)) {
            throw Refusal.of(400, "lease expired");
        }
        if (!lease.renewable(now)) {
            throw Refusal.of(400, "lease is not renewable");
        }
        Duration asked = body.ttl("increment").isZero() ? lease.terms.ttl() : body.ttl("increment");
        Duration left = Duration.between(now, lease.issued.plus(lease.terms.maxTtl()));
        List<String> warnings = new ArrayList<>();
        Duration granted = asked;
        if (asked.compareTo(left) > 0) {
            warnings.add(Ttl.capped(asked, left));
            granted = left;
        }
        try {
            lease.thing.prolong(now.plus(granted));
        } catch (Lease.Failed e) {
            throw Refusal.of(400, Leases.failure("renew", e));
        }
        lease.renewUntil(now.plus(granted), now);
        Duration shown = Duration.ofSeconds(Ttl.rounded(granted));
        return new Outcome.Envelope(lease.id, true, shown, null, null, warnings);
    }

    private Outcome revoke(String id, Fields body) {
        boolean sync = body.flag("sync", true);
        byId(id).ifPresent(lease -> {
            if (sync) {
                leases.revoke(lease);
            } else {
                leases.queue(lease, present.now());
            }
        });
        return sync ? Outcome.DONE : Outcome.ACCEPTED;
    }

    private Outcome list(String prefix) {
        String folder = prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
        TreeSet<String> keys = new TreeSet<>();
        for (Lease lease : leases.all()) {
            if (lease.id.startsWith(folder)) {
                String rest = lease.id.substring(folder.length());
                keys.add(rest.substring(0, rest.contains("/") ? rest.indexOf('/') + 1 : rest.length()));
            }
        }
        return Outcome.keys(List.copyOf(keys));
    }

    private Outcome irrevocable(Ask ask) {
        ObjectNode data = Fields.object();
        ArrayNode list = data.putArray("leases");
        for (Lease lease : givenUp(ask)) {
            ObjectNode item = list.addObject();
            item.put("lease_id", lease.id);
            item.put("mount_id", lease.terms.mount());
            item.put("error", lease.givenUp());
        }
        data.put("lease_count", list.size());
        return Outcome.data(data);
    }

    private Outcome irrevocableCount(Ask ask) {
        Map<String, Integer> perMount = new TreeMap<>();
        givenUp(ask).forEach(lease -> perMount.merge(lease.terms.mount(), 1, Integer::sum));
        ObjectNode data = Fields.object();
        perMount.forEach(data.putObject("counts")::put);
        data.put(
                "lease_count",
                perMount.values().stream().mapToInt(Integer::intValue).sum());
        return Outcome.data(data);
    }

    private List<Lease> givenUp(Ask ask) {
        if (!ask.parameter("type").equals("irrevocable")) {
            throw Refusal.of(400, "only irrevocable leases can be listed here");
        }
        return leases.all().stream().filter(lease -> lease.givenUp() != null).toList();
    }

    private static String idIn(Fields body) {
        if (!body.has("lease_id")) {
            throw Refusal.of(400, "lease_id must be specified");
        }
        return body.text("lease_id");
    }
}
