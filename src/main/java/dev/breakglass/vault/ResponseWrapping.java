package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.Wrapping;
import java.time.Duration;
import java.util.Map;

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
        return login.asBot(Way::straight, token -> client.wrap(token, secrets, ttl));
    }

    @Override
    public boolean isUnopened(String accessor) {
        try {
            return login.asBot(Way::straight, token -> client.isThere(token, accessor));
        } catch (VaultException e) {
            throw new Unavailable(e);
        }
    }
}
