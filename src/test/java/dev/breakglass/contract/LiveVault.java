package dev.breakglass.contract;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;

/** A real Vault or OpenBao on this machine. */
final class LiveVault implements VaultUnderTest {
    private final VaultCaller administrator;
    private final Database database;
    private final Passing passing = Passing.really();

    LiveVault(TestServers servers) {
        URI addr = servers.addr("VAULT_ADDR");
        administrator = new VaultCaller(new Wire(addr), servers.required("VAULT_TOKEN"));
        database = new Psql(servers);
        administrator.get("auth/token/lookup-self").good();
    }

    @Override
    public VaultCaller administrator() {
        return administrator;
    }

    @Override
    public Database database() {
        return database;
    }

    /** By its own clock, so that nothing rests on two clocks being alike. */
    @Override
    public Instant now() {
        return Instant.ofEpochSecond(
                administrator.get("sys/health").json().path("server_time_utc").asLong());
    }

    @Override
    public void elapse(Duration time) {
        passing.elapse(time);
    }

    @Override
    public void close() {}
}
