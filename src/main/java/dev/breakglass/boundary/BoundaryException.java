package dev.breakglass.boundary;

import dev.breakglass.access.Seen;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A call to Boundary that brought no usable answer. Its message is ours; Boundary's own words are only in the log. */
public final class BoundaryException extends RuntimeException {
    static final String LOGIN = "log in";

    private static final Set<Integer> REFUSALS = Set.of(400, 403, 404);

    /** A header that asks for more than this is not believed; Boundary counts in windows of 30 s. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private final String operation;
    private final int status;
    private final String kind;
    private final @Nullable Duration retryAfter;

    private BoundaryException(
            String operation,
            int status,
            String kind,
            @Nullable Duration retryAfter,
            String message,
            @Nullable IOException cause) {
        super(message, cause);
        this.operation = operation;
        this.status = status;
        this.kind = kind;
        this.retryAfter = retryAfter;
    }

    static BoundaryException noAnswer(String operation, IOException cause) {
        String message = "Boundary did not answer in time, or could not be reached, to " + operation;
        return new BoundaryException(operation, 0, "", null, message, cause);
    }

    /** An answer other than success; {@code kind} is Boundary's own word for it, empty if something else answered. */
    static BoundaryException answered(String operation, int status, String kind, @Nullable Duration retryAfter) {
        return new BoundaryException(operation, status, kind, retryAfter, words(operation, status), null);
    }

    /** A success without what was asked for, for instance because grants hide fields from the bot. */
    static BoundaryException unreadable(String operation, int status, String what) {
        String message = "Boundary's answer lacks " + what + " to " + operation;
        return new BoundaryException(operation, status, "", null, message, null);
    }

    private static String words(String operation, int status) {
        if (operation.equals(LOGIN) && status < 500 && status != 429) {
            return "Boundary does not let the bot log in (status " + status + ")";
        }
        return switch (status) {
            case 401, 403 -> "Boundary does not allow the bot to " + operation;
            case 404 -> "Boundary does not know what is needed to " + operation;
            case 429, 503 -> "Boundary asks to wait before it will " + operation;
            default -> "Boundary failed to " + operation + " (status " + status + ")";
        };
    }

    public String operation() {
        return operation;
    }

    /** The HTTP status; 0 if there was no answer at all. */
    public int status() {
        return status;
    }

    /** How long Boundary asked to be left alone. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }

    /**
     * Whether Boundary itself says that there is no such thing; a proxy or a wrong path answers 404 without a kind, and a
     * login that finds no auth method says nothing of what was asked for.
     */
    boolean saysNotFound() {
        return status == 404 && kind.equals("NotFound") && !operation.equals(LOGIN);
    }

    /** Whether asking again would bring the same answer, because Boundary itself refused and the bot's token is good. */
    boolean isRefusal() {
        return REFUSALS.contains(status) && !kind.isEmpty() && !operation.equals(LOGIN);
    }

    /** What a keeper answers: it waits where Boundary asks for that, else it failed. */
    Seen seen(Instant now) {
        if (retryAfter == null) {
            return new Seen.Failed(says());
        }
        return new Seen.NotYet(now.plus(retryAfter.compareTo(LONGEST_WAIT) < 0 ? retryAfter : LONGEST_WAIT));
    }

    /** One sentence for people. */
    String says() {
        return String.valueOf(getMessage());
    }
}
