package dev.breakglass.kill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The record as the audit file has it; read again at each question, because the bot writes on. */
final class AuditFile {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final Path file;

    AuditFile(Path file) {
        this.file = file;
    }

    /** One line of the file. */
    static final class Line {
        final long seq;
        final String hash;
        final String previous;
        private final JsonNode body;

        Line(JsonNode line) throws JsonProcessingException {
            seq = line.path("seq").asLong();
            hash = line.path("hash").asText();
            previous = line.path("previous").asText();
            body = MAPPER.readTree(line.path("body").asText());
        }

        String type() {
            return body.path("type").asText();
        }

        String request() {
            return body.path("request").asText();
        }

        String fact(String name) {
            return body.path("facts").path(name).asText();
        }

        @Override
        public String toString() {
            return seq + " " + type() + " " + body.path("facts");
        }
    }

    /** Every whole line; one that is half written belongs to the next question. */
    List<Line> lines() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            String text = Files.readString(file);
            List<Line> lines = new ArrayList<>();
            for (String line :
                    text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
                lines.add(new Line(MAPPER.readTree(line)));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean tells(String type) {
        return find(type).isPresent();
    }

    Optional<Line> find(String type) {
        return lines().stream().filter(line -> line.type().equals(type)).findFirst();
    }
}
