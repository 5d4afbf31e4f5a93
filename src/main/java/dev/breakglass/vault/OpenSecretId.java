package dev.breakglass.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.Secret;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens a wrapped secret id, once, and keeps what was in it for as long as the wrapping token stays the same. That it no
 * longer opens is how a theft shows, so nothing of it is passed over.
 */
final class OpenSecretId {
    private static final Logger log = LoggerFactory.getLogger(OpenSecretId.class);

    private final VaultHttp http;
    private @Nullable Opened last;

    private record Opened(Secret wrapping, Secret secretId) {}

    OpenSecretId(Settings settings) {
        this.http = new VaultHttp(settings);
    }

    synchronized Secret of(LoginMethod.WrappedAppRole role) {
        Secret wrapping = role.wrappedSecretId().now();
        Opened known = last;
        if (known == null || !known.wrapping().expose().equals(wrapping.expose())) {
            refuseForeign(role, wrapping);
            known = new Opened(wrapping, opened(wrapping));
            last = known;
            log.info("opened the wrapped secret id of the bot's login at Vault");
        }
        return known.secretId();
    }

    /** Whether it would open, and is what it should be; opens nothing. */
    boolean wouldOpen(LoginMethod.WrappedAppRole role) {
        try {
            refuseForeign(role, role.wrappedSecretId().now());
            return true;
        } catch (VaultException e) {
            if (e.kind() == VaultException.Kind.SPENT) {
                return false;
            }
            throw e;
        }
    }

    /** Whoever can write the file could else let us log in with a secret id of their own. */
    private void refuseForeign(LoginMethod.WrappedAppRole role, Secret wrapping) {
        JsonNode found = unlessSpent(
                "lookup",
                () -> http.send(
                        VaultException.LOGIN,
                        http.postAsNobody("sys/wrapping/lookup", Map.of("token", wrapping.expose()))));
        String path = found.path("data").path("creation_path").asText();
        Pattern wanted = Pattern.compile("auth/" + Pattern.quote(role.mount()) + "/role/[^/]+/secret-id");
        if (!wanted.matcher(path).matches()) {
            log.error(
                    "THE WRAPPED SECRET ID FOR VAULT IS NONE: its token was made at {}. Somebody may have put it there."
                            + " Find out who wrote the file, and put a new wrapped secret id into it.",
                    path.replaceAll("\\p{Cntrl}", "?"));
            throw VaultException.spent();
        }
    }

    private Secret opened(Secret wrapping) {
        JsonNode answer = unlessSpent(
                "unwrap", () -> http.send(VaultException.LOGIN, http.post(wrapping, "sys/wrapping/unwrap")));
        String secretId = answer.path("data").path("secret_id").asText("");
        if (secretId.isEmpty()) {
            throw VaultException.unreadable(VaultException.LOGIN, 200);
        }
        return Secret.of(secretId);
    }

    private interface Call {
        JsonNode send();
    }

    private static JsonNode unlessSpent(String what, Call call) {
        try {
            return call.send();
        } catch (VaultException e) {
            if (e.kind() != VaultException.Kind.REFUSED && e.kind() != VaultException.Kind.FORBIDDEN) {
                throw e;
            }
            log.error(
                    "THE WRAPPED SECRET ID FOR VAULT DOES NOT OPEN ({}). It opens once: it has expired, or this program"
                            + " opened it before it was started again, or SOMEBODY ELSE TOOK IT. If nobody can say"
                            + " that it was one of the first two, destroy the secret ids of the bot's role. Then put a"
                            + " new wrapped secret id into the file.",
                    what);
            throw VaultException.spent();
        }
    }
}
