package dev.breakglass.store;

import static dev.breakglass.store.RequestJson.MAPPER;
import static dev.breakglass.store.RequestJson.instantOrNull;
import static dev.breakglass.store.RequestJson.list;
import static dev.breakglass.store.RequestJson.put;
import static dev.breakglass.store.RequestJson.text;
import static dev.breakglass.store.RequestJson.textOrNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Proof;
import dev.breakglass.access.SlotId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The stored form of holdings. */
final class HoldingJson {
    private HoldingJson() {}

    static ArrayNode write(List<Holding> holdings) {
        ArrayNode array = MAPPER.createArrayNode();
        for (Holding holding : holdings) {
            ObjectNode json = array.addObject()
                    .put("kind", holding.kind().name())
                    .put("name", holding.name())
                    .put("attempt", holding.attempt())
                    .put("phase", holding.phase().name())
                    .put("tries", holding.tries())
                    .put("since", holding.since().toString());
            put(json, "next_try", holding.nextTry());
            RequestJson.put(json, holding.refusal());
            json.set("handles", handles(holding.handles()));
            Proof proof = holding.proof();
            if (proof != null) {
                json.putObject("proof")
                        .put("kind", proof.kind().name())
                        .put("at", proof.at().toString())
                        .put("says", proof.says());
            }
        }
        return array;
    }

    static List<Holding> read(JsonNode array) {
        return list(array, json -> {
            Holding.Kind kind = Holding.Kind.valueOf(text(json, "kind"));
            return new Holding(
                    kind,
                    text(json, "name"),
                    json.path("attempt").asInt(),
                    Holding.Phase.valueOf(text(json, "phase")),
                    handles(kind, json.path("handles")),
                    json.path("tries").asInt(),
                    instantOrNull(json, "next_try"),
                    Instant.parse(text(json, "since")),
                    RequestJson.refusedOrNull(json),
                    proof(json.get("proof")));
        });
    }

    private static @Nullable Proof proof(@Nullable JsonNode json) {
        return json == null
                ? null
                : new Proof(
                        Proof.Kind.valueOf(text(json, "kind")), Instant.parse(text(json, "at")), text(json, "says"));
    }

    private static ObjectNode handles(Handles handles) {
        ObjectNode json = MAPPER.createObjectNode();
        if (handles instanceof Handles.Slot slot) {
            put(json, "role", slot.role());
            put(json, "sent_version", slot.sentVersion());
            put(json, "sent_at", slot.sentAt());
            put(json, "claimed_at", slot.claimedAt());
            put(json, "emptied_at", slot.emptiedAt());
            put(json, "empty_seen_at", slot.emptySeenAt());
            put(json, "lost_at", slot.lostAt());
        }
        if (handles instanceof Handles.Sessions sessions) {
            ArrayNode known = json.putArray("known");
            for (Handles.Session session : sessions.known()) {
                known.addObject()
                        .put("id", session.id())
                        .put("created_at", session.createdAt().toString())
                        .put("over", session.over())
                        .put("bytes_up", session.bytesUp())
                        .put("bytes_down", session.bytesDown())
                        .put("ended_why", session.endedWhy());
            }
        }
        if (handles instanceof Handles.Credential credential) {
            put(json, "token_end", credential.tokenEnd());
            put(json, "accessor", credential.accessor());
            put(json, "lease_end", credential.leaseEnd());
            put(json, "lease", credential.lease());
            put(json, "end", credential.end());
            put(json, "rotated_by", credential.rotatedBy());
            putDelivery(json, credential.delivery());
        }
        if (handles instanceof Handles.Account account) {
            put(json, "account", account.id());
            put(json, "sent_version", account.sentVersion());
            put(json, "empty_version", account.emptyVersion());
            put(json, "empty_seen_at", account.emptySeenAt());
            putDelivery(json, account.delivery());
        }
        return json;
    }

    private static void putDelivery(ObjectNode json, Handles.@Nullable Delivery delivery) {
        if (delivery != null) {
            put(json, "wrap_accessor", delivery.wrapAccessor());
            put(json, "opens_until", delivery.opensUntil());
            put(json, "message_channel", delivery.messageChannel());
            put(json, "message_ts", delivery.messageTs());
            put(json, "spent_at", delivery.spentAt());
            json.put("intercepted", delivery.intercepted());
        }
    }

    private static Handles handles(Holding.Kind kind, JsonNode json) {
        return switch (kind) {
            case SLOT -> slot(json);
            case SESSIONS ->
                new Handles.Sessions(list(
                        json.path("known"),
                        one -> new Handles.Session(
                                text(one, "id"),
                                Instant.parse(text(one, "created_at")),
                                one.path("over").asBoolean(),
                                one.path("bytes_up").asLong(),
                                one.path("bytes_down").asLong(),
                                text(one, "ended_why"))));
            case CREDENTIAL ->
                new Handles.Credential(
                        instantOrNull(json, "token_end"),
                        textOrNull(json, "accessor"),
                        instantOrNull(json, "lease_end"),
                        textOrNull(json, "lease"),
                        instantOrNull(json, "end"),
                        delivery(json),
                        textOrNull(json, "rotated_by"));
            case ACCOUNT -> account(json);
        };
    }

    private static Handles.Account account(JsonNode json) {
        String id = textOrNull(json, "account");
        return new Handles.Account(
                id == null ? null : new AccountId(id),
                versionOrNull(json, "sent_version"),
                versionOrNull(json, "empty_version"),
                instantOrNull(json, "empty_seen_at"),
                delivery(json));
    }

    private static @Nullable Integer versionOrNull(JsonNode json, String name) {
        String version = textOrNull(json, name);
        return version == null ? null : Integer.valueOf(version);
    }

    private static Handles.@Nullable Delivery delivery(JsonNode json) {
        String accessor = textOrNull(json, "wrap_accessor");
        if (accessor == null) {
            return null;
        }
        Instant opensUntil = instantOrNull(json, "opens_until");
        return new Handles.Delivery(
                accessor,
                // Rows of before do not say; such a wrapping counts as expired, and nobody is suspected.
                opensUntil == null ? Instant.EPOCH : opensUntil,
                textOrNull(json, "message_channel"),
                textOrNull(json, "message_ts"),
                instantOrNull(json, "spent_at"),
                json.path("intercepted").asBoolean());
    }

    private static Handles.Slot slot(JsonNode json) {
        String role = textOrNull(json, "role");
        return new Handles.Slot(
                role == null ? null : new SlotId(role),
                versionOrNull(json, "sent_version"),
                instantOrNull(json, "sent_at"),
                instantOrNull(json, "claimed_at"),
                instantOrNull(json, "emptied_at"),
                instantOrNull(json, "empty_seen_at"),
                instantOrNull(json, "lost_at"));
    }
}
