package dev.breakglass.app.config;

import dev.breakglass.flow.OwnSecret;
import dev.breakglass.slack.Settings;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * What the configuration says of Slack. Some of it may have to be read from Vault before it is of use.
 *
 * @param vaultPublicAddr Vault as people reach it; blank if no target issues credentials
 * @param vaultNamespace blank for the root namespace
 * @param boundaryPublicAddr Boundary as people reach it
 */
public record SlackSection(
        String apiUrl,
        SecretPlace botToken,
        List<SecretPlace> signingSecrets,
        String teamId,
        String appId,
        String vaultPublicAddr,
        String vaultNamespace,
        String boundaryPublicAddr) {
    public SlackSection {
        signingSecrets = List.copyOf(signingSecrets);
    }

    /** Everything that is kept in Vault. */
    public List<SecretPlace.InVault> inVault() {
        return Stream.concat(Stream.of(botToken), signingSecrets.stream())
                .filter(SecretPlace.InVault.class::isInstance)
                .map(SecretPlace.InVault.class::cast)
                .distinct()
                .toList();
    }

    /** What the adapter needs, with these for what is kept in Vault. */
    public Settings settings(Function<SecretPlace.InVault, OwnSecret> vault) {
        return new Settings(
                apiUrl,
                secret(botToken, vault),
                signingSecrets.stream().map(place -> secret(place, vault)).toList(),
                teamId,
                appId,
                vaultPublicAddr,
                vaultNamespace,
                boundaryPublicAddr);
    }

    private static OwnSecret secret(SecretPlace place, Function<SecretPlace.InVault, OwnSecret> vault) {
        return place instanceof SecretPlace.InVault inVault
                ? vault.apply(inVault)
                : place.here().orElseThrow();
    }
}
