package dev.breakglass.boundary;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.tls.Tls;
import java.net.URI;
import java.util.Locale;
import java.util.Set;

/**
 * Where Boundary is and how the bot logs in.
 *
 * @param addr where the bot reaches its API
 * @param publicAddr what people are told
 * @param authMethod the password auth method ({@code ampw_…})
 */
public record Settings(URI addr, URI publicAddr, String authMethod, String loginName, OwnSecret password, Tls tls) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Settings {
        requireSafe("boundary.addr", addr);
        requireWeb("boundary.publicAddr", publicAddr);
        require(
                authMethod.startsWith("ampw_"),
                "boundary.authMethod is the id of a password auth method and starts with ampw_");
        require(!loginName.isBlank(), "boundary.loginName is empty");
    }

    /** With a password that does not change, and trusting whom the Java runtime trusts. */
    public Settings(URI addr, URI publicAddr, String authMethod, String loginName, Secret password) {
        this(addr, publicAddr, authMethod, loginName, OwnSecret.fixed(password), Tls.standard());
        require(!password.isBlank(), "boundary.password is empty");
    }

    // The bot's password and token pass here, so plain http never leaves the machine.
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
                (scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null,
                name + " must be a full https address");
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
