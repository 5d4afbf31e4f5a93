package dev.breakglass.slack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.Ask;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Policy;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.State;
import dev.breakglass.flow.BoundaryUsers;
import dev.breakglass.flow.DecideRequest;
import dev.breakglass.flow.EndEarly;
import dev.breakglass.flow.IdentifyPerson;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.RequestAccess;
import dev.breakglass.flow.Surface;
import dev.breakglass.flow.TurnAway;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.slack.Ack;
import dev.breakglass.sandbox.slack.FakeSlack;
import dev.breakglass.sandbox.slack.OpenView;
import dev.breakglass.sandbox.slack.Workspace;
import dev.breakglass.slack.view.KindSamples;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The routes, through the filter, against the fake Slack and a store that keeps just what people do. */
class SlackAppTest {
    private static final String ALICE = Workspace.userId("alice");
    private static final String BOB = Workspace.userId("bob");
    private static final String CAROL = Workspace.userId("carol");
    private static final String DAVE = Workspace.userId("dave");
    private static final String INCIDENTS = Workspace.channelId("incidents");
    private static final String EMERGENCY = Samples.CHANNEL;

    private final SettableClock clock = SettableClock.stoppedAt(Samples.NOON);
    private final FakeSlack slack = new FakeSlack(0, clock, Workspace.standard());
    private final TinyStore store = new TinyStore();
    private Optional<Policy> policy = Optional.of(Samples.policy(Samples.rule("orders-db", 2)));
    private final SlackApi api = new SlackApi(Samples.settings(slack.apiUrl().toString()));
    private final SlackMessenger messenger = new SlackMessenger(api);
    private final TinyServer server = server();

    private TinyServer server() {
        SlackDirectory directory = new SlackDirectory(api, clock);
        IdentifyPerson identify = new IdentifyPerson(() -> policy, directory);
        SlackApp app = new SlackApp(
                api,
                new TurnAway(store, clock),
                new RequestAccess(
                        identify,
                        directory,
                        account -> new BoundaryUsers.Resolution.Nobody(),
                        store,
                        () -> Samples.ID,
                        clock),
                new DecideRequest(identify, store, clock),
                new EndEarly(identify, store, clock),
                Optional.empty(),
                store,
                store);
        app.warm();
        assertThat(slack.calls()).isEmpty();
        SignatureFilter filter = new SignatureFilter(api.settings(), clock, store, rejection -> {});
        TinyServer started = new TinyServer(filter, app.servlet());
        slack.installApp(
                started.events(), api.settings().signingSecrets().get(0).now().expose());
        return started;
    }

    @AfterEach
    void stop() {
        server.close();
        slack.close();
    }

    // ---- asking

    @Test
    void the_command_opens_the_form_with_two_calls_and_no_auth_test() {
        assertThat(slack.slash(ALICE, INCIDENTS, "/breakglass", "").ok()).isTrue();
        assertThat(form(ALICE).view().path("callback_id").asText()).isEqualTo("request");
        assertThat(slack.calls()).hasSize(2).noneMatch(call -> call.path().contains("auth.test"));
    }

    @Test
    void a_form_filled_in_becomes_a_request_whose_id_is_told() {
        ask(Map.of(
                "target.target", "orders-db",
                "duration.duration", "PT30M",
                "reason.reason", "orders are\u202E failing",
                "incident.incident", "<#" + INCIDENTS + "|incidents>"));
        AccessRequest request = stored();
        assertThat(request.ask().reason()).isEqualTo("orders are failing");
        assertThat(request.ask().incident()).isEqualTo(new Ask.Incident.InChannel(INCIDENTS, Optional.empty()));
        assertThat(slack.plainText(form(ALICE))).contains("BG-0A1B2C3D").contains("is waiting for approval");
    }

