package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Handles;
import java.time.Duration;
import java.util.Optional;

/** Looks at the sessions of one Boundary project, with as few calls as it can. */
public interface SessionWatch {
    /**
     * One look; answers for every request of the project.
     *
     * @throws Unavailable if the outside system does not say
     */
    Look look(String project);

    /** The outside system did not say. */
    final class Unavailable extends RuntimeException {
        private final transient Optional<Duration> retryAfter;

        /**
         * Made where the look failed.
         *
         * @param retryAfter how long it asked to be left alone
         */
        public Unavailable(String says, Optional<Duration> retryAfter) {
            super(says);
            this.retryAfter = retryAfter;
        }

        public Optional<Duration> retryAfter() {
            return retryAfter;
        }
    }

    /** What one look showed. */
    interface Look {
        /** The sessions of one grant, those known before included. */
        Handles.Sessions of(AccessRequest request);
    }
}
