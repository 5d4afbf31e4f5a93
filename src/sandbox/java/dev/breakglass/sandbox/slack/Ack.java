package dev.breakglass.sandbox.slack;

import java.time.Duration;

/** How the app answered a delivery; the status is 0 unless it did. */
public record Ack(Outcome outcome, int status, String body, Duration elapsed) {
    /** What became of a delivery. */
    public enum Outcome {
        ANSWERED,
        TIMED_OUT,
        UNREACHABLE,
        /** Slack's own client did not let it through, as with a required field left empty. */
        NOT_SENT
    }

    static Ack notSent(String why) {
        return new Ack(Outcome.NOT_SENT, 0, why, Duration.ZERO);
    }

    /** True for a 200 in time. */
    public boolean ok() {
        return outcome == Outcome.ANSWERED && status == 200;
    }
}
