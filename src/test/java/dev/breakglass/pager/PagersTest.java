package dev.breakglass.pager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.flow.Pager;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.pager.FakePagers;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PagersTest {
    private final FakePagers services = new FakePagers();

    @AfterEach
    void stop() {
        services.close();
    }

    private static Pager.Alarm alarm(String key, String summary) {
        return new Pager.Alarm(key, summary, Map.of("target", "orders-db"), Instant.parse("2026-03-02T12:30:00Z"));
    }

    private PagerDuty pagerDuty(String key) {
        return new PagerDuty(new Settings.Service(services.url(), OwnSecret.fixed(Secret.of(key))));
    }

    private Opsgenie opsgenie(String key) {
        return new Opsgenie(new Settings.Service(services.url(), OwnSecret.fixed(Secret.of(key))));
    }

    @TestFactory
    Stream<DynamicTest> an_alarm_rings_once_under_its_key_and_is_resolved() {
        return Stream.of(pagerDuty(FakePagers.ROUTING_KEY), opsgenie(FakePagers.GENIE_KEY))
                .map(pager -> DynamicTest.dynamicTest(pager.name(), () -> {
                    String key = pager.name() + " breakglass-r1";
                    pager.raise(alarm("r1", "late"));
                    pager.raise(alarm("r1", "late"));
                    assertThat(services.open()).containsOnly(Map.entry(key, "late"));
                    pager.resolve("r1");
                    pager.resolve("r1");
                    assertThat(services.open()).isEmpty();
                    assertThat(services.closed()).containsOnlyOnce(key);
                }));
    }

    @Test
    void a_summary_of_any_length_is_taken() {
        pagerDuty(FakePagers.ROUTING_KEY).raise(alarm("r1", "x".repeat(3_000)));
        opsgenie(FakePagers.GENIE_KEY).raise(alarm("r1", "x".repeat(3_000)));
        assertThat(services.open()).hasSize(2);
    }

    @Test
    void a_refusal_or_silence_is_told_without_the_key() {
        assertThatThrownBy(() -> pagerDuty("wrong-key").raise(alarm("r1", "late")))
                .isInstanceOf(Pager.Unreachable.class)
                .hasMessage("it answered 400");
        assertThatThrownBy(() -> opsgenie("wrong-key").resolve("r1"))
                .isInstanceOf(Pager.Unreachable.class)
                .hasMessage("it answered 401");
        services.failTimes(1, call -> true, new Fault.Answer(Reply.empty(429)));
        assertThatThrownBy(() -> pagerDuty(FakePagers.ROUTING_KEY).resolve("r1"))
                .hasMessage("it answered 429");
        services.goDown();
        assertThatThrownBy(() -> pagerDuty(FakePagers.ROUTING_KEY).resolve("r1"))
                .isInstanceOf(Pager.Unreachable.class)
                .hasMessageNotContaining(FakePagers.ROUTING_KEY);
    }
}
