package dev.breakglass.contract;

/** What every part of Vault's suite works with; whoever runs a part says which server that is. */
interface OnVault {
    VaultUnderTest vault();

    VaultStage made();
}
