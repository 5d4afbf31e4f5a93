package dev.breakglass.flow;

import dev.breakglass.access.RequestId;

/** The right of one worker to do one item of work, until its fence is raised by the next. */
public record Claim(Work work, long fence) {
    /** The request that a claim of kind REQUEST or PAGE is about. */
    public RequestId request() {
        return RequestId.parse(work.key())
                .orElseThrow(() -> new IllegalStateException("not a claim on a request: " + work));
    }
}
