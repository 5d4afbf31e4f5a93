package dev.breakglass.vault;

import dev.breakglass.flow.InventoryUnavailable;
import dev.breakglass.flow.TokenInventory;
import java.util.function.Supplier;

/** The requests' own tokens as Vault has them. */
public final class TokensByAccessor implements TokenInventory {
    private final VaultClient client;
    private final VaultLogin login;
    private final Runnable beforeEachCall;

    public TokensByAccessor(VaultClient client, VaultLogin login) {
        this(client, login, () -> {});
    }

    private TokensByAccessor(VaultClient client, VaultLogin login, Runnable beforeEachCall) {
        this.client = client;
        this.login = login;
        this.beforeEachCall = beforeEachCall;
    }

    @Override
    public TokenInventory with(Runnable before) {
        return new TokensByAccessor(client, login, before);
    }

    @Override
    public boolean isThere(String accessor) {
        return asked(() -> login.asBot(this::call, token -> client.isThere(token, accessor)));
    }

    @Override
    public void end(String accessor) {
        asked(() -> login.asBot(this::call, token -> {
            client.revokeAccessor(token, accessor);
            return accessor;
        }));
        if (isThere(accessor)) {
            throw new InventoryUnavailable("Vault still knows a token that was revoked", false);
        }
    }

    private <T> T call(Supplier<T> outside) {
        beforeEachCall.run();
        return outside.get();
    }

    private static <T> T asked(Supplier<T> call) {
        try {
            return call.get();
        } catch (VaultException e) {
            throw new InventoryUnavailable(e.says(), true);
        }
    }
}
