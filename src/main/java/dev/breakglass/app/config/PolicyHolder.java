package dev.breakglass.app.config;

import dev.breakglass.access.Policy;
import dev.breakglass.flow.CurrentPolicy;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the last good policy and reads its files again when they change; a bad new one changes nothing, loudly. */
public final class PolicyHolder implements CurrentPolicy {
    private static final Logger log = LoggerFactory.getLogger(PolicyHolder.class);
    private static final Duration BETWEEN_CHECKS = Duration.ofSeconds(1);

    private final Path path;
    private final Clock clock;
    private Instant lastCheck;
    private List<FileStamp> stamps = List.of();
    private Optional<Policy> lastGood = Optional.empty();
    private List<Problem> trouble = List.of();

    /** Reads the file at once; look at {@link #trouble} for how that went. */
    public PolicyHolder(Path path, Clock clock) {
        this.path = path;
        this.clock = clock;
        this.lastCheck = clock.instant();
        reload();
    }

    @Override
    public synchronized Optional<Policy> get() {
        Instant now = clock.instant();
        boolean early = !now.isBefore(lastCheck) && now.isBefore(lastCheck.plus(BETWEEN_CHECKS));
        if (!early) {
            lastCheck = now;
            if (stamps.stream().anyMatch(FileStamp::outdated)) {
                reload();
            }
        }
        return lastGood;
    }

    /** What is wrong with the files as they are now; empty if the policy in use is the one that they hold. */
    public synchronized Optional<List<Problem>> trouble() {
        return trouble.isEmpty() ? Optional.empty() : Optional.of(trouble);
    }

    /** Reads the files now. */
    public final synchronized void reload() {
        PolicyFile.Loaded loaded = PolicyFile.load(path);
        boolean changed = !loaded.stamps().equals(stamps);
        stamps = loaded.stamps();
        trouble = loaded.result().problems();
        if (trouble.isEmpty()) {
            lastGood = loaded.result().value();
        }
        if (changed) {
            tell();
        }
    }

    private void tell() {
        if (trouble.isEmpty()) {
            log.info("Policy read from {}", path);
            return;
        }
        String kept = lastGood.isPresent() ? "The last good policy stays in force." : "NOBODY CAN BE GIVEN ACCESS.";
        log.error(
                "The policy in {} cannot be used. {}\n{}",
                path,
                kept,
                String.join("\n", trouble.stream().map(Problem::toString).toList()));
    }
}
