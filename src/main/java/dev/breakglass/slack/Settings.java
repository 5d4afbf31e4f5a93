package dev.breakglass.slack;

import dev.breakglass.access.Secret;
import java.net.URI;
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
 */
public record Settings(
        String apiUrl,
        Secret botToken,
        List<Secret> signingSecrets,
        String teamId,
        String appId,
        String vaultPublicAddr) {
    public static final String DEFAULT_API_URL = "https://slack.com/api/";

    private static final int SHORTEST_SECRET = 16;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    public Settings {
        apiUrl = checked("apiUrl", apiUrl.isBlank() ? DEFAULT_API_URL : apiUrl);
        apiUrl = apiUrl.endsWith("/") ? apiUrl : apiUrl + "/";
        vaultPublicAddr = vaultPublicAddr.isBlank() ? "" : checked("vaultPublicAddr", vaultPublicAddr);
        vaultPublicAddr = vaultPublicAddr.replaceAll("/+$", "");
        signingSecrets = List.copyOf(signingSecrets);
        refuseIf(botToken.isBlank(), "the bot token is blank");
        refuseIf(signingSecrets.isEmpty(), "there is no signing secret");
        // Bolt falls back to a fixed key when the secret is blank, so a blank one must never get that far.
        refuseIf(
                signingSecrets.stream()
                        .anyMatch(secret -> secret.expose().strip().length() < SHORTEST_SECRET),
                "a signing secret is shorter than " + SHORTEST_SECRET + " characters");
        refuseIf(teamId.isBlank(), "the team id is blank");
        refuseIf(appId.isBlank(), "the app id is blank");
    }

    URI api() {
        return URI.create(apiUrl);
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
        // The Vault address goes into a command that people paste into a shell.
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
