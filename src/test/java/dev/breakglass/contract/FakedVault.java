package dev.breakglass.contract;

import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.vault.FakeDatabase;
import dev.breakglass.sandbox.vault.FakeVault;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Our fake and its database. */
final class FakedVault implements VaultUnderTest {
    private final SettableClock clock = SettableClock.stoppedAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final FakeVault vault = new FakeVault(clock, 0);

    @Override
    public VaultCaller administrator() {
        return new VaultCaller(new Wire(vault.url()), FakeVault.ROOT);
    }

    @Override
    public Database database() {
        return new Faked(vault.database());
    }

    @Override
    public Instant now() {
        return clock.instant();
    }

    @Override
    public void elapse(Duration time) {
        clock.advance(time);
    }

    @Override
    public void close() {
        vault.close();
    }

    private record Faked(FakeDatabase database) implements Database {
        @Override
        public String url() {
            return "postgresql://{{username}}:{{password}}@127.0.0.1:5432/orders";
        }

        @Override
        public String admin() {
            return "vaultadmin";
        }

        @Override
        public String adminPassword() {
            return "vaultadmin";
        }

        @Override
        public boolean letsIn(Login login) {
            return database.login(login.user(), login.password());
        }

        @Override
        public Connection open(Login login) {
            if (!database.connect(login.user(), login.password())) {
                throw new IllegalStateException("the database refuses " + login.user());
            }
            return () -> database.openConnections(login.user()) > 0;
        }

        @Override
        public void makesTable(Login login) {
            database.makesTable(login.user());
        }

        @Override
        public void dropOwned(String user) {
            database.dropOwned(user);
        }

        @Override
        public Optional<Instant> validUntil(String user) {
            return database.validUntil(user);
        }
    }
}
