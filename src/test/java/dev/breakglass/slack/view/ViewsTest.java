package dev.breakglass.slack.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.slack.api.model.view.View;
import com.slack.api.util.json.GsonFactory;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.AccountId;
import dev.breakglass.access.Ask;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Policy;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Requester;
import dev.breakglass.access.Secret;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.State;
import dev.breakglass.access.TargetId;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.Message;
import dev.breakglass.sandbox.slack.BlockKitRules;
import dev.breakglass.slack.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every view, compared with what is stored in {@code src/test/resources/golden}. After a wanted change, run this test
 * with {@code -Dgolden.write=true}, and read the difference before it is committed.
 */
class ViewsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden");
    private static final Terms.AccountTerms ACCOUNT = new Terms.AccountTerms(
            new AccountId("acctpw_1234567890"), "u_1234567899", "ampw_1234567890", "emergency-1");
    private static final String BOUNDARY = "https://boundary.example.com";
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final String NASTY = "<!channel> <@U0BOB> &amp; *bold* \u202Egnissim\u0000 🔥".repeat(400);

    private static final List<AccessRequest> ALL = List.of(
            Samples.pending(),
            Samples.approvedOnce(),
            Samples.approved(),
            Samples.active(),
            Samples.closing(),
            Samples.closed(),
            Samples.denied(),
            Samples.withdrawn(),
            Samples.lapsed());

    @TestFactory
    Stream<DynamicTest> every_message_is_as_stored() {
        Map<String, Message> messages = new LinkedHashMap<>();
        ALL.forEach(request -> {
            String name = name(request);
            messages.put("card-" + name, ApprovalCard.of(request));
            messages.put("status-" + name, StatusMessage.of(request, false, BOUNDARY));
            Ended.of(request).ifPresent(message -> messages.put("ended-" + name, message));
        });
        messages.put("status-fallen-back", StatusMessage.of(Samples.pending(), true, BOUNDARY));
        messages.put("ending-soon", EndingSoon.of(Samples.warned()).orElseThrow());
        messages.put("thread", ThreadLines.of(List.of("12:00:00 UTC  one", "12:00:01 UTC  <!here> two")));
        messages.put("late", Late.of(Samples.late()).orElseThrow());
        messages.put("late-over", Late.of(Samples.endedLate()).orElseThrow());
        KindSamples.ALL.forEach(kind -> messages.put("token-" + kind.word(), KindSamples.token(kind)));
        AccessRequest certificate = KindSamples.handedOver(KindSamples.CERTIFICATE);
        messages.put("ended-certificate", Ended.of(certificate).orElseThrow());
        AccessRequest secret = KindSamples.handedOver(KindSamples.SECRET);
        messages.put("ended-static-secret", Ended.of(secret).orElseThrow());
        messages.put("card-static-secret", ApprovalCard.of(secret));
        messages.put("alarm", Alarm.of(Samples.intercepted()).orElseThrow());
        messages.put("status-replacing", StatusMessage.of(Samples.intercepted(), false, BOUNDARY));
        messages.put("card-emergency-login", ApprovalCard.of(emergency(Samples.pending())));
        messages.put("status-emergency-login", StatusMessage.of(emergency(Samples.active()), false, BOUNDARY));
        messages.put("emergency-login", emergencyLogin());
        messages.put("emergency-login-spent", EmergencyLogin.spent(emergency(Samples.active())));
        messages.put("token-spent", WrappedToken.spent(Samples.active(), "orders"));
        return messages.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    assertThat(faults(entry.getValue())).isEmpty();
                    assertGolden(entry.getKey(), json(entry.getValue()));
                }));
    }

    @TestFactory
    Stream<DynamicTest> every_modal_is_as_stored() {
        Map<String, View> views = Map.of(
                "modal-request", RequestModal.of(List.of(Samples.rule("orders-db", 2), Samples.rule("web", 1))),
                "modal-request-one", RequestModal.of(List.of(Samples.rule("orders-db", 2))),
                "modal-new-token", NewTokenModal.of(Samples.active()),
                "modal-request-emergency-login",
                        RequestModal.of(List.of(withAccounts(Samples.rule("orders-db", 2)), Samples.rule("web", 1))),
                "modal-deny", DenyModal.of(Samples.pending(), Samples.ID + " " + Samples.CHANNEL),
                "modal-asked", Modals.asked(Samples.pending(), Optional.empty()),
                "modal-asked-elsewhere", Modals.asked(Samples.pending(), Optional.of("C0RANDOM")),
                "modal-notice", Modals.notice("Not done", "There is no <such> thing."));
        return views.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey(), () -> {
                    JsonNode view = json(entry.getValue());
                    assertThat(BlockKitRules.checkView(view)).isEmpty();
                    assertGolden(entry.getKey(), view);
                }));
    }

    @Test
    void nothing_that_people_or_policies_say_breaks_a_limit() throws IOException {
        for (AccessRequest request : ALL) {
            AccessRequest nasty = nasty(request);
            assertThat(faults(ApprovalCard.of(nasty))).isEmpty();
            assertThat(faults(StatusMessage.of(nasty, true, BOUNDARY))).isEmpty();
            assertThat(faults(Late.of(nasty(Samples.late())).orElseThrow())).isEmpty();
            if (Alarm.of(nasty).isPresent()) {
                assertThat(faults(Alarm.of(nasty).orElseThrow())).isEmpty();
            }
            assertThat(BlockKitRules.checkView(json(NewTokenModal.of(nasty)))).isEmpty();
            if (Ended.of(nasty).isPresent()) {
                assertThat(faults(Ended.of(nasty).orElseThrow())).isEmpty();
            }
            assertThat(BlockKitRules.checkView(json(DenyModal.of(nasty, "x")))).isEmpty();
            assertThat(BlockKitRules.checkView(json(Modals.asked(nasty, Optional.of(NASTY)))))
                    .isEmpty();
        }
    }

    @Test
    void three_hundred_targets_fit_into_the_form() throws IOException {
        List<Policy.Rule> rules = IntStream.range(0, 300)
                .mapToObj(i -> Samples.rule("target-%03d".formatted(i), 1))
                .toList();
        JsonNode view = json(RequestModal.of(rules));
        assertThat(BlockKitRules.checkView(view)).isEmpty();
        assertThat(view.path("blocks").get(0).path("element").path("option_groups"))
                .hasSize(3);
    }

    @Test
    void a_long_outage_is_told_in_one_message_of_bearable_length() throws IOException {
        Message message = ThreadLines.of(
                IntStream.range(0, 500).mapToObj(i -> "line " + i + NASTY).toList());
        assertThat(faults(message)).isEmpty();
        assertThat(message.blocks()).contains("line 499").contains("earlier lines are in the record only");
        assertThat(message.blocks().length()).isLessThan(14_000);
    }

    @Test
    void mentions_in_a_reason_never_reach_mrkdwn() throws IOException {
        for (AccessRequest request : ALL) {
            JsonNode blocks = JSON.readTree(ApprovalCard.of(request).blocks());
            blocks.findParents("type").stream()
                    .filter(node -> node.path("type").asText().equals("mrkdwn"))
                    .forEach(node -> assertThat(node.path("text").asText())
                            .doesNotContain("<!channel>")
                            .doesNotContain("<@"));
            assertThat(ApprovalCard.of(request).text()).doesNotContain("<!").doesNotContain("<@");
        }
    }

    @Test
    void a_token_is_not_in_the_text_that_notifications_show() throws IOException {
        assertThat(JSON.readTree(token().blocks()).findValuesAsText("text"))
                .contains("VAULT_ADDR=https://vault.example.com VAULT_NAMESPACE= VAULT_TOKEN=hvs.wrapped vault unwrap");
        assertThat(token().text()).doesNotContain("hvs.wrapped");
    }

    @Test
    void nothing_is_told_before_it_is_so() {
        assertThat(Alarm.of(Samples.active())).isEmpty();
        assertThat(Late.of(Samples.closing())).isEmpty();
        assertThat(Late.of(Samples.closed())).isEmpty();
        assertThat(EndingSoon.of(Samples.active())).isEmpty();
        assertThat(Ended.of(Samples.active())).isEmpty();
        assertThat(Ended.of(Samples.withdrawn())).isEmpty();
    }

    @Test
    void a_password_is_handed_over_as_a_token_that_only_the_blocks_show() throws IOException {
        Message message = emergencyLogin();
        assertThat(JSON.readTree(message.blocks()).findValuesAsText("text"))
                .anyMatch(text -> text.contains(
                        "export EMERGENCY_PASSWORD=$(VAULT_ADDR=https://vault.example.com VAULT_NAMESPACE="
                                + " VAULT_TOKEN=hvs.wrapped vault unwrap -field=password)"));
        assertThat(message.text()).doesNotContain("hvs.wrapped");
    }

    @Test
    void the_form_asks_for_the_login_only_where_some_target_has_emergency_accounts() throws IOException {
        List<Policy.Rule> without = List.of(Samples.rule("orders-db", 2), Samples.rule("web", 1));
        assertThat(json(RequestModal.of(without)).toString()).doesNotContain(Ids.EMERGENCY_LOGIN.id());
        List<Policy.Rule> some = List.of(withAccounts(Samples.rule("orders-db", 2)), Samples.rule("web", 1));
        assertThat(json(RequestModal.of(some)).toString())
                .contains(Ids.EMERGENCY_LOGIN.id(), "Offered for: orders-db.");
        List<Policy.Rule> many = IntStream.range(0, 200)
                .mapToObj(i -> withAccounts(Samples.rule("target-with-a-long-name-" + i, 1)))
                .toList();
        assertThat(BlockKitRules.checkView(json(
                        RequestModal.of(Stream.concat(many.stream(), Stream.of(Samples.rule("web", 1)))
                                .toList()))))
                .isEmpty();
    }

    private static Message emergencyLogin() {
        return EmergencyLogin.of(
                emergency(Samples.active()),
                ACCOUNT,
                Secret.of("hvs.wrapped"),
                Duration.ofMinutes(5),
                new VaultAddress("https://vault.example.com", ""),
                BOUNDARY);
    }

    private static Policy.Rule withAccounts(Policy.Rule rule) {
        return new Policy.Rule(
                rule.terms().withAccounts(List.of(ACCOUNT)), rule.askers(), rule.approvers(), rule.durations());
    }

    /** The same asked for by somebody whose own login does not work. */
    private static AccessRequest emergency(AccessRequest request) {
        Ask ask = request.ask();
        Holding account = Samples.holding(
                Holding.Kind.ACCOUNT,
                "account",
                1,
                Holding.Phase.HELD,
                Handles.Account.NONE.reserved(ACCOUNT.id()),
                Optional.empty());
        List<Holding> holdings = request.holdings().isEmpty()
                ? List.of()
                : Stream.concat(Stream.of(account), request.holdings().stream()).toList();
        return new AccessRequest(
                request.id(),
                request.version(),
                request.requester(),
                request.terms().withAccounts(List.of(ACCOUNT)),
                new Ask(ask.at(), ask.duration(), ask.reason(), ask.incident(), ask.origin(), true),
                request.state(),
                holdings);
    }

    private static Message token() {
        return KindSamples.token(KindSamples.DATABASE);
    }

    private static String name(AccessRequest request) {
        return request.state() instanceof State.Pending pending
                        && !pending.approvals().isEmpty()
                ? "pending-one-approval"
                : request.state().name().name().toLowerCase(Locale.ROOT);
    }

    private static AccessRequest nasty(AccessRequest request) {
        Terms terms = new Terms(
                new TargetId(NASTY),
                NASTY,
                NASTY,
                "p",
                "t",
                List.of(),
                request.terms().credentials(),
                NASTY,
                2,
                Duration.ofHours(4),
                Samples.CHANNEL,
                Terms.Measures.MILD,
                "d");
        Ask ask = new Ask(
                Samples.NOON, Samples.HALF_HOUR, NASTY, new Ask.Incident.InChannel(NASTY, Optional.empty()), "o");
        Requester requester = new Requester(Samples.ALICE.id(), NASTY, new SlackUser("T", "U"), "u_1");
        Optional<Proof> proof = request.state() instanceof State.Closed
                ? Optional.of(new Proof(Proof.Kind.ENDED_BY_ITSELF, Samples.NOON, NASTY))
                : Optional.empty();
        Holding.Phase phase = proof.isPresent() ? Holding.Phase.GONE : Holding.Phase.ENDING;
        List<Holding> many = IntStream.range(0, 40)
                .boxed()
                .flatMap(i -> Samples.holdings(phase, proof).stream())
                .toList();
        return new AccessRequest(request.id(), 1, requester, terms, ask, request.state(), many);
    }

    private static List<String> faults(Message message) throws IOException {
        assertThat(message.text()).isNotBlank();
        assertThat(message.text().length()).isLessThan(4_000);
        return BlockKitRules.checkBlocks(JSON.readTree(message.blocks()), BlockKitRules.Surface.MESSAGE);
    }

    private static JsonNode json(Message message) throws IOException {
        return JSON.createObjectNode().put("text", message.text()).set("blocks", JSON.readTree(message.blocks()));
    }

    private static JsonNode json(View view) throws IOException {
        return JSON.readTree(GsonFactory.createSnakeCase().toJson(view));
    }

    private static void assertGolden(String name, JsonNode actual) throws IOException {
        Path file = GOLDEN.resolve(name + ".json");
        if (Boolean.getBoolean("golden.write")) {
            Files.createDirectories(GOLDEN);
            Files.writeString(file, JSON.writeValueAsString(actual) + "\n");
        }
        assertThat(actual).isEqualTo(JSON.readTree(Files.readString(file)));
    }
}
