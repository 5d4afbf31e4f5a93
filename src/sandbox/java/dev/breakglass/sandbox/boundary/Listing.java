package dev.breakglass.sandbox.boundary;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/** Answers one page of a list: the first pass by creation, later passes by what changed since. */
final class Listing {
    /** An item that the caller may see. */
    record Item(String id, Instant created, Instant updated, ObjectNode json) {
        /** Orders by time, then by id; also serves as the cursor of a list token. */
        String key(boolean byUpdate) {
            return String.format("%020d", micros(byUpdate ? updated : created)) + "/" + id;
        }

        private static long micros(Instant time) {
            return Math.addExact(Math.multiplyExact(time.getEpochSecond(), 1_000_000L), time.getNano() / 1_000L);
        }
    }

    private static final int MAX_PAGE = 1000;

    /** A refresh reads again what is a little older than the last look, so that late commits are not missed. */
    private static final Duration LOOK_BACK = Duration.ofSeconds(30);

    private final Request request;
    private final Instant now;
    private final String fingerprint;
    private final Predicate<JsonNode> filter;
    private final boolean continued;
    private final ListToken from;

    Listing(Request request, Instant now) {
        this.request = request;
        this.now = now;
        this.fingerprint = request.caller().rights().fingerprint(request.kind());
        this.filter = Filter.parse(request.param("filter"));
        String token = request.param("list_token");
        this.continued = !token.isEmpty();
        this.from = continued
                ? ListToken.decode(token)
                : new ListToken(request.kind().plural, fingerprint, now, now, "", "");
    }

    Reply answer(List<Item> items) {
        from.mustHoldFor(request.kind().plural, fingerprint, now);
        boolean refresh = !from.since().isEmpty();
        Instant phaseStart = from.cursor().isEmpty() ? now : from.phaseStart();
        Function<Item, String> key = item -> item.key(refresh);
        List<Item> left = items.stream()
                .filter(item -> !refresh || !item.updated().isBefore(Instant.parse(from.since())))
                .filter(item -> from.cursor().isEmpty() || key.apply(item).compareTo(from.cursor()) < 0)
                .sorted(Comparator.comparing(key).reversed())
                .toList();
        List<Item> page = left.stream().limit(pageSize()).toList();
        boolean complete = page.size() == left.size();
        ListToken next = complete
                ? new ListToken(
                        from.collection(),
                        fingerprint,
                        now,
                        now,
                        phaseStart.minus(LOOK_BACK).toString(),
                        "")
                : new ListToken(
                        from.collection(),
                        fingerprint,
                        now,
                        phaseStart,
                        from.since(),
                        key.apply(page.get(page.size() - 1)));
        return reply(page, complete, refresh, next);
    }

    private Reply reply(List<Item> page, boolean complete, boolean refresh, ListToken next) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        List<ObjectNode> shown = page.stream().map(Item::json).filter(filter).toList();
        if (!shown.isEmpty()) {
            shown.forEach(json.putArray("items")::add);
        }
        json.put("response_type", complete ? "complete" : "delta");
        if (continued || !page.isEmpty()) {
            json.put("list_token", next.encode());
        }
        json.put("sort_by", refresh ? "updated_time" : "created_time");
        json.put("sort_dir", "desc");
        if (!continued && complete && !shown.isEmpty()) {
            json.put("est_item_count", shown.size());
        }
        return Reply.json(200, json.toString());
    }

    private int pageSize() {
        String asked = request.param("page_size");
        int size = asked.isEmpty() ? MAX_PAGE : Integer.parseInt(asked);
        return size <= 0 ? MAX_PAGE : Math.min(size, MAX_PAGE);
    }
}
