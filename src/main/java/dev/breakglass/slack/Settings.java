package dev.breakglass.slack;

import dev.breakglass.access.Secret;
import dev.breakglass.flow.OwnSecret;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * What is needed to talk with one Slack workspace.
 *
 * @param apiUrl the Web API, or any server that speaks it; https, or http on loopback
 * @param signingSecrets every secret that may sign what comes in; more than one while secrets are rotated
 * @param teamId the only workspace that is listened to
 * @param appId the app's own id, compared with what comes in
 * @param vaultPublicAddr Vault as people reach it; blank if no target issues credentials
 * @param vaultNamespace where in Vault people unwrap; blank for its root namespace
 * @param boundaryPublicAddr Boundary as people reach it; blank if that is not known
 */
public record Settings(
        String apiUrl,
        OwnSecret botToken,
        List<OwnSecret> signingSecrets,
        String teamId,
        String appId,
        String vaultPublicAddr,
        String vaultNamespace,
        String boundaryPublicAddr) {
    public static final String DEFAULT_API_URL = "https://slack.com/api/";

    public static final int SHORTEST_SECRET = 16;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Settings {
        apiUrl = checked("apiUrl", apiUrl.isBlank() ? DEFAULT_API_URL : apiUrl);
        apiUrl = apiUrl.endsWith("/") ? apiUrl : apiUrl + "/";
        vaultPublicAddr = told("vaultPublicAddr", vaultPublicAddr);
        boundaryPublicAddr = told("boundaryPublicAddr", boundaryPublicAddr);
        signingSecrets = List.copyOf(signingSecrets);
        // It goes into a command that people paste into a shell.
        refuseIf(!vaultNamespace.matches("[A-Za-z0-9./_-]*"), "vaultNamespace is not the path of a namespace");
        refuseIf(signingSecrets.isEmpty(), "there is no signing secret");
        refuseIf(
                signingSecrets.stream().anyMatch(secret -> secret.trouble().isEmpty() && !isLong(secret.now())),
                "a signing secret is shorter than " + SHORTEST_SECRET + " characters");
        refuseIf(teamId.isBlank(), "the team id is blank");
        refuseIf(appId.isBlank(), "the app id is blank");
    }

    /** Whether it is long enough for a signing secret; forging calls from Slack would be easy under a short one. */
    public static boolean isLong(Secret secret) {
        return secret.expose().strip().length() >= SHORTEST_SECRET;
    }

    /** Those of the signing secrets that are known now. */
    List<Secret> signingKeys() {
        List<Secret> keys = new ArrayList<>();
        for (OwnSecret secret : signingSecrets) {
            try {
                keys.add(secret.now());
            } catch (OwnSecret.Unavailable e) {
                // Why is told where it is read; the others may still do.
            }
        }
        return keys.stream().filter(Settings::isLong).toList();
    }

    URI api() {
        return URI.create(apiUrl);
    }

    /** The same address without a slash at its end. */
    private static String told(String name, String url) {
        return url.isBlank() ? "" : checked(name, url).replaceAll("/+$", "");
    }

    private static String checked(String name, String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("slack: " + name + " is not a URL", e);
        }
        boolean safe = "https".equals(uri.getScheme())
                || ("http".equals(uri.getScheme()) && LOOPBACK.contains(String.valueOf(uri.getHost())));
        // The addresses that people are told go into commands that they paste into a shell.
        refuseIf(
                !safe || uri.getHost() == null || !url.matches("[A-Za-z0-9:/._\\[\\]-]+"),
                name + " must be a plain https URL, or http on loopback: " + url);
        return url;
    }

    private static void refuseIf(boolean fault, String says) {
        if (fault) {
            throw new IllegalArgumentException("slack: " + says);
        }
    }
}
