package dev.breakglass.app.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/** Tells cheaply whether a file has changed. The key changes, too, when a link is swapped or a file is replaced. */
record FileStamp(Path file, String seen) {
    static FileStamp of(Path file) {
        try {
            BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
            return new FileStamp(file, now.lastModifiedTime() + " " + now.size() + " " + now.fileKey());
        } catch (IOException e) {
            return new FileStamp(file, "unreadable");
        }
    }

    boolean outdated() {
        return !equals(of(file));
    }
}
