package dev.breakglass.vault;

import dev.breakglass.tls.Tls;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where Vault is and how the bot logs in.
 *
 * @param addr where the bot reaches it
 * @param publicAddr what people are told
 * @param namespace empty for the root namespace
 * @param wrapTtl how long a person has to open a delivered credential
 */
public record Settings(
        URI addr, URI publicAddr, Optional<String> namespace, LoginMethod login, Tls tls, Duration wrapTtl) {
    public static final Duration DEFAULT_WRAP_TTL = Duration.ofMinutes(5);

    private static final Duration LONGEST_WRAP = Duration.ofHours(1);
    private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*");
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Settings {
        requireSafe("vault.addr", addr);
        requireWeb("vault.publicAddr", publicAddr);
        // It is a header of every call and a word of a command that people paste into a shell.
        require(
                namespace.map(name -> NAMESPACE.matcher(name).matches()).orElse(true),
                "vault.namespace is a path such as ops or ops/emergency; leave it out for the root namespace");
        require(
                wrapTtl.compareTo(Duration.ofSeconds(1)) >= 0 && wrapTtl.compareTo(LONGEST_WRAP) <= 0,
                "vault.wrapTtl is between 1s and 1h");
    }

    // Every token of every grant passes here, so plain http never leaves the machine.
    private static void requireSafe(String name, URI uri) {
        requireWeb(name, uri);
        require(
                uri.getScheme().equalsIgnoreCase("https")
                        || LOOPBACK.contains(uri.getHost().toLowerCase(Locale.ROOT)),
                name + " must be https, or http on this machine");
    }

    private static void requireWeb(String name, URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        require(
                uri.getHost() != null && (scheme.equals("https") || scheme.equals("http")),
                name + " is an address such as https://vault.example.com:8200");
        require(
                uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null,
                name + " holds no user, query or fragment");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
