package dev.breakglass.siem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.breakglass.flow.AuditLog;
import dev.breakglass.flow.Sink;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Appends the record to a file, one JSON object per line: number, hash, previous hash, and the event's body as the string
 * that was hashed. Nothing is acknowledged before it is on disk, and nothing is written twice.
 */
public final class FileSink implements Sink {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Longer than any line, which holds at most one reason of a thousand characters and a few ids. */
    private static final int TAIL = 64 * 1024;

    private final Path file;

    public FileSink(Path file) {
        this.file = file;
    }

    @Override
    public String name() {
        return "file";
    }

    @Override
    public void take(List<AuditLog.Stored> events) {
        try {
            Path directory = file.toAbsolutePath().getParent();
            if (directory != null) {
                Files.createDirectories(directory);
            }
            try (RandomAccessFile out = new RandomAccessFile(file.toFile(), "rw")) {
                long last = dropTornLine(out);
                StringBuilder lines = new StringBuilder();
                events.stream()
                        .filter(event -> event.seq() > last)
                        .forEach(event -> lines.append(line(event)).append('\n'));
                out.seek(out.length());
                out.write(lines.toString().getBytes(StandardCharsets.UTF_8));
                out.getFD().sync();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot append to the audit file " + file, e);
        }
    }

    /** Cuts off a line that a crash left half written, and answers the number of the last whole one. */
    private static long dropTornLine(RandomAccessFile out) throws IOException {
        long length = out.length();
        int size = (int) Math.min(length, TAIL);
        byte[] tail = new byte[size];
        out.seek(length - size);
        out.readFully(tail);
        String text = new String(tail, StandardCharsets.ISO_8859_1);
        int end = text.lastIndexOf('\n') + 1;
        out.setLength(length - size + end);
        if (end == 0) {
            return 0;
        }
        int start = text.lastIndexOf('\n', end - 2) + 1;
        try {
            return MAPPER.readTree(text.substring(start, end)).path("seq").asLong();
        } catch (JsonProcessingException e) {
            // Somebody else wrote there; what we have to say goes after it.
            return 0;
        }
    }

    private static String line(AuditLog.Stored event) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("seq", event.seq());
        json.put("hash", event.hash());
        json.put("previous", event.previous());
        json.put("body", event.body());
        return json.toString();
    }
}
