package dev.breakglass.siem;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Appends the record to a file, one JSON object per line: number, hash, previous hash, and the event's body as the string
 * that was hashed. Nothing is acknowledged before it is on disk, and nothing is written twice.
 */
public final class FileSink implements Sink {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** Longer than any line, which holds at most one reason of a thousand characters and a few ids. */
    private static final int TAIL = 64 * 1024;

    private final Path file;
    private final String name;

    /**
     * Appends to this file.
     *
     * @param host whose file it is, because every node has its own, and with it a place of its own in the record
     */
    public FileSink(Path file, String host) {
        this.file = file;
        this.name = "file-" + digest(host + " " + file.toAbsolutePath().normalize());
    }

    @Override
    public String name() {
        return name;
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
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

    /** The last event in the file. */
    public record Last(long seq, String hash) {}

    /** Empty if there is no file, or its last whole line is none of ours. */
    public Optional<Last> last() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            return lastLine(in).flatMap(FileSink::last);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the audit file " + file, e);
        }
    }

    private static Optional<Last> last(String line) {
        try {
            JsonNode json = MAPPER.readTree(line);
            return json != null && json.path("seq").isNumber()
                    ? Optional.of(new Last(
                            json.path("seq").asLong(), json.path("hash").asText()))
                    : Optional.empty();
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Gives the file another name, so that what is appended from now on begins a new one. */
    public void setAside(Last last) {
        Path aside = file.resolveSibling(file.getFileName() + ".until-" + last.seq() + "-"
                + last.hash().substring(0, Math.min(8, last.hash().length())));
        try {
            Files.move(file, aside);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot set the audit file " + file + " aside", e);
        }
    }

    /** Cuts off a line that a crash left half written, and answers the number of the last whole one. */
    private static long dropTornLine(RandomAccessFile out) throws IOException {
        String text = tail(out);
        int end = text.lastIndexOf('\n') + 1;
        out.setLength(out.length() - text.length() + end);
        // If somebody else wrote there, what we have to say goes after it.
        return lastLine(out).flatMap(FileSink::last).map(Last::seq).orElse(0L);
    }

    private static Optional<String> lastLine(RandomAccessFile in) throws IOException {
        String text = tail(in);
        int end = text.lastIndexOf('\n');
        return end < 0 ? Optional.empty() : Optional.of(text.substring(text.lastIndexOf('\n', end - 1) + 1, end));
    }

    /** One character a byte, so that lengths are lengths in the file. */
    private static String tail(RandomAccessFile in) throws IOException {
        int size = (int) Math.min(in.length(), TAIL);
        byte[] tail = new byte[size];
        in.seek(in.length() - size);
        in.readFully(tail);
        return new String(tail, StandardCharsets.ISO_8859_1);
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
