package dev.breakglass.app.config;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.vault.VaultSecret;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds secrets: written out, from the environment, or by reference to a file or to Vault. No problem here repeats a value.
 */
final class SecretSource {
    private static final String FILE = "file:";
    private static final String VAULT = "vault:";
    private static final Pattern IN_VAULT =
            Pattern.compile("vault:(?<path>[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)+)#(?<field>[A-Za-z0-9._-]+)");

    private final Path configFile;
    private final Problems problems;

    SecretSource(Path configFile, Problems problems) {
        this.configFile = configFile;
        this.problems = problems;
    }

    static boolean isReference(String text) {
        return text.startsWith(FILE) || text.startsWith(VAULT);
    }

    /**
     * The secret that the text is or names.
     *
     * @param usable refuses what is too short for one
     */
    Optional<SecretPlace> find(ConfigKey key, Spot at, String text, Predicate<Secret> usable) {
        if (text.startsWith(VAULT)) {
            return inVault(key, at, text, usable);
        }
        if (text.startsWith(FILE)) {
            return inFile(key, at, text.substring(FILE.length()), usable);
        }
        Secret secret = Secret.of(text);
        return usable.test(secret) ? Optional.of(new SecretPlace.Here(OwnSecret.fixed(secret))) : tooShort(key, at);
    }

    private Optional<SecretPlace> inVault(ConfigKey key, Spot at, String text, Predicate<Secret> usable) {
        if (key.reference() != ConfigKey.Reference.VAULT) {
            problems.add(
                    at,
                    "'" + key.path() + "' is a vault: reference",
                    "Use ${NAME} or file:/path. This key will never use vault:, so that ending access does not wait for"
                            + " Vault.");
            return Optional.empty();
        }
        Matcher parts = IN_VAULT.matcher(text);
        if (!parts.matches()) {
            problems.add(
                    at,
                    "'" + key.path() + "' is not a path and a field after 'vault:'",
                    "Write it like vault:secret/data/breakglass#botToken.");
            return Optional.empty();
        }
        VaultSecret.Place place = new VaultSecret.Place(parts.group("path"), parts.group("field"));
        return Optional.of(new SecretPlace.InVault(at, key.path(), place, usable));
    }

    /** The secret in a file. */
    Optional<SecretPlace> inFile(ConfigKey key, Spot at, String name, Predicate<Secret> usable) {
        Path file;
        try {
            file = configFile.resolveSibling(name);
        } catch (InvalidPathException e) {
            problems.add(at, "'" + key.path() + "' is not a path after 'file:'", "Write file:/path.");
            return Optional.empty();
        }
        FileStamp stamp = FileStamp.of(file);
        FileSecret.Reading reading = FileSecret.Reading.of(file);
        reading.fault()
                .ifPresent(
                        fault -> problems.add(at, "the file for '" + key.path() + "' " + fault.says(), fault.remedy()));
        if (reading.value().isPresent() && !usable.test(reading.value().get())) {
            return tooShort(key, at);
        }
        return reading.value()
                .map(first -> new SecretPlace.Here(new FileSecret(key.path(), file, stamp, first, usable)));
    }

    /** A short one is a misplaced text. */
    private Optional<SecretPlace> tooShort(ConfigKey key, Spot at) {
        problems.add(
                at,
                "'" + key.path() + "' is shorter than " + dev.breakglass.slack.Settings.SHORTEST_SECRET + " characters",
                "Copy the signing secret from the app's page in Slack.");
        return Optional.empty();
    }
}
