package dev.breakglass.flow;

import java.time.Instant;
import java.util.Map;

/** Wakes people. Saying the same again is harmless: the key makes it one alarm. */
public interface Pager {
    /**
     * What is wrong.
     *
     * @param key the same for every call about one trouble
     * @param summary one line
     * @param details what helps at once, by name
     * @param since when it began
     */
    record Alarm(String key, String summary, Map<String, String> details, Instant since) {
        public Alarm {
            details = Map.copyOf(details);
        }
    }

    /** The service, such as {@code pagerduty}. */
    String name();

    /** Raises an alarm. */
    void raise(Alarm alarm) throws Unreachable;

    /** Ends the alarm with this key; one that was never raised is fine. */
    void resolve(String key) throws Unreachable;

    /** The service did not take it. */
    final class Unreachable extends RuntimeException {
        public Unreachable(String says) {
            super(says);
        }
    }
}
