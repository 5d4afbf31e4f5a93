package dev.breakglass.flow;

/**
 * One thing that a setup looked at.
 *
 * @param what names it, without a full stop
 * @param detail for what differs: what was expected, and what was found
 */
public record Prepared(State state, String what, String detail) {
    /** How it stands when the setup is through. */
    public enum State {
        IN_PLACE("in place"),
        MADE("made"),
        /** A dry run would have made it. */
        TO_MAKE("to make"),
        /** It exists, is not as wanted, and was left alone. */
        DIFFERS("differs");

        private final String word;

        State(String word) {
            this.word = word;
        }
    }

    @Override
    public String toString() {
        return String.format("%-9s %s%s", state.word, what, detail.isEmpty() ? "" : ": " + detail);
    }
}
