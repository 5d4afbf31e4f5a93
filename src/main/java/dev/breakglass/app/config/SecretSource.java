package dev.breakglass.app.config;

import dev.breakglass.access.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds secrets: written out, from the environment, or by reference to a file. No problem here repeats a value. */
final class SecretSource {
    private static final String FILE = "file:";
    private static final String VAULT = "vault:";
    private static final long LARGEST = 64_000;

    private final Path configFile;
    private final Problems problems;

    SecretSource(Path configFile, Problems problems) {
        this.configFile = configFile;
        this.problems = problems;
    }

    static boolean isReference(String text) {
        return text.startsWith(FILE) || text.startsWith(VAULT);
    }

    Optional<Secret> find(ConfigKey key, Spot at, String text) {
        if (text.startsWith(VAULT)) {
            refuseVault(key, at);
            return Optional.empty();
        }
        return text.startsWith(FILE) ? inFile(key, at, text.substring(FILE.length())) : Optional.of(Secret.of(text));
    }

    private void refuseVault(ConfigKey key, Spot at) {
        String later = key.reference() == ConfigKey.Reference.VAULT_LATER
                ? " In a later version slack.botToken and slack.signingSecrets may use vault:."
                : " This key will never use vault:, so that ending access does not wait for Vault.";
        problems.add(at, "'" + key.path() + "' is a vault: reference", "Use ${NAME} or file:/path." + later);
    }

    private Optional<Secret> inFile(ConfigKey key, Spot at, String name) {
        String fault = "the file for '" + key.path() + "' ";
        try {
            Path file = configFile.resolveSibling(name);
            if (!Files.isRegularFile(file)) {
                problems.add(at, fault + "does not exist", "Create it, or correct the path.");
                return Optional.empty();
            }
            if (Files.size(file) > LARGEST) {
                problems.add(at, fault + "is larger than 64 kB", "Check that it is the right one.");
                return Optional.empty();
            }
            String text = withoutNewline(Files.readString(file));
            if (text.isBlank()) {
                problems.add(at, fault + "is empty", "Write the secret into it.");
                return Optional.empty();
            }
            return Optional.of(Secret.of(text));
        } catch (InvalidPathException e) {
            problems.add(at, "'" + key.path() + "' is not a path after 'file:'", "Write file:/path.");
        } catch (IOException e) {
            problems.add(at, fault + "cannot be read", "Let the account of this program read it, as UTF-8.");
        }
        return Optional.empty();
    }

    private static String withoutNewline(String text) {
        return text.replaceFirst("\\R\\z", "");
    }
}
