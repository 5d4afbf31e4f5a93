package dev.breakglass.store;

import java.nio.file.Path;

/**
 * Where the embedded database lives.
 *
 * @param directory holds the database's files; made if it is not there
 */
public record Settings(Path directory) {}
