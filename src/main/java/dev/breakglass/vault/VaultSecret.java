package dev.breakglass.vault;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret of the bot's own that is kept in a key-value engine of Vault, version 1 or 2. It is read when {@link #refresh}
 * is called and never when it is used, so that nobody who waits for an answer waits for Vault.
 */
public final class VaultSecret implements OwnSecret {
    private static final Logger log = LoggerFactory.getLogger(VaultSecret.class);

    private final String name;
    private final Place place;
    private final Predicate<Secret> usable;
    private final VaultHttp http;
    private final VaultLogin login;
    private volatile Reading last = new Reading(null, "it was not read yet");

    /**
     * Where it is kept.
     *
     * @param path as the API has it, such as {@code secret/data/breakglass}
     */
    public record Place(String path, String field) {}

    private record Reading(@Nullable Secret value, String trouble) {}

    /**
     * Reads nothing yet.
     *
     * @param name what people know it by
     * @param usable refuses what cannot be such a secret
     */
    public VaultSecret(String name, Place place, Predicate<Secret> usable, Settings settings, VaultLogin login) {
        this.name = name;
        this.place = place;
        this.usable = usable;
        this.http = new VaultHttp(settings);
        this.login = login;
    }

    @Override
    public Secret now() {
        Secret value = last.value();
        if (value == null) {
            throw new Unavailable(name + " cannot be read from Vault: " + last.trouble());
        }
        return value;
    }

    @Override
    public Optional<String> trouble() {
        return Optional.of(last.trouble()).filter(text -> !text.isEmpty());
    }

    /** Whether it could be read at least once. */
    public boolean isKnown() {
        return last.value() != null;
    }

    /** Reads it now; one that cannot be read or used leaves the last good one in force, loudly. */
    public void refresh() {
        Reading before = last;
        try {
            Secret read = read();
            boolean same = before.value() != null && before.value().expose().equals(read.expose());
            last = new Reading(same ? before.value() : read, "");
            if (!same || !before.trouble().isEmpty()) {
                log.info("{} was read from Vault", name);
            }
        } catch (VaultException | Unavailable e) {
            String why = e instanceof VaultException vault ? why(vault) : String.valueOf(e.getMessage());
            last = new Reading(before.value(), why);
            if (!why.equals(before.trouble())) {
                String kept =
                        before.value() == null ? "There is none to work with." : "The last good one stays in use.";
                log.error("{} CANNOT BE READ FROM VAULT: {}. {}", name, why, kept);
            }
        }
    }

    private Secret read() {
        JsonNode answer = login.asBot(
                Way::straight, token -> http.send("read a secret of the bot", http.get(token, place.path())));
        JsonNode data = answer.path("data");
        boolean versioned =
                data.path("data").isObject() && data.path("metadata").isObject();
        String value =
                (versioned ? data.path("data") : data).path(place.field()).asText("");
        if (value.isBlank()) {
            throw new Unavailable("there is no such field");
        }
        Secret secret = Secret.of(value);
        if (!usable.test(secret)) {
            throw new Unavailable("what is there cannot be such a secret");
        }
        return secret;
    }

    private static String why(VaultException e) {
        return e.status() == 404 ? "there is nothing at that path" : e.says();
    }
}
