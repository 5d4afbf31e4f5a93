package dev.breakglass.access;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** The opaque id of one request. It is a UUID because Boundary takes it as the correlation id of every call. */
public record RequestId(UUID value) {
    /** Reads the full form; empty if the text is anything else. */
    public static Optional<RequestId> parse(String text) {
        try {
            UUID uuid = UUID.fromString(text.strip());
            return uuid.toString().equals(text.strip().toLowerCase(Locale.ROOT))
                    ? Optional.of(new RequestId(uuid))
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** What people say and read: {@code BG-} and the first eight digits. Not unique, so never used to decide. */
    public String spoken() {
        return "BG-" + value.toString().substring(0, 8).toUpperCase(Locale.ROOT);
    }

    @Override
    public String toString() {
        return value.toString();
    }
}
