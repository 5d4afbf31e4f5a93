package dev.breakglass.sandbox.slack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/** Slack's rate limits: a budget per method and minute, and one posted message per second and channel. */
final class Pace {
    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final Duration BETWEEN_POSTS = Duration.ofSeconds(1);

    private final Clock clock;
    private final Map<String, Deque<Instant>> spent = new HashMap<>();
    private final Map<String, Instant> nextPost = new HashMap<>();
    private boolean enforced = true;

    Pace(Clock clock) {
        this.clock = clock;
    }

    void enforce(boolean on) {
        enforced = on;
    }

    /** Counts a call, or refuses it when this minute's budget is spent. */
    void spend(String method, int perMinute) {
        Instant now = clock.instant();
        Deque<Instant> calls = spent.computeIfAbsent(method, none -> new ArrayDeque<>());
        while (!calls.isEmpty() && !calls.getFirst().plus(WINDOW).isAfter(now)) {
            calls.removeFirst();
        }
        if (enforced && calls.size() >= perMinute) {
            throw SlackError.rateLimited(Duration.between(now, calls.getFirst().plus(WINDOW)));
        }
        calls.addLast(now);
    }

    /** Refuses when the channel has had its message of this second or is held back on purpose. */
    void checkPost(String channel) {
        Instant next = nextPost.getOrDefault(channel, Instant.MIN);
        if (enforced && clock.instant().isBefore(next)) {
            throw SlackError.rateLimited(Duration.between(clock.instant(), next));
        }
    }

    void posted(String channel) {
        nextPost.put(channel, clock.instant().plus(BETWEEN_POSTS));
    }

    void holdBack(String channel, Duration wait) {
        nextPost.put(channel, clock.instant().plus(wait));
    }
}
