package dev.breakglass.slack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.SlackUser;
import dev.breakglass.flow.Directory.Account;
import dev.breakglass.flow.Directory.Channel;
import dev.breakglass.flow.Directory.Unavailable;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.slack.FakeSlack;
import dev.breakglass.sandbox.slack.Person;
import dev.breakglass.sandbox.slack.Workspace;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SlackDirectoryTest {
    private final SettableClock clock = SettableClock.stoppedAt(Samples.NOON);
    private final FakeSlack slack = new FakeSlack(0, clock, Workspace.standard());
    private final SlackDirectory directory =
            new SlackDirectory(new SlackApi(Samples.settings(slack.apiUrl().toString())), clock);

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void every_kind_of_account_is_told_apart() {
        assertThat(account("alice"))
                .isEqualTo(new Account(false, false, false, false, Optional.of("alice@example.com")));
        assertThat(account("gil")).isEqualTo(new Account(true, false, false, false, Optional.of("gil@example.com")));
        assertThat(account("uma").guest()).isTrue();
        assertThat(account("sam").stranger()).isTrue();
        assertThat(account("robo").bot()).isTrue();
        assertThat(account("dora").deactivated()).isTrue();
    }

    @Test
    void an_address_that_is_not_confirmed_or_not_shown_is_none() {
        String id = Workspace.userId("bob");
        slack.workspace()
                .put(new Person(id, Workspace.TEAM, "bob", "bob@example.com", Set.of(Person.Flag.UNCONFIRMED)));
        assertThat(account("bob").email()).isEmpty();
        slack.workspace().withoutScope("users:read.email");
        assertThat(account("carol").email()).isEmpty();
        assertThat(account("carol").deactivated()).isFalse();
    }

    @Test
    void an_account_of_another_team_is_a_stranger_whatever_slack_says() {
        assertThat(directory
                        .account(new SlackUser("T0OTHER", Workspace.userId("alice")))
                        .stranger())
                .isTrue();
    }

    @Test
    void absent_flags_are_false() {
        slack.fail(call -> true, new Fault.Answer(Reply.json(200, "{\"ok\":true,\"user\":{\"id\":\"U0ALICE\"}}")));
        assertThat(account("alice")).isEqualTo(new Account(false, false, false, false, Optional.empty()));
        slack.mend();
        slack.fail(call -> true, new Fault.Answer(Reply.json(200, "{\"ok\":true,\"channel\":{\"id\":\"C1\"}}")));
        assertThat(directory.channel("C1")).isEqualTo(new Channel(false, false));
    }

    @Test
    void every_kind_of_channel_is_told_apart() {
        assertThat(channel("emergency")).isEqualTo(new Channel(true, false));
        assertThat(channel("random")).isEqualTo(new Channel(false, false));
        assertThat(channel("old")).isEqualTo(new Channel(false, false));
        assertThat(channel("partners")).isEqualTo(new Channel(true, true));
        assertThat(channel("nowhere")).isEqualTo(new Channel(false, false));
        slack.workspace().pendingShare("incidents");
        assertThat(channel("incidents").shared()).isTrue();
    }

    @Test
    void an_answer_is_believed_for_less_than_a_minute() {
        assertThat(account("alice").deactivated()).isFalse();
        slack.workspace().deactivated("alice");
        clock.advance(Duration.ofSeconds(59));
        assertThat(account("alice").deactivated()).isFalse();
        assertThat(slack.calls()).hasSize(1);
        clock.advance(Duration.ofSeconds(1));
        assertThat(account("alice").deactivated()).isTrue();
    }

    @Test
    void silence_is_not_an_answer() {
        slack.goDown();
        assertThatThrownBy(() -> account("alice")).isInstanceOf(Unavailable.class);
        slack.mend();
        slack.revokeToken();
        assertThatThrownBy(() -> account("alice")).isInstanceOf(Unavailable.class);
        assertThatThrownBy(() -> channel("emergency")).isInstanceOf(Unavailable.class);
    }

    @Test
    void an_unknown_user_is_not_answered() {
        assertThatThrownBy(() -> account("nobody")).isInstanceOf(Unavailable.class);
    }

    @Test
    void a_slow_slack_is_given_up_within_two_seconds() {
        slack.fail(call -> true, new Fault.Delay(Duration.ofSeconds(5)));
        long start = System.nanoTime();
        assertThatThrownBy(() -> account("alice")).isInstanceOf(Unavailable.class);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
    }

    private Account account(String name) {
        return directory.account(Samples.account(name));
    }

    private Channel channel(String name) {
        return directory.channel(Workspace.channelId(name));
    }
}
