package dev.breakglass.app.config;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.vault.VaultSecret;
import java.util.Optional;
import java.util.function.Predicate;

/** Where a secret of the bot's own is kept. */
public sealed interface SecretPlace {
    /** In the configuration, in the environment, or in a file: it can be read without anybody's help. */
    record Here(OwnSecret secret) implements SecretPlace {}

    /**
     * In Vault.
     *
     * @param usable refuses what cannot be such a secret
     */
    record InVault(Spot at, String key, VaultSecret.Place place, Predicate<Secret> usable) implements SecretPlace {
        /** That it cannot be read, and why. */
        public Problem unreadable(String why) {
            return new Problem(
                    at.file(),
                    at.line(),
                    "'" + key + "' cannot be read from Vault: " + why,
                    "Start Vault, write the field '" + place.field() + "' at '" + place.path()
                            + "', and let the bot's policy read that path.");
        }
    }

    /** The secret if it is at hand. */
    default Optional<OwnSecret> here() {
        return this instanceof Here here ? Optional.of(here.secret()) : Optional.empty();
    }
}
