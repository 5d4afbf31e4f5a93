package dev.breakglass.sandbox.slack;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** The ids that let the app open one view for a person who has just done something. */
final class Triggers {
    private static final Duration LIFE = Duration.ofSeconds(3);

    private static final class Trigger {
        final String user;
        final Instant issued;
        boolean exchanged;

        Trigger(String user, Instant issued) {
            this.user = user;
            this.issued = issued;
        }
    }

    private final Clock clock;
    private final Map<String, Trigger> issued = new HashMap<>();

    Triggers(Clock clock) {
        this.clock = clock;
    }

    String issue(String user) {
        Instant now = clock.instant();
        String id = now.toEpochMilli() + ".10001." + String.format(Locale.ROOT, "%032x", issued.size() + 1);
        issued.put(id, new Trigger(user, now));
        return id;
    }

    /** Whose trigger this is, provided it is known, unused and at most three seconds old. */
    String check(String id) {
        Trigger trigger = issued.get(id);
        if (trigger == null) {
            throw SlackError.of("invalid_trigger_id");
        }
        if (trigger.exchanged) {
            throw SlackError.of("exchanged_trigger_id");
        }
        if (clock.instant().isAfter(trigger.issued.plus(LIFE))) {
            throw SlackError.of("expired_trigger_id");
        }
        return trigger.user;
    }

    /** Spends it; a call refused for another reason leaves it usable. */
    void exchange(String id) {
        Trigger trigger = issued.get(id);
        if (trigger != null) {
            trigger.exchanged = true;
        }
    }
}
