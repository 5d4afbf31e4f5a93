package dev.breakglass.kill;

import java.util.regex.Pattern;

/**
 * A moment of the story at which the bot is killed: around its nth call of a kind within a phase.
 *
 * @param call system, method and path without ids
 * @param nth counts from 1 within the phase, because calls that are repeated by the clock vary from run to run
 */
record Step(Phase phase, String call, int nth, When when) {
    /** Acknowledging what a person did counts as a call, too. */
    static final String ACKNOWLEDGEMENT = "the acknowledgement";

    private static final Pattern COMES_ROUND =
            Pattern.compile(".*(:authenticate|/login|GET /v1/sessions|GET /v1/roles/\\*|lookup-accessor)");

    /** Where the story is. */
    enum Phase {
        START,
        FORM,
        ASK,
        APPROVE,
        USE,
        WARNING,
        END,
        DENY
    }

    /** What becomes of the call. */
    enum When {
        /** The bot dies and the call never arrives. */
        LOST,
        /** The bot dies, and the call is carried out only when its successor has already had an answer from there. */
        LATE,
        /** The call is carried out, and the bot dies before it hears of it. */
        DONE
    }

    /** Whether the clock decides in which phase the call is made: logins run out, and chores come round. */
    boolean comesRound() {
        return COMES_ROUND.matcher(call).matches();
    }

    /** Whether this is the same call, whatever becomes of it. */
    boolean isAround(Phase otherPhase, String otherCall, int otherNth) {
        return phase == otherPhase && call.equals(otherCall) && nth == otherNth;
    }

    @Override
    public String toString() {
        return String.format("%-7s %-55s #%d %-4s", phase, call, nth, when);
    }
}
