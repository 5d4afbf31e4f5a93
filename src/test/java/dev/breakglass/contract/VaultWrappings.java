package dev.breakglass.contract;

import static dev.breakglass.contract.VaultStage.ORDERS;
import static dev.breakglass.contract.VaultStage.accessor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.VaultStage.Credential;
import dev.breakglass.contract.Wire.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Wrapping tokens: opened once, watched without being opened, and what becomes of what they wrap. */
interface VaultWrappings extends OnVault {
    String INVALID = "wrapping token is not valid or does not exist";
    Duration SOON = Duration.ofSeconds(5);

    @Test
    default void a_wrapped_answer_shows_only_how_to_get_at_it() {
        Reply wrapped = wrap("5m");
        assertThat(wrapped.status()).isEqualTo(200);
        assertThat(wrapped.at("/data").isNull()).isTrue();
        assertThat(wrapped.text("/wrap_info/token")).isNotEmpty();
        assertThat(wrapped.text("/wrap_info/accessor")).isNotEmpty();
        assertThat(wrapped.number("/wrap_info/ttl")).isEqualTo(300);
        assertThat(wrapped.text("/wrap_info/creation_path")).isEqualTo("sys/wrapping/wrap");
    }

    @Test
    default void wrapping_needs_a_time_to_live() {
        assertThat(made().bot().post("sys/wrapping/wrap", "{'user':'u'}").status())
                .isEqualTo(400);
    }

    @Test
    default void a_wrapping_token_opens_once() {
        String token = token(wrap("5m"));
        Reply opened = made().admin().with(token).post("sys/wrapping/unwrap", "");
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.text("/data/user")).isEqualTo("u");
        Reply again = made().admin().with(token).post("sys/wrapping/unwrap", "");
        assertThat(again.status()).isEqualTo(400);
        assertThat(again.text("/errors/0")).isEqualTo(INVALID);
    }

    @Test
    default void whoever_has_a_token_of_their_own_may_open_it_too() {
        String token = token(wrap("5m"));
        Reply opened = made().bot().post("sys/wrapping/unwrap", "{'token':'%s'}".formatted(token));
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.text("/data/user")).isEqualTo("u");
    }

    @Test
    default void a_wrapping_token_as_caller_and_in_the_body_is_destroyed_unopened() {
        String token = token(wrap("5m"));
        Reply both = made().admin().with(token).post("sys/wrapping/unwrap", "{'token':'%s'}".formatted(token));
        assertThat(both.status()).isEqualTo(500);
        assertThat(made().admin().with(token).post("sys/wrapping/unwrap", "").status())
                .isEqualTo(400);
    }

    @Test
    default void by_its_accessor_the_bot_sees_until_when_nobody_has_opened_it() {
        Reply wrapped = wrap("5m");
        String accessor = wrapped.text("/wrap_info/accessor");
        VaultCaller bot = made().bot();
        Reply closed = made().lookUpAccessor(bot, accessor);
        assertThat(closed.status()).isEqualTo(200);
        assertThat(closed.number("/data/num_uses")).isEqualTo(1);
        assertThat(made().lookUpAccessor(bot, accessor).status()).isEqualTo(200);
        made().admin().with(token(wrapped)).post("sys/wrapping/unwrap", "").good();
        // A used-up token is tidied away just after the answer has left.
        assertThat(vault().within(
                                SOON, () -> made().lookUpAccessor(bot, accessor).status() == 400))
                .isTrue();
    }

    @Test
    default void looking_a_wrapping_token_up_does_not_open_it() {
        String token = token(wrap("5m"));
        Reply found = made().nobody().post("sys/wrapping/lookup", "{'token':'%s'}".formatted(token));
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.text("/data/creation_path")).isEqualTo("sys/wrapping/wrap");
        assertThat(found.number("/data/creation_ttl")).isEqualTo(300);
        assertThat(made().admin().with(token).post("sys/wrapping/unwrap", "").status())
                .isEqualTo(200);
        assertThat(made().nobody()
                        .post("sys/wrapping/lookup", "{'token':'%s'}".formatted(token))
                        .status())
                .isEqualTo(400);
    }

    @Test
    default void a_wrapping_token_that_nobody_opens_ends_by_itself() {
        Reply wrapped = wrap("2s");
        vault().elapse(Duration.ofSeconds(2));
        VaultCaller bot = made().bot();
        assertThat(vault().within(
                                Duration.ofSeconds(3),
                                () -> made().lookUpAccessor(bot, wrapped.text("/wrap_info/accessor"))
                                                .status()
                                        == 400))
                .isTrue();
        assertThat(made().admin()
                        .with(token(wrapped))
                        .post("sys/wrapping/unwrap", "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    default void a_wrapping_token_can_be_revoked_by_its_accessor() {
        Reply wrapped = wrap("5m");
        assertThat(made().revokeAccessor(made().bot(), wrapped.text("/wrap_info/accessor"))
                        .status())
                .isEqualTo(204);
        assertThat(made().admin()
                        .with(token(wrapped))
                        .post("sys/wrapping/unwrap", "")
                        .status())
                .isEqualTo(400);
    }

    @Test
    default void what_was_wrapped_lives_on_when_its_wrapping_is_revoked() {
        Reply child = made().child(Duration.ofHours(1));
        Credential credential = made().credential(made().bearer(child), ORDERS);
        Reply wrapped = made().bot()
                .wrapped(
                        "sys/wrapping/wrap",
                        "{'password':'%s'}".formatted(credential.login().password()),
                        "5m");
        made().revokeAccessor(made().bot(), wrapped.text("/wrap_info/accessor")).good();
        vault().elapse(Duration.ofSeconds(1));
        assertThat(vault().database().letsIn(credential.login())).isTrue();
        assertThat(made().lookUp(made().bot(), credential.lease()).status()).isEqualTo(200);
    }

    @Test
    default void a_wrapped_token_that_was_revoked_unopened_still_opens_and_is_dead() {
        Reply wrapped = made().bot()
                .wrapped(
                        "auth/token/create/" + made().tokenRole(),
                        "{'policies':['%s'],'ttl':'30m'}".formatted(made().policy()),
                        "5m");
        assertThat(wrapped.at("/auth").isNull()).isTrue();
        String accessor = wrapped.text("/wrap_info/wrapped_accessor");
        assertThat(made().revokeAccessor(made().bot(), accessor).status()).isEqualTo(204);
        Reply opened = made().admin().with(token(wrapped)).post("sys/wrapping/unwrap", "");
        assertThat(opened.status()).isEqualTo(200);
        assertThat(accessor(opened)).isEqualTo(accessor);
        assertThat(made().bearer(opened).get("auth/token/lookup-self").status()).isEqualTo(403);
    }

    private Reply wrap(String ttl) {
        return made().bot().wrapped("sys/wrapping/wrap", "{'user':'u','password':'p'}", ttl);
    }

    private static String token(Reply wrapped) {
        return wrapped.text("/wrap_info/token");
    }
}
