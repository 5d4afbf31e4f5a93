package dev.breakglass.sandbox.boundary;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * Where a list stopped. {@code since} is empty while the first pass over a collection goes on, and afterwards the moment
 * from which changes count; the cursor is the last item shown, empty at the start of a phase.
 */
record ListToken(
        String collection, String fingerprint, Instant issued, Instant phaseStart, String since, String cursor) {
    private static final Duration VALID = Duration.ofDays(30);
    private static final int PARTS = 6;

    String encode() {
        String plain =
                String.join("|", collection, fingerprint, issued.toString(), phaseStart.toString(), since, cursor);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    static ListToken decode(String token) {
        try {
            String plain = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
            String[] parts = plain.split("\\|", -1);
            if (parts.length != PARTS) {
                throw unreadable();
            }
            return new ListToken(
                    parts[0], parts[1], Instant.parse(parts[2]), Instant.parse(parts[3]), parts[4], parts[5]);
        } catch (IllegalArgumentException | DateTimeException e) {
            throw unreadable();
        }
    }

    void mustHoldFor(String wantedCollection, String currentFingerprint, Instant now) {
        if (!collection.equals(wantedCollection)) {
            throw ApiError.invalidListToken("token contains invalid resource type");
        }
        if (!fingerprint.equals(currentFingerprint)) {
            throw ApiError.invalidListToken("grants have changed since list token was issued");
        }
        if (now.isAfter(issued.plus(VALID))) {
            throw ApiError.invalidListToken("list token was expired");
        }
    }

    private static ApiError unreadable() {
        return ApiError.internal("handlers.ParseListToken: unknown, unknown: error #0: "
                + "proto: cannot parse invalid wire-format data");
    }
}
