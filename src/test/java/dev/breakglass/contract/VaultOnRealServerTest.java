package dev.breakglass.contract;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

@Tag("live")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class VaultOnRealServerTest implements VaultLogins, VaultTokens, VaultLeases, VaultWrappings {
    private final VaultUnderTest vault = new LiveVault(TestServers.here());
    private final VaultStage made = new VaultStage(vault);

    @AfterAll
    void close() {
        made.close();
        vault.close();
    }

    @Override
    public VaultUnderTest vault() {
        return vault;
    }

    @Override
    public VaultStage made() {
        return made;
    }
}
