package dev.breakglass.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Ask;
import dev.breakglass.access.BoundaryAccount;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.Requester;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.TargetId;
import dev.breakglass.access.Terms;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The stored form of a request: explicit JSON with a format number, so that an older row can always be read and a renamed
 * field breaks a test and not a grant.
 */
final class RequestJson {
    static final int FORMAT = 1;
    static final ObjectMapper MAPPER = new ObjectMapper();

    private RequestJson() {}

    static String write(AccessRequest request) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("format", FORMAT);
        json.set("requester", requester(request.requester()));
        json.set("terms", terms(request.terms()));
        json.set("ask", ask(request.ask()));
        json.set("state", StateJson.write(request.state()));
        json.set("holdings", HoldingJson.write(request.holdings()));
        return json.toString();
    }

    static AccessRequest read(RequestId id, long version, String text) {
        JsonNode json = parse(text);
        int format = json.path("format").asInt();
        if (format != FORMAT) {
            throw new IllegalStateException("request " + id + " is stored in format " + format
                    + ", which this version cannot read; run the version that wrote it");
        }
        return new AccessRequest(
                id,
                version,
                requester(json.path("requester")),
                terms(json.path("terms")),
                ask(json.path("ask")),
                StateJson.read(json.path("state")),
                HoldingJson.read(json.path("holdings")));
    }

    private static ObjectNode requester(Requester requester) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("id", requester.id().value())
                .put("name", requester.name())
                .put("slack_team", requester.slack().team())
                .put("slack_user", requester.slack().user())
                .put("boundary_user", requester.boundaryUser());
        requester
                .boundaryAccount()
                .ifPresent(account -> json.putObject("boundary_account")
                        .put("auth_method", account.authMethod())
                        .put("by", account.by().name())
                        .put("value", account.value()));
        return json;
    }

    private static Optional<BoundaryAccount> boundaryAccount(JsonNode json) {
        return json.isObject()
                ? Optional.of(new BoundaryAccount(
                        text(json, "auth_method"), BoundaryAccount.By.valueOf(text(json, "by")), text(json, "value")))
                : Optional.empty();
    }

    private static Requester requester(JsonNode json) {
        return new Requester(
                new PersonId(text(json, "id")),
                text(json, "name"),
                new SlackUser(text(json, "slack_team"), text(json, "slack_user")),
                text(json, "boundary_user"),
                boundaryAccount(json.path("boundary_account")));
    }

    private static ObjectNode terms(Terms terms) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("target", terms.target().value())
                .put("description", terms.description())
                .put("risk", terms.risk())
                .put("project", terms.project())
                .put("boundary_target", terms.boundaryTarget())
                .put("connect", terms.connect())
                .put("approvals_needed", terms.approvalsNeeded())
                .put("longest", terms.longest().toString())
                .put("channel", terms.channel())
                .put("end_if_intercepted", terms.measures().endIfIntercepted())
                .put("hard_kill", terms.measures().hardKill())
                .put("digest", terms.digest());
        json.set("slots", strings(terms.slots(), SlotId::value));
        ArrayNode accounts = json.putArray("accounts");
        for (Terms.AccountTerms account : terms.accounts()) {
            accounts.addObject()
                    .put("id", account.id().value())
                    .put("user", account.user())
                    .put("auth_method", account.authMethod())
                    .put("login_name", account.loginName());
        }
        ArrayNode credentials = json.putArray("credentials");
        terms.credentials().forEach(credential -> credentials.add(CredentialJson.write(credential)));
        return json;
    }

    private static Terms terms(JsonNode json) {
        // Rows of older versions have none.
        List<Terms.AccountTerms> accounts = list(
                json.path("accounts"),
                one -> new Terms.AccountTerms(
                        new AccountId(text(one, "id")),
                        text(one, "user"),
                        text(one, "auth_method"),
                        text(one, "login_name")));
        return new Terms(
                new TargetId(text(json, "target")),
                text(json, "description"),
                text(json, "risk"),
                text(json, "project"),
                text(json, "boundary_target"),
                list(json.path("slots"), slot -> new SlotId(slot.asText())),
                list(json.path("credentials"), CredentialJson::read),
                text(json, "connect"),
                json.path("approvals_needed").asInt(),
                Duration.parse(text(json, "longest")),
                text(json, "channel"),
                new Terms.Measures(
                        json.path("end_if_intercepted").asBoolean(),
                        json.path("hard_kill").asBoolean()),
                accounts,
                text(json, "digest"));
    }

    private static ObjectNode ask(Ask ask) {
        ObjectNode json = MAPPER.createObjectNode()
                .put("at", ask.at().toString())
                .put("duration", ask.duration().toString())
                .put("reason", ask.reason())
                .put("origin", ask.origin());
        if (ask.emergencyLogin()) {
            json.put("emergency_login", true);
        }
        if (ask.incident() instanceof Ask.Incident.InChannel place) {
            json.put("incident_channel", place.channel());
            place.thread().ifPresent(thread -> json.put("incident_thread", thread));
        }
        return json;
    }

    private static Ask ask(JsonNode json) {
        Ask.Incident incident = json.has("incident_channel")
                ? new Ask.Incident.InChannel(
                        text(json, "incident_channel"), Optional.ofNullable(textOrNull(json, "incident_thread")))
                : new Ask.Incident.UnderCard();
        return new Ask(
                Instant.parse(text(json, "at")),
                Duration.parse(text(json, "duration")),
                text(json, "reason"),
                incident,
                text(json, "origin"),
                json.path("emergency_login").asBoolean(false));
    }

    // ---- shared with the other parts ----

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("stored JSON cannot be read", e);
        }
    }

    static String text(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null || !value.isTextual()) {
            throw new IllegalStateException("stored JSON lacks " + name);
        }
        return value.asText();
    }

    static @Nullable String textOrNull(JsonNode json, String name) {
        JsonNode value = json.get(name);
        return value == null ? null : value.asText();
    }

    static @Nullable Instant instantOrNull(JsonNode json, String name) {
        String value = textOrNull(json, name);
        return value == null ? null : Instant.parse(value);
    }

    static void put(ObjectNode json, String name, @Nullable Object value) {
        if (value != null) {
            json.put(name, value.toString());
        }
    }

    static Seen.@Nullable Refused refusedOrNull(JsonNode json) {
        String why = textOrNull(json, "refusal");
        return why == null
                ? null
                : new Seen.Refused(
                        Refusal.valueOf(why), json.path("refusal_says").asText());
    }

    static void put(ObjectNode json, Seen.@Nullable Refused refused) {
        if (refused != null) {
            json.put("refusal", refused.why().name()).put("refusal_says", refused.says());
        }
    }

    static <T> List<T> list(JsonNode array, Function<JsonNode, T> read) {
        List<T> items = new ArrayList<>();
        array.forEach(item -> items.add(read.apply(item)));
        return items;
    }

    static <T> ArrayNode strings(List<T> items, Function<T, String> write) {
        ArrayNode array = MAPPER.createArrayNode();
        items.forEach(item -> array.add(write.apply(item)));
        return array;
    }
}