    @Test
    void an_incident_channel_that_cannot_be_used_is_told() {
        ask(Map.of(
                "target.target", "orders-db",
                "duration.duration", "PT30M",
                "reason.reason", "orders are failing",
                "incident.incident", Workspace.channelId("random")));
        assertThat(stored().ask().incident()).isEqualTo(new Ask.Incident.UnderCard());
        assertThat(slack.plainText(form(ALICE))).contains("The trail cannot go to");
    }

    @Test
    void mistakes_are_told_next_to_their_field() throws Exception {
        assertThat(mistake("orders-db", "PT30M", "too short", "")).containsOnlyKeys("reason");
        assertThat(mistake("orders-db", "PT10H", "a good reason", "")).containsOnlyKeys("duration");
        assertThat(mistake("orders-db", "long", "a good reason", "")).containsOnlyKeys("duration");
        assertThat(mistake("billing-db", "PT30M", "a good reason", "")).containsOnlyKeys("target");
        assertThat(mistake("orders-db", "PT30M", "a good reason", "#incidents")).containsOnlyKeys("incident");
        assertThat(mistake("orders-db", "PT30M", "a good reason", "https://x.slack.com/archives/C0INCIDENTS"))
                .containsOnlyKeys("incident");
        assertThat(store.requests).isEmpty();
    }

    @Test
    void an_empty_form_is_no_fault_of_ours() throws Exception {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        Ack ack = slack.forgeSubmit(ALICE, form(ALICE).id(), new ObjectMapper().createObjectNode());
        assertThat(ack.ok()).isTrue();
        assertThat(form(ALICE).errors()).containsOnlyKeys("target");
    }

    @Test
    void a_form_sent_twice_is_one_request() throws Exception {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        String view = form(ALICE).id();
        forge(view, "orders-db", "PT30M", "a good reason", "");
        forge(view, "orders-db", "PT30M", "a good reason", "");
        assertThat(store.events)
                .filteredOn(event -> event.type() == AuditEvent.Type.REQUESTED)
                .hasSize(1);
    }

    @Test
    void a_second_request_names_the_first() throws Exception {
        store(Samples.pending());
        assertThat(mistake("orders-db", "PT30M", "a good reason", "").get("target"))
                .contains("BG-0A1B2C3D");
    }

    @Test
    void people_who_may_not_ask_read_why() {
        slack.slash(DAVE, INCIDENTS, "/breakglass", "");
        assertThat(lastWhisper(DAVE)).contains("bound to nobody");
        slack.slash(BOB, INCIDENTS, "/breakglass", "");
        assertThat(lastWhisper(BOB)).contains("offers you no target");
        slack.slash(Workspace.userId("gil"), INCIDENTS, "/breakglass", "");
        assertThat(lastWhisper(Workspace.userId("gil"))).contains("Guests");
        assertThat(store.events).extracting(AuditEvent::type).containsOnly(AuditEvent.Type.REFUSED);
    }

    @Test
    void help_is_told_without_any_call() {
        slack.slash(ALICE, INCIDENTS, "/breakglass", " HELP ");
        assertThat(lastWhisper(ALICE)).contains("Type /breakglass");
        assertThat(slack.calls()).isEmpty();
    }

    @Test
    void without_a_policy_or_a_directory_nothing_is_offered() {
        policy = Optional.empty();
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        assertThat(lastWhisper(ALICE)).contains("policy of breakglass cannot be used");
        policy = Optional.of(Samples.policy(Samples.rule("orders-db", 2)));
        slack.fail(call -> call.path().endsWith("users.info"), new Fault.HangUp());
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        assertThat(lastWhisper(ALICE)).contains("Slack did not say in time");
    }

    @Test
    void a_form_that_slack_does_not_open_is_told() {
        slack.fail(call -> call.path().endsWith("views.open"), new Fault.Answer(Reply.json(500, "")));
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        assertThat(lastWhisper(ALICE)).contains("did not open the form");
    }

    // ---- deciding

