package dev.breakglass.sandbox.boundary;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** How many calls one token may make in 30 s, counted apart for each kind of resource and action. */
final class RateLimits {
    private static final Duration WINDOW = Duration.ofSeconds(30);
    private static final int LISTS = 150;
    private static final int OTHERS = 3000;

    /** What is left after a call; {@code remaining} below zero means refused. */
    record Quota(int limit, int remaining, long resetSeconds) {
        boolean exceeded() {
            return remaining < 0;
        }

        String header() {
            return "limit=" + limit + ", remaining=" + Math.max(0, remaining) + ", reset=" + resetSeconds;
        }

        String policy() {
            int shared = limit * 10;
            return shared + ";w=30;comment=\"total\", " + shared + ";w=30;comment=\"ip-address\", " + limit
                    + ";w=30;comment=\"auth-token\"";
        }
    }

    private record Window(Instant ends, int used) {}

    private final Map<String, Window> windows = new HashMap<>();

    Quota count(String token, String resource, String action, Instant now) {
        windows.values().removeIf(window -> !now.isBefore(window.ends()));
        String key = token + " " + resource + " " + action;
        Window window = windows.getOrDefault(key, new Window(now.plus(WINDOW), 0));
        windows.put(key, new Window(window.ends(), window.used() + 1));
        int limit = action.equals("list") ? LISTS : OTHERS;
        long left = Duration.between(now, window.ends()).plusMillis(999).toSeconds();
        return new Quota(limit, limit - window.used() - 1, left);
    }
}
