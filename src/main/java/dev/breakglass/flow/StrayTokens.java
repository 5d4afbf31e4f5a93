package dev.breakglass.flow;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.AuditEvent;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends tokens of closed requests that are there again, as after a restore of the outside system. Only those matter that
 * were ended before their time: past it, every token has ended by itself.
 */
final class StrayTokens {
    private static final Logger log = LoggerFactory.getLogger(StrayTokens.class);

    /** Longer than any grant is useful; a request asked for earlier has no time left. */
    private static final Duration BACK = Duration.ofDays(2);

    /** Bounds a pass on a day of many grants. */
    private static final int MOST = 100;

    private final Requests requests;
    private final Optional<TokenInventory> tokens;
    private final Clock clock;
    private final Set<String> told = new HashSet<>();

    StrayTokens(Requests requests, Optional<TokenInventory> tokens, Clock clock) {
        this.requests = requests;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** False if not everything could be compared. */
    boolean compare(Runnable beforeEachCall, boolean observing) {
        if (tokens.isEmpty()) {
            return true;
        }
        TokenInventory outside = tokens.get().with(beforeEachCall);
        Instant now = clock.instant();
        try {
            for (AccessRequest closed : requests.closedSince(now.minus(BACK), MOST)) {
                if (closed.until().filter(now::isBefore).isPresent()) {
                    accessors(closed).forEach(accessor -> compare(closed, accessor, outside, observing));
                }
            }
            return true;
        } catch (InventoryUnavailable e) {
            log.warn("tokens of ended requests cannot be compared: {}", e.getMessage());
            return false;
        }
    }

    private static Stream<String> accessors(AccessRequest closed) {
        return closed.holdings().stream()
                .map(Holding::handles)
                .filter(Handles.Credential.class::isInstance)
                .map(handles -> ((Handles.Credential) handles).accessor())
                .filter(Objects::nonNull);
    }

    private void compare(AccessRequest closed, String accessor, TokenInventory outside, boolean observing) {
        if (!outside.isThere(accessor)) {
            return;
        }
        if (told.add(accessor)) {
            log.warn("the token of a closed request is there again: {}", accessor);
            record(AuditEvent.Type.STRAY_FOUND, closed, accessor, observing ? "reported only" : "ended");
        }
        if (observing) {
            return;
        }
        outside.end(accessor);
        told.remove(accessor);
        record(AuditEvent.Type.STRAY_ENDED, closed, accessor, "ended");
    }

    private void record(AuditEvent.Type type, AccessRequest closed, String accessor, String deed) {
        requests.record(AuditEvent.of(
                type, clock.instant(), closed.id(), Actor.BOT, Map.of("accessor", accessor, "deed", deed)));
    }
}