    @Test
    void two_people_approve() {
        String ts = card(Samples.pending());
        assertThat(slack.press(BOB, EMERGENCY, ts, "approve").ok()).isTrue();
        assertThat(slack.press(CAROL, EMERGENCY, ts, "approve").ok()).isTrue();
        assertThat(stored().state().name()).isEqualTo(State.Name.APPROVED);
        assertThat(slack.ephemerals(BOB)).isEmpty();
    }

    @Test
    void refusals_are_whispered_to_who_pressed() {
        String ts = card(Samples.pending());
        slack.press(ALICE, EMERGENCY, ts, "approve");
        assertThat(lastWhisper(ALICE)).contains("Nobody decides their own request");
        slack.press(BOB, EMERGENCY, ts, "approve");
        slack.press(BOB, EMERGENCY, ts, "approve");
        assertThat(lastWhisper(BOB)).contains("You approved this already");
    }

    @Test
    void denying_asks_why() {
        String ts = card(Samples.pending());
        slack.press(BOB, EMERGENCY, ts, "deny");
        slack.submit(BOB, form(BOB).id(), Map.of("reason.reason", "use the replica"));
        assertThat(stored().state())
                .isInstanceOfSatisfying(
                        State.Denied.class,
                        denied -> assertThat(denied.reason()).isEqualTo("use the replica"));
        assertThat(slack.openView(BOB)).isEmpty();
    }

    @Test
    void a_denial_that_comes_too_late_is_told_in_the_form() {
        String ts = card(Samples.pending());
        slack.press(BOB, EMERGENCY, ts, "deny");
        store(Samples.approved());
        slack.submit(BOB, form(BOB).id(), Map.of("reason.reason", "use the replica"));
        assertThat(form(BOB).errors().get("reason")).contains("is approved already");
    }

    @Test
    void who_may_not_deny_is_not_asked_why() {
        String ts = card(Samples.pending());
        slack.press(ALICE, EMERGENCY, ts, "deny");
        assertThat(slack.openView(ALICE)).isEmpty();
        assertThat(lastWhisper(ALICE)).contains("Nobody decides their own request");
    }

