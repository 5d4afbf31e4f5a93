package dev.breakglass.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.Message;
import dev.breakglass.flow.Messenger.Posted;
import dev.breakglass.flow.Messenger.Undelivered;
import dev.breakglass.flow.Surface;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.slack.FakeSlack;
import dev.breakglass.sandbox.slack.Workspace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlackMessengerTest {
    private static final String ALICE = Workspace.userId("alice");

    private final SettableClock clock = SettableClock.stoppedAt(Samples.NOON);
    private final FakeSlack slack = new FakeSlack(0, clock, Workspace.standard());
    private final SlackApi api = new SlackApi(Samples.settings(slack.apiUrl().toString()));
    private final SlackMessenger messenger = new SlackMessenger(api);
    private final TinyStore store = new TinyStore();
    private final SlackCourier courier = new SlackCourier(api, messenger, store, clock);
    private final Message card =
            messenger.render(Surface.Kind.CARD, Samples.pending(), false).orElseThrow();

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void a_card_is_posted_and_updated_without_ringing_anybody() {
        Posted posted = messenger.post(Samples.CHANNEL, Optional.empty(), card);
        clock.advance(Duration.ofSeconds(2));
        messenger.update(
                posted,
                messenger.render(Surface.Kind.CARD, Samples.denied(), false).orElseThrow());
        assertThat(slack.messages(Samples.CHANNEL)).hasSize(1);
        assertThat(slack.plainText(slack.messages(Samples.CHANNEL).get(0)))
                .contains("Denied: orders-db")
                .contains(Samples.REASON);
        assertThat(slack.notifications()).isEmpty();
    }

    @Test
    void a_person_gets_a_direct_message_and_a_thread_its_lines() {
        Message status =
                messenger.render(Surface.Kind.STATUS, Samples.pending(), false).orElseThrow();
        Posted posted = messenger.post(ALICE, Optional.empty(), status);
        assertThat(posted.channel()).isEqualTo(slack.dmChannel(ALICE));
        Posted root = messenger.post(Samples.CHANNEL, Optional.empty(), card);
        clock.advance(Duration.ofSeconds(2));
        messenger.post(Samples.CHANNEL, Optional.of(root.ts()), messenger.lines(List.of("one", "two <!here>")));
        assertThat(slack.plainText(slack.thread(Samples.CHANNEL, root.ts()).get(1)))
                .contains("two <!here>");
        assertThat(slack.notifications())
                .noneMatch(notification -> notification.toString().contains("here"));
    }

    @Test
    void no_call_is_made_but_the_one_that_is_meant() {
        messenger.post(Samples.CHANNEL, Optional.empty(), card);
        assertThat(slack.calls()).hasSize(1);
        assertThat(slack.calls().get(0).body()).contains("parse=none", "link_names=0", "unfurl_links=0");
    }

    @Test
    void a_rate_limit_waits_as_long_as_slack_says() {
        slack.rateLimit(Samples.CHANNEL, 7);
        Undelivered failure = undelivered(() -> messenger.post(Samples.CHANNEL, Optional.empty(), card));
        assertThat(failure.kind()).isEqualTo(Undelivered.Kind.LATER);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
    }

    @Test
    void an_outage_is_tried_again() {
        slack.goDown();
        assertThat(kindOf("")).isEqualTo(Undelivered.Kind.LATER);
        slack.mend();
        slack.fail(call -> true, new Fault.Answer(Reply.json(503, "upstream")));
        assertThat(kindOf("")).isEqualTo(Undelivered.Kind.LATER);
        slack.mend();
        slack.fail(call -> true, new Fault.Answer(Reply.json(200, "<html>not json")));
        assertThat(kindOf("")).isEqualTo(Undelivered.Kind.LATER);
    }

    @Test
    void slacks_error_codes_say_what_can_be_done() {
        assertThat(kindOf("fatal_error")).isEqualTo(Undelivered.Kind.LATER);
        assertThat(kindOf("token_revoked")).isEqualTo(Undelivered.Kind.LATER);
        assertThat(kindOf("missing_scope")).isEqualTo(Undelivered.Kind.LATER);
        assertThat(kindOf("message_not_found")).isEqualTo(Undelivered.Kind.MESSAGE_GONE);
        assertThat(kindOf("not_in_channel")).isEqualTo(Undelivered.Kind.CHANNEL_CLOSED);
        assertThat(kindOf("invalid_blocks")).isEqualTo(Undelivered.Kind.REFUSED);
        assertThat(kindOf("something_new")).isEqualTo(Undelivered.Kind.REFUSED);
    }

    @Test
    void real_refusals_are_told_apart() {
        Posted posted = messenger.post(Samples.CHANNEL, Optional.empty(), card);
        slack.deleteMessage(Samples.CHANNEL, posted.ts());
        assertThat(undelivered(() -> messenger.update(posted, card)).kind()).isEqualTo(Undelivered.Kind.MESSAGE_GONE);
        String random = Workspace.channelId("random");
        assertThat(undelivered(() -> messenger.post(random, Optional.empty(), card))
                        .kind())
                .isEqualTo(Undelivered.Kind.CHANNEL_CLOSED);
        String old = Workspace.channelId("old");
        assertThat(undelivered(() -> messenger.post(old, Optional.empty(), card))
                        .kind())
                .isEqualTo(Undelivered.Kind.CHANNEL_CLOSED);
        String nobody = Workspace.userId("dora");
        assertThat(undelivered(() -> messenger.post(nobody, Optional.empty(), card))
                        .kind())
                .isEqualTo(Undelivered.Kind.CHANNEL_CLOSED);
    }

    @Test
    void a_token_is_handed_over_and_blanked_afterwards() {
        String conversation = courier.open(Samples.active());
        Posted posted = courier.deliver(
                Samples.active(), conversation, "orders", Secret.of("hvs.wrapped"), Duration.ofMinutes(5));
        assertThat(slack.plainText(slack.dm(ALICE).get(0)))
                .contains(
                        "VAULT_ADDR=https://vault.example.com:8200 VAULT_NAMESPACE= VAULT_TOKEN=hvs.wrapped vault unwrap")
                .contains("5 min");
        courier.blank(Samples.active(), posted, "orders");
        assertThat(slack.dm(ALICE).get(0).toString()).doesNotContain("hvs.wrapped");
    }

    @Test
    void a_direct_message_that_has_to_rest_is_not_opened() {
        store.restsUntil = Samples.NOON.plusMillis(700);
        Undelivered failure = undelivered(() -> courier.open(Samples.active()));
        assertThat(failure.kind()).isEqualTo(Undelivered.Kind.RESTING);
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofMillis(700));
        assertThat(slack.calls()).isEmpty();
    }

    private Undelivered.Kind kindOf(String code) {
        if (!code.isEmpty()) {
            slack.mend();
            slack.fail(
                    call -> true, new Fault.Answer(Reply.json(200, "{\"ok\":false,\"error\":\"%s\"}".formatted(code))));
        }
        return undelivered(() -> messenger.post(Samples.CHANNEL, Optional.empty(), card))
                .kind();
    }

    private static Undelivered undelivered(ThrowingCallable call) {
        Undelivered[] caught = new Undelivered[1];
        assertThatThrownBy(call).isInstanceOfSatisfying(Undelivered.class, failure -> caught[0] = failure);
        return caught[0];
    }
}
