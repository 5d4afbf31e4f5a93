package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import dev.breakglass.vault.VaultDriver.Granted;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bot's own login: made when first needed, renewed at half its life, made again when Vault no longer takes it; each
 * once for everybody who waits for it. What the bot issued does not depend on it.
 */
public final class VaultLogin {
    private static final Logger log = LoggerFactory.getLogger(VaultLogin.class);

    /** Closer to its end than this, a token may die on the way to Vault. */
    private static final Duration MARGIN = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofSeconds(10);

    /**
     * A login as Vault gave it; times are by our clock, because a standby may answer old ones.
     *
     * @param first how long the token was good for when it was new
     */
    private record Session(Secret token, Duration first, boolean renewable, Instant renewAt, Instant end) {
        static Session of(Granted granted, Duration first, Instant now) {
            Duration lease = granted.lease();
            return lease.isZero()
                    ? new Session(granted.token(), first, false, Instant.MAX, Instant.MAX)
                    : new Session(
                            granted.token(), first, granted.renewable(), now.plus(lease.dividedBy(2)), now.plus(lease));
        }

        Session renewingAt(Instant then) {
            return new Session(token, first, renewable, then, end);
        }
    }

    private final Clock clock;
    private final VaultDriver driver;
    private final LogIn logIn;
    private final AtomicInteger failures = new AtomicInteger();
    private volatile @Nullable Session session;
    private @Nullable VaultException lastFailure;

    public VaultLogin(Settings settings, Clock clock) {
        this.clock = clock;
        this.driver = new VaultDriver(settings);
        this.logIn = new LogIn(settings, driver);
    }

    /**
     * Renews the login if that is due, or makes it; failures are only logged, because whoever needs it tries again.
     *
     * @return when to call again
     */
    public Instant keepAlive(Instant now) {
        try {
            onceForAll(() -> refreshed(now));
        } catch (VaultException e) {
            return now.plus(RETRY);
        }
        Session current = session;
        return current == null ? now.plus(RETRY) : current.renewAt();
    }

    /** Makes a call with the bot's token; if Vault refuses that token, once more with a new one. */
    <T> T asBot(Way way, Function<Secret, T> call) {
        Secret token = tokenAtHand().orElseGet(() -> way.call(this::token));
        try {
            return way.call(() -> call.apply(token));
        } catch (VaultException e) {
            // A dead token and a missing right read alike. A refused call did nothing, so it may be sent again.
            if (e.kind() != VaultException.Kind.FORBIDDEN || e.atLogin()) {
                throw e;
            }
        }
        Secret fresh = way.call(() -> insteadOf(token));
        return way.call(() -> call.apply(fresh));
    }

    /** A token that should work; asks Vault only if a login or a renewal is due. */
    Secret token() {
        return tokenAtHand().orElseGet(() -> onceForAll(() -> refreshed(clock.instant())));
    }

    /** How Vault says it is, without a token. */
    Health health() {
        return Health.of(driver.health());
    }

    /** What {@code sys/health} says. */
    enum Health {
        ACTIVE,
        STANDBY,
        SECONDARY,
        UNINITIALIZED,
        SEALED,
        UNWELL;

        static Health of(int status) {
            return switch (status) {
                case 200 -> ACTIVE;
                case 429, 473 -> STANDBY;
                case 472 -> SECONDARY;
                case 501 -> UNINITIALIZED;
                case 503 -> SEALED;
                default -> UNWELL;
            };
        }
    }

    private Optional<Secret> tokenAtHand() {
        Session current = session;
        return current != null && clock.instant().isBefore(current.renewAt()) && !logIn.replaced(current.token())
                ? Optional.of(current.token())
                : Optional.empty();
    }

    private Secret insteadOf(Secret refused) {
        return onceForAll(() -> {
            Session current = session;
            return current != null && current.token() != refused ? current.token() : login(clock.instant());
        });
    }

    /** One tries; those who waited for it share its failure, or an outage would hold them up one after the other. */
    private Secret onceForAll(Supplier<Secret> attempt) {
        int failuresBefore = failures.get();
        synchronized (this) {
            if (failures.get() != failuresBefore && lastFailure != null) {
                throw lastFailure;
            }
            try {
                return attempt.get();
            } catch (VaultException e) {
                lastFailure = e;
                failures.incrementAndGet();
                throw e;
            }
        }
    }

    private Secret refreshed(Instant now) {
        Session current = session;
        if (current == null || !now.isBefore(current.end().minus(MARGIN)) || logIn.replaced(current.token())) {
            return login(now);
        }
        if (now.isBefore(current.renewAt())) {
            return current.token();
        }
        return current.renewable() ? renewed(current, now) : login(now);
    }

    private Secret renewed(Session current, Instant now) {
        try {
            Granted granted = driver.renewed(current.token());
            // Near its longest life every renewal gives less; a new login is better than ever more renewals.
            if (granted.lease().compareTo(current.first().dividedBy(2)) < 0) {
                return login(now);
            }
            session = Session.of(granted, current.first(), now);
            return current.token();
        } catch (VaultException e) {
            if (e.kind() == VaultException.Kind.FORBIDDEN || e.kind() == VaultException.Kind.REFUSED) {
                return login(now);
            }
            session = current.renewingAt(now.plus(RETRY));
            return current.token();
        }
    }

    private Secret login(Instant now) {
        Granted granted = logIn.now();
        Session made = Session.of(granted, granted.lease(), now);
        session = made;
        log.info("logged in to Vault until {}", made.end());
        return made.token();
    }
}
