package dev.breakglass.app.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads the address of an outside system: https, or http where nobody else can listen. */
final class Address {
    private static final Pattern LOOPBACK = Pattern.compile("localhost|127\\.0\\.0\\.1|\\[::1]");

    private Address() {}

    /** The address, or a problem; the text is not repeated, for somebody may have put a password into it. */
    static Optional<URI> of(String text, Spot at, String key, Problems problems) {
        Optional<URI> uri = parse(text);
        if (uri.isEmpty()) {
            problems.add(at, "'" + key + "' is not an address", "Write one such as https://host:9200.");
            return Optional.empty();
        }
        if (uri.get().getUserInfo() != null
                || uri.get().getQuery() != null
                || uri.get().getFragment() != null) {
            problems.add(at, "'" + key + "' holds more than host, port and path", "Remove user, '?' and '#'.");
            return Optional.empty();
        }
        if (!isSafe(uri.get())) {
            problems.add(at, "'" + key + "' is not https", "Use https; http is allowed on loopback only.");
            return Optional.empty();
        }
        return uri;
    }

    private static Optional<URI> parse(String text) {
        try {
            URI uri = new URI(text);
            return uri.getHost() == null || uri.getScheme() == null || uri.getPort() > 65_535
                    ? Optional.empty()
                    : Optional.of(uri);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static boolean isSafe(URI uri) {
        String scheme = uri.getScheme();
        String host = uri.getHost().toLowerCase(Locale.ROOT);
        return scheme.equals("https")
                || (scheme.equals("http") && LOOPBACK.matcher(host).matches());
    }
}