    @Test
    void forged_values_change_nothing_and_never_fail() {
        String ts = card(Samples.pending());
        for (String value : new String[] {"", "x", Samples.ID + " ", "../../etc", "🔥".repeat(900)}) {
            assertThat(slack.forge(BOB, EMERGENCY, ts, "approve", "b", value).status())
                    .isEqualTo(200);
        }
        String other = slack.say(BOB, INCIDENTS, "hello");
        assertThat(slack.forge(BOB, INCIDENTS, other, "approve", "b", Samples.ID.toString())
                        .ok())
                .isTrue();
        assertThat(lastWhisper(BOB)).contains("no such request in this channel");
        assertThat(slack.forge(BOB, EMERGENCY, ts, "made_up", "b", "v").ok()).isTrue();
        assertThat(((State.Pending) stored().state()).approvals()).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void payloads_of_no_known_shape_are_answered_and_do_nothing() throws Exception {
        store(Samples.pending());
        String head = "{\"type\":\"block_actions\",\"api_app_id\":\"A0001\",\"team\":{\"id\":\"T0001\"},"
                + "\"user\":{\"id\":\"U0BOB\",\"team_id\":\"T0001\"}";
        String approve = "{\"action_id\":\"approve\",\"block_id\":\"b\",\"value\":\"" + Samples.ID + "\"}";
        for (String rest : new String[] {
            "}",
            ",\"actions\":[]}",
            ",\"actions\":[" + approve + "]}",
            ",\"actions\":[" + approve + "," + approve + "]}",
            ",\"actions\":[" + approve + "],\"response_url\":\"http://169.254.169.254/latest\"}"
        }) {
            var payload = (ObjectNode) new ObjectMapper().readTree(head + rest);
            assertThat(slack.deliver(BOB, payload).status()).as(rest).isBetween(200, 400);
        }
        var view = (ObjectNode) new ObjectMapper()
                .readTree(head.replace("block_actions", "view_submission")
                        + ",\"view\":{\"id\":\"V1\",\"callback_id\":\"deny_reason\"}}");
        assertThat(slack.deliver(BOB, view).status()).isBetween(200, 400);
        assertThat(stored()).isEqualTo(Samples.pending());
    }

    @Test
    void people_and_apps_of_elsewhere_are_refused_before_any_flow() throws Exception {
        String partners = Workspace.channelId("partners");
        String ts = slack.say(ALICE, partners, "hello");
        store(Samples.pending());
        slack.forge(Workspace.userId("sam"), partners, ts, "approve", "b", Samples.ID.toString());
        assertThat(lastWhisper(Workspace.userId("sam"))).contains("Accounts of other workspaces");
        assertThat(store.events).singleElement().satisfies(SlackAppTest::isRefusalOfStranger);
        assertThat(slack.calls()).noneMatch(call -> call.path().contains("users.info"));
    }

    @Test
    void payloads_for_another_app_or_of_no_team_are_refused_before_any_flow() throws Exception {
        store(Samples.pending());
        String press = """
                {"type":"block_actions","api_app_id":"%s","team":%s,"user":{"id":"U0BOB","team_id":"T0001"},
                 "container":{"type":"message","channel_id":"C0EMERGENCY","message_ts":"1.000000"},
                 "actions":[{"action_id":"approve","block_id":"b","value":"%s"}]}""";
        String ours = "{\"id\":\"T0001\"}";
        for (String payload :
                new String[] {press.formatted("A0OTHER", ours, Samples.ID), press.formatted("A0001", "null", Samples.ID)
                }) {
            assertThat(slack.deliver(BOB, (ObjectNode) new ObjectMapper().readTree(payload))
                            .ok())
                    .isTrue();
        }
        assertThat(store.events).hasSize(2).allSatisfy(SlackAppTest::isRefusalOfStranger);
        assertThat(slack.deliver(BOB, (ObjectNode)
                                new ObjectMapper().readTree(press.formatted("A0001", ours, Samples.ID)))
                        .ok())
                .isTrue();
        assertThat(store.events).hasSizeGreaterThan(2);
    }

    private static void isRefusalOfStranger(AuditEvent event) {
        assertThat(event.type()).isEqualTo(AuditEvent.Type.REFUSED);
        assertThat(event.actor().kind()).isEqualTo(Actor.Kind.SLACK_ACCOUNT);
        assertThat(event.fact("refusal")).isEqualTo(Refusal.STRANGER.name());
    }

    @Test
    void a_card_whose_reply_was_lost_is_adopted() {
        String ts = card(Samples.pending());
        store.card = Optional.empty();
        slack.press(BOB, EMERGENCY, ts, "approve");
        assertThat(store.adopted).containsExactly(new Posted(EMERGENCY, ts));
    }

    @Test
    void a_persons_own_message_is_never_adopted() {
        card(Samples.pending());
        String ts = slack.say(BOB, EMERGENCY, "hello");
        slack.forge(BOB, EMERGENCY, ts, "approve", "b", Samples.ID.toString());
        assertThat(store.adopted).isEmpty();
    }

    // ---- ending

    @Test
    void the_requester_withdraws_or_is_done() {
        String status = status(Samples.pending());
        slack.press(ALICE, slack.dmChannel(ALICE), status, "withdraw");
        assertThat(stored().state().name()).isEqualTo(State.Name.WITHDRAWN);
        clock.advance(Duration.ofSeconds(2));
        status = status(Samples.active());
        slack.press(ALICE, slack.dmChannel(ALICE), status, "done");
        assertThat(stored().state().name()).isEqualTo(State.Name.CLOSING);
        slack.press(ALICE, slack.dmChannel(ALICE), status, "done");
        assertThat(lastWhisper(ALICE)).contains("being taken away, so there is nothing to end");
    }

    @Test
    void an_approver_ends_it_from_the_card() {
        String ts = card(Samples.active());
        slack.press(BOB, EMERGENCY, ts, "end_now");
        assertThat(stored().state().name()).isEqualTo(State.Name.CLOSING);
    }

    @Test
    void an_approver_but_not_the_requester_confirms_that_a_static_secret_was_changed() {
        String ts = card(KindSamples.handedOver(KindSamples.SECRET));
        slack.press(ALICE, EMERGENCY, ts, "rotated");
        assertThat(lastWhisper(ALICE)).contains("Nobody decides their own request");
        assertThat(stored().holdings()).anyMatch(stored()::awaitsRotation);

        slack.press(BOB, EMERGENCY, ts, "rotated");
        assertThat(stored().holdings()).noneMatch(stored()::awaitsRotation);

        slack.press(CAROL, EMERGENCY, ts, "rotated");
        assertThat(lastWhisper(CAROL)).contains("nothing to confirm");
    }

    // ---- when something is wrong

    @Test
    void a_fault_of_ours_is_told_and_answered() {
        String ts = card(Samples.pending());
        store.broken = true;
        assertThat(slack.press(BOB, EMERGENCY, ts, "approve").ok()).isTrue();
        assertThat(lastWhisper(BOB)).contains("Something went wrong here");
    }

    @Test
    void decisions_are_taken_while_slack_takes_no_messages() {
        String ts = card(Samples.pending());
        slack.fail(
                call -> call.path().contains("chat.") || call.path().contains("/hooks/"),
                new Fault.Answer(Reply.json(500, "")));
        assertThat(slack.press(BOB, EMERGENCY, ts, "approve").ok()).isTrue();
        assertThat(slack.press(ALICE, EMERGENCY, ts, "approve").ok()).isTrue();
        assertThat(((State.Pending) stored().state()).approvals()).hasSize(1);
    }

    @Test
    void slacks_challenge_is_answered() {
        assertThat(slack.verifyUrl("c-1").body()).contains("c-1");
    }

    @Test
    void a_replay_does_nothing() {
        String ts = card(Samples.pending());
        slack.press(BOB, EMERGENCY, ts, "approve");
        assertThat(slack.replayLast().status()).isEqualTo(401);
    }

    // ---- telling

    private void ask(Map<String, String> fields) {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        slack.submit(ALICE, form(ALICE).id(), fields);
    }

    private Map<String, String> mistake(String target, String duration, String reason, String incident)
            throws Exception {
        slack.slash(ALICE, INCIDENTS, "/breakglass", "");
        forge(form(ALICE).id(), target, duration, reason, incident);
        return form(ALICE).errors();
    }

    private void forge(String view, String target, String duration, String reason, String incident) throws Exception {
        String values = """
                {"target":{"target":{"type":"static_select","selected_option":{"value":"%s"}}},
                 "duration":{"duration":{"type":"static_select","selected_option":{"value":"%s"}}},
                 "reason":{"reason":{"type":"plain_text_input","value":"%s"}},
                 "incident":{"incident":{"type":"plain_text_input","value":"%s"}}}""".formatted(target, duration, reason, incident);
        assertThat(slack.forgeSubmit(ALICE, view, new ObjectMapper().readTree(values))
                        .ok())
                .isTrue();
    }

    private String card(AccessRequest request) {
        store(request);
        Posted posted = messenger.post(
                EMERGENCY,
                Optional.empty(),
                messenger.render(Surface.Kind.CARD, request, false).orElseThrow());
        store.card = Optional.of(posted);
        return posted.ts();
    }

    private String status(AccessRequest request) {
        store(request);
        return messenger
                .post(
                        ALICE,
                        Optional.empty(),
                        messenger.render(Surface.Kind.STATUS, request, false).orElseThrow())
                .ts();
    }

    private void store(AccessRequest request) {
        store.requests.put(request.id(), request);
    }

    private AccessRequest stored() {
        return store.load(Samples.ID);
    }

    private OpenView form(String user) {
        return slack.openView(user).orElseThrow();
    }

    private String lastWhisper(String user) {
        var whispers = slack.ephemerals(user);
        return whispers.get(whispers.size() - 1).text();
    }
}
