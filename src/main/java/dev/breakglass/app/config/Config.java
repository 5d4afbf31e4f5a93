package dev.breakglass.app.config;

import dev.breakglass.access.Secret;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one node. All paths are absolute or relative to the working directory, no longer to the file.
 *
 * @param policy empty only beside problems
 * @param data where the embedded database and the audit file live
 * @param http where Slack calls
 * @param admin health and metrics
 * @param slack empty only beside problems
 * @param vault empty where Boundary brokers every credential
 * @param auditFile empty if switched off
 */
public record Config(
        Optional<Path> policy,
        Path data,
        Listen http,
        Listen admin,
        Optional<SlackSection> slack,
        BoundarySection boundary,
        Optional<VaultSection> vault,
        Optional<Path> auditFile) {

    /**
     * Reads the file with these environment variables. With problems, there is still a configuration if the database and
     * Boundary can be reached with it, because what is open must be ended.
     */
    public static Result<Config> read(Path file, Map<String, String> environment) {
        return new ConfigReader(file, environment).read();
    }

    /**
     * An address to listen on.
     *
     * @param port 0 takes any free one
     */
    public record Listen(String bind, int port) {}

    /**
     * How to reach Slack, and what proves that a call comes from it.
     *
     * @param signingSecrets all that are accepted, for the time of a rotation
     * @param teamId the one workspace ({@code T…}) or organisation ({@code E…}) that is served
     */
    public record SlackSection(URI apiUrl, Secret botToken, List<Secret> signingSecrets, String teamId, String appId) {
        public SlackSection {
            signingSecrets = List.copyOf(signingSecrets);
        }
    }

    /**
     * How to reach Boundary.
     *
     * @param publicAddr what people are told to connect to
     */
    public record BoundarySection(URI addr, URI publicAddr, String authMethod, String loginName, Secret password) {}

    /**
     * How to reach Vault.
     *
     * @param publicAddr where people unwrap
     * @param namespace empty for the root namespace
     * @param approleMount without {@code auth/}
     * @param wrapTtl how long a wrapped credential can be opened
     */
    public record VaultSection(
            URI addr,
            URI publicAddr,
            Optional<String> namespace,
            String approleMount,
            Secret roleId,
            Secret secretId,
            Duration wrapTtl) {}
}
