package dev.breakglass.app;

import dev.breakglass.app.config.Config;
import dev.breakglass.app.config.Problem;
import dev.breakglass.app.config.SecretPlace;
import dev.breakglass.app.config.SlackSection;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.slack.Settings;
import dev.breakglass.vault.VaultLogin;
import dev.breakglass.vault.VaultSecret;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The secrets that Slack needs, as far as they are kept in Vault: read at the start, and again from time to time. */
final class SlackSecrets {
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Config config;
    private final Map<SecretPlace.InVault, VaultSecret> inVault = new LinkedHashMap<>();
    private final Optional<Settings> settings;

    SlackSecrets(Config config, Optional<VaultLogin> login) {
        this.config = config;
        List<SecretPlace.InVault> places =
                config.slack().map(SlackSection::inVault).orElse(List.of());
        // The reader refuses such a place where there is no Vault.
        places.forEach(place -> inVault.put(
                place,
                new VaultSecret(
                        place.key(),
                        place.place(),
                        place.usable(),
                        config.vault().orElseThrow(),
                        login.orElseThrow())));
        this.settings = config.slack().map(section -> section.settings(inVault::get));
    }

    /** What the adapter of Slack needs; empty if the configuration does not say it. */
    Optional<Settings> settings() {
        return settings;
    }

    boolean areInVault() {
        return !inVault.isEmpty();
    }

    /**
     * Reads what is in Vault.
     *
     * @return when to do so again
     */
    Instant refresh(Instant now) {
        inVault.values().forEach(VaultSecret::refresh);
        boolean well =
                inVault.values().stream().allMatch(secret -> secret.trouble().isEmpty());
        return now.plus(well ? EVERY : RETRY);
    }

    /** Those that could not be read even once. */
    List<Problem> missing() {
        return inVault.entrySet().stream()
                .filter(entry -> !entry.getValue().isKnown())
                .map(entry ->
                        entry.getKey().unreadable(entry.getValue().trouble().orElse("it was not read yet")))
                .toList();
    }

    /** How many of the bot's own secrets, Boundary's password included, have a newest value that is of no use. */
    long unreadable() {
        Stream<OwnSecret> slack = settings.stream()
                .flatMap(known -> Stream.concat(Stream.of(known.botToken()), known.signingSecrets().stream()));
        Stream<OwnSecret> vault = config.vault().stream().flatMap(known -> known.login().secrets().stream());
        return Stream.of(slack, Stream.of(config.boundary().password()), vault)
                .flatMap(secrets -> secrets)
                .filter(secret -> secret.trouble().isPresent())
                .count();
    }
}
