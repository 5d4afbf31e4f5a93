package dev.breakglass.flow;

import dev.breakglass.access.Secret;
import java.util.Optional;

/** A secret of the bot's own, which may be replaced where it is kept while the bot runs. Ask for it at each use. */
public interface OwnSecret {
    /**
     * The newest value that could be read; the same object until there is a newer one.
     *
     * @throws Unavailable if none could be read since the start
     */
    Secret now();

    /** Why the newest value cannot be read; empty if {@link #now} is that value. */
    Optional<String> trouble();

    /** One that never changes. */
    static OwnSecret fixed(Secret secret) {
        return new Fixed(secret);
    }

    /** One that is written out. */
    record Fixed(Secret now) implements OwnSecret {
        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }
    }

    /** There is no value yet. The message is ours and safe to show. */
    final class Unavailable extends RuntimeException {
        public Unavailable(String message) {
            super(message);
        }
    }
}
