package dev.breakglass.app.config;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A secret in a file. At each use the file's stamp is looked at, and the file is read again if that has changed; one that
 * cannot be used any more leaves the last good value in force, loudly.
 */
final class FileSecret implements OwnSecret {
    private static final Logger log = LoggerFactory.getLogger(FileSecret.class);
    private static final long LARGEST = 64_000;

    private final String name;
    private final Path file;
    private final Predicate<Secret> usable;
    private FileStamp stamp;
    private Secret value;
    private String trouble = "";

    /** What is wrong with a file, and what to do. */
    record Fault(String says, String remedy) {}

    /** What reading a file brought: the one or the other. */
    record Reading(Optional<Secret> value, Optional<Fault> fault) {
        static Reading of(Path file) {
            try {
                if (!Files.isRegularFile(file)) {
                    return bad("does not exist", "Create it, or correct the path.");
                }
                if (Files.size(file) > LARGEST) {
                    return bad("is larger than 64 kB", "Check that it is the right one.");
                }
                String text = Files.readString(file).replaceFirst("\\R\\z", "");
                return text.isBlank()
                        ? bad("is empty", "Write the secret into it.")
                        : new Reading(Optional.of(Secret.of(text)), Optional.empty());
            } catch (IOException e) {
                return bad("cannot be read", "Let the account of this program read it, as UTF-8.");
            }
        }

        private static Reading bad(String says, String remedy) {
            return new Reading(Optional.empty(), Optional.of(new Fault(says, remedy)));
        }
    }

    /**
     * Goes on from what was read at the start.
     *
     * @param name the key that names the file
     * @param stamp taken before the first value was read
     * @param usable refuses what cannot be such a secret
     */
    FileSecret(String name, Path file, FileStamp stamp, Secret first, Predicate<Secret> usable) {
        this.name = name;
        this.file = file;
        this.stamp = stamp;
        this.value = first;
        this.usable = usable;
    }

    @Override
    public synchronized Secret now() {
        if (stamp.outdated()) {
            readAgain();
        }
        return value;
    }

    @Override
    public synchronized Optional<String> trouble() {
        now();
        return Optional.of(trouble).filter(text -> !text.isEmpty());
    }

    private void readAgain() {
        // Taken first, so that a change while reading is seen as one next time.
        stamp = FileStamp.of(file);
        Reading reading = Reading.of(file);
        Optional<Secret> good = reading.value().filter(usable);
        trouble = good.isPresent() ? "" : reading.fault().map(Fault::says).orElse("holds what cannot be such a secret");
        if (!trouble.isEmpty()) {
            log.error("THE NEW FILE FOR '{}' {}: {}. The last good value stays in use.", name, trouble, file);
        } else if (!good.get().expose().equals(value.expose())) {
            value = good.get();
            log.info("'{}' was read again from {}", name, file);
        }
    }

    @Override
    public String toString() {
        return "[secret]";
    }
}
