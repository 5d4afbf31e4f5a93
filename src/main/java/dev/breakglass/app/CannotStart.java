package dev.breakglass.app;

import dev.breakglass.app.config.Problem;
import java.util.List;

/** There is nothing to end, and nothing could be granted, so there is no use in running. */
public final class CannotStart extends RuntimeException {
    private final transient List<Problem> problems;

    CannotStart(List<Problem> problems) {
        super("cannot start: " + problems);
        this.problems = problems;
    }

    public List<Problem> problems() {
        return problems;
    }
}
