package dev.breakglass.app;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Holding;
import dev.breakglass.access.State;
import dev.breakglass.flow.Observation;
import dev.breakglass.flow.Requests;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;

/** What can be watched from outside, in Prometheus' text form. Requests are counted when they are asked for. */
final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final Requests requests;
    private final NodeClock clock;
    private volatile List<AccessRequest> open = List.of();

    Metrics(Requests requests, Observation observation, IntSupplier strays, NodeClock clock) {
        this.requests = requests;
        this.clock = clock;
        for (State.Name state : State.Name.values()) {
            if (!state.isFinal()) {
                Gauge.builder("breakglass.requests", () -> count(state))
                        .description("Requests that are not over, by state")
                        .tags(Tags.of("state", state.name()))
                        .register(registry);
            }
        }
        Gauge.builder("breakglass.ending.overdue.seconds", this::overdue)
                .description("How long the slowest ending has been overdue; 0 if none is")
                .register(registry);
        for (Holding.Kind kind : Holding.Kind.values()) {
            Gauge.builder("breakglass.ending.stuck", () -> stuck(kind))
                    .description("What could not be ended for a minute, by kind")
                    .tags(Tags.of("kind", kind.name()))
                    .register(registry);
        }
        Gauge.builder("breakglass.clock.in.doubt", () -> clock.isTrusted() ? 0 : 1)
                .description("1 while this node grants nothing because its clock may be wrong")
                .register(registry);
        Gauge.builder("breakglass.clock.offset.seconds", () -> clock.offset().toNanos() / 1e9)
                .description("How far the database's clock is ahead of this host's")
                .register(registry);
        Gauge.builder("breakglass.frozen", () -> requests.frozen() ? 1 : 0)
                .description("1 while nothing new is granted")
                .register(registry);
        Gauge.builder("breakglass.observing", () -> observation.current().isPresent() ? 1 : 0)
                .description("1 while nothing is granted and strays are only reported, as after a restored database")
                .register(registry);
        Gauge.builder("breakglass.stray.slots", strays::getAsInt)
                .description("Slots that hold somebody whom no live request explains, after the last comparison")
                .register(registry);
    }

    /** Shows how many secrets of the bot's own were replaced by something that cannot be read. */
    void watch(SlackSecrets secrets) {
        Gauge.builder("breakglass.secrets.unreadable", secrets::unreadable)
                .description("Secrets of the bot's own whose newest value cannot be read or used")
                .register(registry);
    }

    /** Counts a call that was not let in from Slack. */
    void rejected(String why) {
        registry.counter("breakglass.slack.rejected", "why", why).increment();
    }

    /** Everything, as Prometheus reads it. */
    String scrape() {
        open = new ArrayList<>(requests.open());
        return registry.scrape();
    }

    private double count(State.Name state) {
        return open.stream().filter(request -> request.state().name() == state).count();
    }

    private double stuck(Holding.Kind kind) {
        Instant now = clock.instant();
        return open.stream()
                .flatMap(request -> request.holdings().stream())
                .filter(holding -> holding.kind() == kind && holding.stuck(now))
                .count();
    }

    private double overdue() {
        Instant now = clock.instant();
        return open.stream()
                .filter(AccessRequest::holdsAnything)
                .flatMap(request -> request.until().stream())
                .filter(until -> until.isBefore(now))
                .mapToDouble(until -> Duration.between(until, now).toMillis() / 1_000.0)
                .max()
                .orElse(0);
    }
}
