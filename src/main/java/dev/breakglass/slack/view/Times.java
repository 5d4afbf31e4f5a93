package dev.breakglass.slack.view;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words moments and lengths of time. */
public final class Times {
    private static final DateTimeFormatter UTC =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("HH:mm:ss 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Times() {}

    /** A moment for mrkdwn; everybody sees it in their own time zone. */
    static String local(Instant at) {
        return "<!date^" + at.getEpochSecond() + "^{date_short_pretty}, {time}|" + utc(at) + ">";
    }

    /** A moment for text that Slack shows as it is. */
    static String utc(Instant at) {
        return UTC.format(at);
    }

    /** A moment of the day, to the second. */
    static String second(Instant at) {
        return SECONDS.format(at);
    }

    /** Such as {@code 1 h 30 min}. */
    public static String length(Duration duration) {
        List<String> parts = new ArrayList<>();
        add(parts, duration.toHours(), "h");
        add(parts, duration.toMinutesPart(), "min");
        add(parts, duration.toSecondsPart(), "s");
        return parts.isEmpty() ? "0 s" : String.join(" ", parts);
    }

    private static void add(List<String> parts, long count, String unit) {
        if (count > 0) {
            parts.add(count + " " + unit);
        }
    }
}
