package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** A path that makes something new, with a lease, at every call. */
record LeasedPath(VaultClient client, String path, Map<String, String> parameters, Duration defaultTtl)
        implements Source {
    @Override
    public Issued get(Secret own, Duration left) {
        VaultClient.Credential credential = parameters.isEmpty()
                ? client.readCredential(own, path)
                : client.requestCredential(own, path, parameters);
        return new Issued(credential.data(), credential.lease(), Optional.empty());
    }

    @Override
    public Optional<Duration> leaseLivesFor() {
        return Optional.of(defaultTtl);
    }
}
