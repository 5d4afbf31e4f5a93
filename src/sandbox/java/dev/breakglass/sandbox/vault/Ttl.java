package dev.breakglass.sandbox.vault;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as Vault reads and prints them: {@code 90s}, {@code 1h30m}, or a bare number of seconds. */
final class Ttl {
    /** The longest life that anything has unless it is told otherwise. */
    static final Duration SYSTEM_MAX = Duration.ofDays(32);

    private static final Pattern WHOLE = Pattern.compile("(?:\\d+[smhd])+");
    private static final Pattern PART = Pattern.compile("(\\d+)([smhd])");

    private Ttl() {}

    static Duration of(JsonNode value) {
        return value.isNumber() ? Duration.ofSeconds(value.asLong()) : of(value.asText());
    }

    static Duration of(String text) {
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        if (text.chars().allMatch(Character::isDigit)) {
            return Duration.ofSeconds(Long.parseLong(text));
        }
        if (!WHOLE.matcher(text).matches()) {
            throw Refusal.of(400, "time: invalid duration \"" + text + "\"");
        }
        Duration sum = Duration.ZERO;
        Matcher part = PART.matcher(text);
        while (part.find()) {
            sum = sum.plus(part(Long.parseLong(part.group(1)), part.group(2)));
        }
        return sum;
    }

    static String print(Duration ttl) {
        long seconds = rounded(ttl);
        String text = (seconds >= 3600 ? seconds / 3600 + "h" : "")
                + (seconds % 3600 >= 60 ? seconds % 3600 / 60 + "m" : "")
                + (seconds % 60 > 0 ? seconds % 60 + "s" : "");
        return text.isEmpty() ? "0s" : text;
    }

    static long rounded(Duration ttl) {
        return Math.round(ttl.toMillis() / 1000.0);
    }

    /** What Vault says when it grants less than was asked for. */
    static String capped(Duration asked, Duration granted) {
        return "TTL of \"" + print(asked) + "\" exceeded the effective max_ttl of \"" + print(granted)
                + "\"; TTL value is capped accordingly";
    }

    private static Duration part(long amount, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }
}
