package dev.breakglass.slack;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.Replays;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Lets in only what Slack signed, recently and for the first time. Bolt's own check takes timestamps of any future,
 * compares in varying time, lets replays pass, and parses before it checks; so this stands in front of it.
 */
public final class SignatureFilter implements Filter {
    /** Why something was not let in. */
    public enum Rejection {
        METHOD(405, "only POST"),
        TOO_LARGE(413, "body too large"),
        HEADERS(401, "signature headers missing or repeated"),
        TIME(401, "timestamp too far from now"),
        SIGNATURE(401, "wrong signature"),
        REPLAY(401, "seen before"),
        NO_SECRET(503, "not ready");

        private final int status;
        private final String says;

        Rejection(int status, String says) {
            this.status = status;
            this.says = says;
        }
    }

    private static final int LARGEST_BODY = 1 << 20;
    private static final Duration LARGEST_SKEW = Duration.ofMinutes(5);
    private static final String ALGORITHM = "HmacSHA256";

    private final Settings settings;
    private final Clock clock;
    private final Replays replays;
    private final Consumer<Rejection> rejected;

    /**
     * A filter for one workspace.
     *
     * @param rejected counts; what fails here is not authenticated and so never enters the audit log
     */
    public SignatureFilter(Settings settings, Clock clock, Replays replays, Consumer<Rejection> rejected) {
        this.settings = settings;
        this.clock = clock;
        this.replays = replays;
        this.rejected = rejected;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        Optional<Signed> signed = Optional.empty();
        Optional<Rejection> rejection = refusesUnread(http);
        if (rejection.isEmpty()) {
            signed = Optional.of(read(http));
            rejection = refuses(signed.get());
        }
        if (rejection.isPresent()) {
            reject(rejection.get(), (HttpServletResponse) response);
            return;
        }
        chain.doFilter(new CachedRequest(http, signed.orElseThrow().body()), response);
    }

    private record Signed(String timestamp, String signature, byte[] body) {}

    private static Optional<Rejection> refusesUnread(HttpServletRequest request) {
        if (!request.getMethod().equals("POST")) {
            return Optional.of(Rejection.METHOD);
        }
        if (request.getContentLengthLong() > LARGEST_BODY) {
            return Optional.of(Rejection.TOO_LARGE);
        }
        return once(request, "X-Slack-Request-Timestamp") == null || once(request, "X-Slack-Signature") == null
                ? Optional.of(Rejection.HEADERS)
                : Optional.empty();
    }

    private static Signed read(HttpServletRequest request) throws IOException {
        return new Signed(
                String.valueOf(once(request, "X-Slack-Request-Timestamp")),
                String.valueOf(once(request, "X-Slack-Signature")),
                request.getInputStream().readNBytes(LARGEST_BODY + 1));
    }

    private Optional<Rejection> refuses(Signed signed) {
        if (signed.body().length > LARGEST_BODY) {
            return Optional.of(Rejection.TOO_LARGE);
        }
        Instant now = clock.instant();
        if (!isRecent(signed.timestamp(), now)) {
            return Optional.of(Rejection.TIME);
        }
        List<Secret> secrets = settings.signingKeys();
        if (secrets.isEmpty()) {
            return Optional.of(Rejection.NO_SECRET);
        }
        if (!isGenuine(signed, secrets)) {
            return Optional.of(Rejection.SIGNATURE);
        }
        return replays.firstTime(digest(signed), now) ? Optional.empty() : Optional.of(Rejection.REPLAY);
    }

    /** The header if it is there exactly once. */
    private static @Nullable String once(HttpServletRequest request, String name) {
        List<String> values = Collections.list(request.getHeaders(name));
        return values.size() == 1 ? values.get(0) : null;
    }

    private static boolean isRecent(String timestamp, Instant now) {
        if (!timestamp.matches("[0-9]{1,12}")) {
            return false;
        }
        Instant sent = Instant.ofEpochSecond(Long.parseLong(timestamp));
        return Duration.between(sent, now.truncatedTo(ChronoUnit.SECONDS)).abs().compareTo(LARGEST_SKEW) <= 0;
    }

    /** Tries every key, whichever fits, so that the time taken tells nothing. */
    private static boolean isGenuine(Signed signed, List<Secret> secrets) {
        byte[] claimed = signed.signature().getBytes(StandardCharsets.UTF_8);
        boolean genuine = false;
        for (Secret secret : secrets) {
            SecretKeySpec key = new SecretKeySpec(secret.expose().strip().getBytes(StandardCharsets.UTF_8), ALGORITHM);
            genuine |= MessageDigest.isEqual(signature(key, signed).getBytes(StandardCharsets.UTF_8), claimed);
        }
        return genuine;
    }

    private static String signature(SecretKeySpec key, Signed signed) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(("v0:" + signed.timestamp() + ":").getBytes(StandardCharsets.UTF_8));
            return "v0=" + HexFormat.of().formatHex(mac.doFinal(signed.body()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }

    private static String digest(Signed signed) {
        try {
            byte[] sent = (signed.timestamp() + ":" + signed.signature()).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(sent));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private void reject(Rejection why, HttpServletResponse response) throws IOException {
        rejected.accept(why);
        response.setStatus(why.status);
        response.setContentType("text/plain;charset=utf-8");
        response.getWriter().write(why.says);
    }
}
