package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.Wrapping;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;

/** Vault's response wrapping, with the bot's own token. */
public final class ResponseWrapping implements Wrapping {
    private final VaultClient client;
    private final VaultLogin login;

    public ResponseWrapping(VaultClient client, VaultLogin login) {
        this.client = client;
        this.login = login;
    }

    @Override
    public Wrapped wrap(Map<String, Secret> secrets, Duration ttl) {
        return orUnavailable(() -> login.asBot(Way::straight, token -> client.wrap(token, secrets, ttl)));
    }

    @Override
    public boolean isUnopened(String accessor) {
        return orUnavailable(() -> login.asBot(Way::straight, token -> client.isThere(token, accessor)));
    }

    /** Those who wrap know nothing of Vault. */
    private static <T> T orUnavailable(Supplier<T> call) {
        try {
            return call.get();
        } catch (VaultException e) {
            throw new Unavailable(e.says(), e.forGood(), e);
        }
    }
}
