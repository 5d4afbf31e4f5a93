package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import java.time.Duration;
import java.util.Optional;

/** A secret that stands still, in either version of the key-value engine. */
record StaticPath(VaultClient client, String path) implements Source {
    @Override
    public Issued get(Secret own, Duration left) {
        return new Issued(client.readStatic(own, path), Optional.empty(), Optional.empty());
    }

    @Override
    public Optional<Duration> leaseLivesFor() {
        return Optional.empty();
    }
}
