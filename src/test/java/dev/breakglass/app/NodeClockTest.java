package dev.breakglass.app;

import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class NodeClockTest {
    private final SettableClock local = SettableClock.stoppedAt(NOON);
    private final NodeClock clock = new NodeClock(local);
    private Duration ahead = Duration.ZERO;
    private boolean away;

    @Test
    void nothing_is_granted_before_the_clocks_were_compared() {
        assertThat(clock.isTrusted()).isFalse();
        clock.follow(this::shared);
        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void however_far_the_clocks_are_apart_at_the_start_the_shared_one_counts() {
        ahead = Duration.ofHours(-3);
        clock.follow(this::shared);
        assertThat(clock.instant()).isEqualTo(NOON.minus(Duration.ofHours(3)));
        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void a_slow_drift_is_followed() {
        clock.follow(this::shared);
        for (int i = 1; i <= 20; i++) {
            ahead = Duration.ofMillis(400L * i);
            local.advance(Duration.ofSeconds(6));
            assertThat(clock.isTrusted()).isTrue();
            assertThat(clock.instant()).isEqualTo(shared());
        }
    }

    @Test
    void a_jump_is_followed_and_nothing_is_granted_until_the_clocks_agree_again() {
        clock.follow(this::shared);
        ahead = Duration.ofMillis(501);
        local.advance(Duration.ofSeconds(6));
        assertThat(clock.isTrusted()).isFalse();
        assertThat(clock.instant()).isEqualTo(shared());

        local.advance(Duration.ofMillis(9_999));
        assertThat(clock.isTrusted()).isFalse();
        local.advance(Duration.ofMillis(1));
        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void a_clock_that_goes_on_jumping_is_never_trusted() {
        clock.follow(this::shared);
        for (int i = 0; i < 20; i++) {
            ahead = i % 2 == 0 ? Duration.ofSeconds(2) : Duration.ZERO;
            local.advance(Duration.ofSeconds(6));
            assertThat(clock.isTrusted()).isFalse();
        }
    }

    @Test
    void without_the_shared_clock_time_goes_on_but_is_soon_not_trusted() {
        ahead = Duration.ofMinutes(1);
        clock.follow(this::shared);
        away = true;
        local.advance(Duration.ofSeconds(15));
        assertThat(clock.isTrusted()).isTrue();
        local.advance(Duration.ofMillis(1));
        assertThat(clock.isTrusted()).isFalse();
        assertThat(clock.instant()).isEqualTo(local.instant().plusSeconds(60));

        away = false;
        assertThat(clock.isTrusted()).isTrue();
    }

    @Test
    void an_answer_that_took_long_says_nothing() {
        clock.follow(() -> {
            local.advance(Duration.ofMillis(1_001));
            return shared();
        });
        assertThat(clock.isTrusted()).isFalse();
        assertThat(clock.offset()).isZero();
    }

    @Test
    void an_offset_stays_as_it_is_while_the_answers_allow_that() {
        Supplier<Instant> slow = () -> {
            local.advance(Duration.ofMillis(700));
            Instant answer = shared();
            local.advance(Duration.ofMillis(200));
            return answer;
        };
        clock.follow(slow);
        assertThat(clock.offset()).isZero();
        ahead = Duration.ofMillis(800);
        local.advance(Duration.ofSeconds(6));
        clock.keep();
        assertThat(clock.offset())
                .as("at least the clock of the answer was ahead of our time at its end")
                .isEqualTo(Duration.ofMillis(600));
    }

    @Test
    void clocks_are_compared_again_only_after_a_while() {
        clock.follow(this::shared);
        ahead = Duration.ofMillis(100);
        local.advance(Duration.ofSeconds(5));
        clock.keep();
        assertThat(clock.offset()).isZero();
        local.advance(Duration.ofMillis(1));
        clock.keep();
        assertThat(clock.offset()).isEqualTo(ahead);
    }

    private Instant shared() {
        if (away) {
            throw new IllegalStateException("the database is away");
        }
        return local.instant().plus(ahead);
    }
}
