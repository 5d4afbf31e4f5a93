package dev.breakglass.app.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The configuration of one node. All paths are absolute or relative to the working directory, no longer to the file.
 *
 * @param policy empty only beside problems
 * @param data where the embedded database and the audit file live
 * @param database a PostgreSQL, or the embedded one in {@code data}
 * @param http where Slack calls
 * @param admin health and metrics
 * @param slack empty only beside problems
 * @param vault empty where Boundary brokers every credential
 * @param pagers who is woken when access cannot be ended
 * @param auditFile empty if switched off
 */
public record Config(
        Optional<Path> policy,
        Path data,
        dev.breakglass.store.Settings database,
        Listen http,
        Listen admin,
        Optional<SlackSection> slack,
        dev.breakglass.boundary.Settings boundary,
        Optional<dev.breakglass.vault.Settings> vault,
        dev.breakglass.pager.Settings pagers,
        Optional<Path> auditFile) {

    /**
     * Reads the file with these environment variables. With problems, there is still a configuration if the database and
     * Boundary can be reached with it, because what is open must be ended.
     */
    public static Result<Config> read(Path file, Map<String, String> environment) {
        return new ConfigReader(file, environment).read();
    }

    /** Whether other nodes can share the database. */
    public boolean onPostgreSql() {
        return database instanceof dev.breakglass.store.Settings.PostgreSql;
    }

    /**
     * An address to listen on.
     *
     * @param port 0 takes any free one
     */
    public record Listen(String bind, int port) {}
}
