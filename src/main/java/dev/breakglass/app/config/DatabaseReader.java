package dev.breakglass.app.config;

import dev.breakglass.access.Secret;
import dev.breakglass.store.Settings;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the section about a PostgreSQL. No problem here repeats an address: somebody may have put a password into it. */
final class DatabaseReader {
    private static final String HOST = "(?:[0-9A-Za-z._-]+|\\[[0-9A-Fa-f:.]+])(?::\\d{1,5})?";
    private static final Pattern URL =
            Pattern.compile("jdbc:postgresql://" + HOST + "(?:," + HOST + ")*/[^/?#\\s@]+(?:\\?[^#\\s]*)?");
    private static final Pattern LOGIN = Pattern.compile("(?i).*[?&](user|password|sslpassword)=.*");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,3}");
    private static final int FEWEST = 4;
    private static final int MOST = 100;

    private DatabaseReader() {}

    /** All of it, once all of it was read. */
    static Optional<Settings> settings(
            Optional<String> url, Optional<String> user, Optional<Secret> password, Optional<Integer> connections) {
        return url.isPresent() && user.isPresent() && password.isPresent() && connections.isPresent()
                ? Optional.of(new Settings.PostgreSql(url.get(), user.get(), password.get(), connections.get()))
                : Optional.empty();
    }

    static Optional<String> url(String text, Spot at, Problems problems) {
        if (LOGIN.matcher(text).matches()) {
            problems.add(at, "'database.url' holds a login", "Write it as database.user and database.password.");
            return Optional.empty();
        }
        if (URL.matcher(text).matches()) {
            return Optional.of(text);
        }
        problems.add(
                at,
                "'database.url' is not the address of a PostgreSQL database",
                "Write one such as jdbc:postgresql://host:5432/breakglass.");
        return Optional.empty();
    }

    static Optional<Integer> connections(String text, Spot at, Problems problems) {
        if (NUMBER.matcher(text).matches() && Integer.parseInt(text) >= FEWEST && Integer.parseInt(text) <= MOST) {
            return Optional.of(Integer.valueOf(text));
        }
        problems.add(
                at,
                "'database.connections' is not a number from " + FEWEST + " to " + MOST,
                "Write how many connections one node may open; 12 suit most.");
        return Optional.empty();
    }
}
