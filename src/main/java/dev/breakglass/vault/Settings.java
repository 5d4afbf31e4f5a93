package dev.breakglass.vault;

import dev.breakglass.access.Secret;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where Vault is and how the bot logs in.
 *
 * @param addr where the bot reaches it
 * @param publicAddr what people are told
 * @param namespace empty for the root namespace
 * @param approleMount where the AppRole method is mounted, without {@code auth/}
 * @param wrapTtl how long a person has to open a delivered credential
 */
public record Settings(
        URI addr,
        URI publicAddr,
        Optional<String> namespace,
        String approleMount,
        Secret roleId,
        Secret secretId,
        Duration wrapTtl) {
    public static final String DEFAULT_APPROLE_MOUNT = "approle";
    public static final Duration DEFAULT_WRAP_TTL = Duration.ofMinutes(5);

    private static final Duration LONGEST_WRAP = Duration.ofHours(1);
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Settings {
        requireSafe("vault.addr", addr);
        requireWeb("vault.publicAddr", publicAddr);
        require(
                namespace.map(name -> !name.isBlank()).orElse(true),
                "vault.namespace is empty; leave it out for the root namespace");
        require(
                !approleMount.isBlank() && !approleMount.startsWith("/") && !approleMount.endsWith("/"),
                "vault.approleMount is the bare name of the mount, such as approle");
        require(!roleId.isBlank(), "vault.roleId is empty");
        require(!secretId.isBlank(), "vault.secretId is empty");
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
