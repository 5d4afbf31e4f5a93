package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import io.github.jopenlibs.vault.EnvironmentLoader;
import io.github.jopenlibs.vault.Vault;
import io.github.jopenlibs.vault.VaultConfig;
import io.github.jopenlibs.vault.response.AuthResponse;
import io.github.jopenlibs.vault.response.LookupResponse;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls of Vault's driver for Java that a login needs, with its failures turned into ours. Retries nothing. */
final class VaultDriver {
    private static final Logger log = LoggerFactory.getLogger(VaultDriver.class);

    /** A login as Vault gave it; a zero {@code lease} never ends. */
    record Granted(Secret token, Duration lease, boolean renewable) {}

    // It tells the namespace anew for every call. Kept here, because an unused logger forgets its level.
    private static final java.util.logging.Logger CHATTER =
            java.util.logging.Logger.getLogger("io.github.jopenlibs.vault");

    static {
        CHATTER.setLevel(Level.WARNING);
    }

    private final Settings settings;
    private final HttpClient http;

    VaultDriver(Settings settings) {
        this.settings = settings;
        this.http = HttpClient.newBuilder()
                .connectTimeout(VaultHttp.CONNECT_LIMIT)
                .sslContext(settings.tls().context())
                .build();
    }

    Granted byAppRole(String mount, Secret roleId, Secret secretId) {
        return granted(driven(
                VaultException.LOGIN,
                () -> vault(null).auth().loginByAppRole(mount, roleId.expose(), secretId.expose())));
    }

    /** By a JWT, Kubernetes' own included: both logins ask for the same two fields. */
    Granted byJwt(String mount, String role, Secret jwt) {
        return granted(driven(VaultException.LOGIN, () -> vault(null).auth().loginByJwt(mount, role, jwt.expose())));
    }

    /** A token that somebody else made. It is for them to renew it. */
    Granted byToken(Secret token) {
        LookupResponse found =
                driven(VaultException.LOGIN, () -> vault(token).auth().lookupSelf());
        // Only a token that never ended to begin with has no end; another has less than a second left.
        boolean endless = found.getTTL() == 0 && found.getCreationTTL() == 0;
        return new Granted(token, endless ? Duration.ZERO : Duration.ofSeconds(Math.max(1, found.getTTL())), false);
    }

    Granted renewed(Secret token) {
        AuthResponse auth =
                driven(VaultException.LOGIN, () -> vault(token).auth().renewSelf());
        return new Granted(token, Duration.ofSeconds(auth.getAuthLeaseDuration()), auth.isAuthRenewable());
    }

    /** The status of {@code sys/health}, which is there only outside of namespaces. */
    int health() {
        return driven(
                "say how it is",
                () -> vault(null, Optional.empty())
                        .debug()
                        .health()
                        .getRestResponse()
                        .getStatus());
    }

    private static Granted granted(AuthResponse auth) {
        String token = auth.getAuthClientToken();
        if (token == null || token.isEmpty()) {
            throw VaultException.unreadable(VaultException.LOGIN, 200);
        }
        return new Granted(Secret.of(token), Duration.ofSeconds(auth.getAuthLeaseDuration()), auth.isAuthRenewable());
    }

    /** A call of the driver, whose exceptions are checked and carry whole bodies. */
    private interface Driven<T> {
        T send() throws io.github.jopenlibs.vault.VaultException;
    }

    private static <T> T driven(String operation, Driven<T> call) {
        try {
            return call.send();
        } catch (io.github.jopenlibs.vault.VaultException e) {
            throw told(ours(operation, e));
        } catch (RuntimeException e) {
            // The driver reads answers without care; its message may quote one.
            throw told(VaultException.unreadable(operation, 200));
        }
    }

    private static VaultException ours(String operation, io.github.jopenlibs.vault.VaultException e) {
        boolean timedOut = false;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            timedOut |= cause instanceof HttpTimeoutException;
        }
        if (timedOut || e.getHttpStatusCode() == 0) {
            return VaultException.silence(operation, timedOut, e);
        }
        String body = String.valueOf(e.getMessage());
        return VaultException.answered(
                operation, e.getHttpStatusCode(), body.contains("sealed") ? List.of("sealed") : List.of());
    }

    private static VaultException told(VaultException e) {
        // What was answered could hold a secret; why there was no answer cannot.
        String why = e.status() == 0 ? String.join("; ", e.errors()).replaceAll("\\p{Cntrl}+", " ") : "";
        log.warn("{} (HTTP {}{}{})", e.says(), e.status(), why.isEmpty() ? "" : ": ", why);
        return e;
    }

    private Vault vault(@Nullable Secret token) throws io.github.jopenlibs.vault.VaultException {
        return vault(token, settings.namespace());
    }

    private Vault vault(@Nullable Secret token, Optional<String> namespace)
            throws io.github.jopenlibs.vault.VaultException {
        VaultConfig config = new VaultConfig()
                .environmentLoader(new NoEnvironment())
                .address(settings.addr().toString())
                .httpClient(http)
                .engineVersion(1)
                .openTimeout((int) VaultHttp.CONNECT_LIMIT.toSeconds())
                .readTimeout((int) VaultHttp.CALL_LIMIT.toSeconds());
        if (namespace.isPresent()) {
            config.nameSpace(namespace.get());
        }
        if (token != null) {
            config.token(token.expose());
        }
        return Vault.create(config.build()).withRetries(0, 0);
    }

    /** Keeps the driver from picking up a token of whoever started the program. */
    private static final class NoEnvironment extends EnvironmentLoader {
        @Override
        public @Nullable String loadVariable(String name) {
            return null;
        }
    }
}
