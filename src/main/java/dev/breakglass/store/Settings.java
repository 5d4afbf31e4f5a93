package dev.breakglass.store;

import dev.breakglass.access.Secret;
import java.nio.file.Path;

/** Which database keeps everything. */
public sealed interface Settings {
    /**
     * An embedded one, for a single node.
     *
     * @param directory holds the database's files; made if it is not there
     */
    record Embedded(Path directory) implements Settings {}

    /**
     * A PostgreSQL, which any number of nodes share.
     *
     * @param url as its driver takes it, without user and password
     * @param connections the most that one node opens
     */
    record PostgreSql(String url, String user, Secret password, int connections) implements Settings {}
}
