package dev.breakglass.app.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.MarkedYAMLException;

/** Reads one YAML file into a tree. What makes YAML surprising (anchors, tags, several documents) is refused. */
final class YamlReader {
    private static final long LARGEST = 1_000_000;
    private static final int DEEPEST = 20;
    /** Nobody types further to the right; columns are counted from the left, so the cost grows with them. */
    private static final int LONGEST_LINE = 2_000;

    private static final YAMLFactory FACTORY = new YAMLFactory();

    private final String file;
    private final Problems problems;
    private List<String> lines = List.of();
    private int lastLine = 1;

    private YamlReader(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The tree, or empty if the file cannot be read at all; every fault is among the problems. */
    static Optional<Yaml> read(Path path, Problems problems) {
        YamlReader reader = new YamlReader(nameOf(path), problems);
        return reader.contents(path).flatMap(reader::parse);
    }

    /** The name under which problems speak of a file. */
    static String nameOf(Path path) {
        Path name = path.getFileName();
        return name == null ? path.toString() : name.toString();
    }

    private Optional<String> contents(Path path) {
        if (!Files.exists(path)) {
            return unreadable(path + " does not exist", "Create it, or correct the path.");
        }
        if (!Files.isRegularFile(path)) {
            return unreadable(path + " is not a file", "Give the path of a YAML file.");
        }
        try {
            if (Files.size(path) > LARGEST) {
                return unreadable("the file is larger than 1 MB", "Check that it is the right one.");
            }
            return Optional.of(decoded(Files.readAllBytes(path)));
        } catch (CharacterCodingException e) {
            return unreadable("the file is not UTF-8", "Save it as UTF-8 text.");
        } catch (IOException e) {
            return unreadable(path + " cannot be read", "Let the account of this program read it.");
        }
    }

    private static String decoded(byte[] bytes) throws CharacterCodingException {
        // Unlike new String(…), a fresh decoder reports what is not UTF-8.
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(bytes))
                .toString();
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private Optional<String> unreadable(String fault, String remedy) {
        problems.add(new Spot(file, 1), fault, remedy);
        return Optional.empty();
    }

    private Optional<Yaml> parse(String text) {
        lines = text.lines().toList();
        try (YAMLParser parser = FACTORY.createParser(text)) {
            if (parser.nextToken() == null) {
                problems.add(new Spot(file, 1), "the file is empty", "Start from the example in the deploy directory.");
                return Optional.empty();
            }
            Yaml root = node(parser, 1);
            refuseSecondDocument(parser);
            return Optional.of(root);
        } catch (JsonProcessingException e) {
            broken(e);
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory failed", e);
        }
    }

    private Yaml node(YAMLParser parser, int depth) throws IOException {
        Spot at = spot(parser);
        if (refused(parser, at, depth)) {
            parser.skipChildren();
            return new Yaml.Refused(at);
        }
        if (parser.currentToken() == JsonToken.START_OBJECT) {
            return mapping(parser, at, depth);
        }
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            return sequence(parser, at, depth);
        }
        return parser.currentToken() == JsonToken.VALUE_NULL
                ? new Yaml.Empty(at)
                : new Yaml.Scalar(at, parser.getText());
    }

    private boolean refused(YAMLParser parser, Spot at, int depth) throws IOException {
        if (parser.isCurrentAlias() || parser.getObjectId() != null || beginsWithAnchor(parser)) {
            problems.add(at, "an anchor (&) or alias (*) stands here", "Write the value out, or put it in quotes.");
            return true;
        }
        if (parser.getTypeId() != null) {
            problems.add(at, "a tag (!) stands here", "Remove it, or put the value in quotes.");
            return true;
        }
        if (depth > DEEPEST) {
            problems.add(at, "this is nested too deeply", "Compare it with the example.");
            return true;
        }
        return false;
    }

    /** The parser forgets the anchor of a single value, and with it the first word of a password such as '&a b'. */
    private boolean beginsWithAnchor(YAMLParser parser) {
        int line = parser.currentTokenLocation().getLineNr() - 1;
        int column = parser.currentTokenLocation().getColumnNr() - 1;
        if (line < 0 || column < 0 || column > LONGEST_LINE || line >= lines.size()) {
            return false;
        }
        return lines.get(line).codePoints().skip(column).findFirst().orElse(' ') == '&';
    }

    private Yaml sequence(YAMLParser parser, Spot at, int depth) throws IOException {
        List<Yaml> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            items.add(node(parser, depth + 1));
        }
        return new Yaml.Sequence(at, items);
    }

    private Yaml mapping(YAMLParser parser, Spot at, int depth) throws IOException {
        Map<String, Yaml.Entry> entries = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            Spot key = spot(parser);
            String name = parser.currentName();
            parser.nextToken();
            Yaml value = node(parser, depth + 1);
            Yaml.@Nullable Entry earlier = entries.putIfAbsent(name, new Yaml.Entry(key, value));
            if (earlier != null) {
                // Not named: a key may be a secret that lost its colon.
                problems.add(
                        key,
                        "the same key stands on line " + earlier.key().line() + " already",
                        "Remove one of the two.");
            }
        }
        return new Yaml.Mapping(at, entries);
    }

    private void refuseSecondDocument(YAMLParser parser) throws IOException {
        parser.nextToken(); // the end of the document
        if (parser.nextToken() != null) {
            problems.add(spot(parser), "a second document begins here", "Keep one document in a file; remove '---'.");
        }
    }

    private Spot spot(YAMLParser parser) {
        lastLine = Math.max(1, parser.currentTokenLocation().getLineNr());
        return new Spot(file, lastLine);
    }

    /** The whole message quotes the file, and with it perhaps a secret; so only its kind and its line are used. */
    private void broken(JsonProcessingException e) {
        if (e.getCause() instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            report(marked.getProblemMark().getLine() + 1, YamlFault.of(String.valueOf(marked.getProblem())));
            return;
        }
        int line = e.getLocation() == null ? lastLine : e.getLocation().getLineNr();
        report(Math.max(1, line), YamlFault.of(String.valueOf(e.getOriginalMessage())));
    }

    private void report(int line, YamlFault fault) {
        problems.add(new Spot(file, line), fault.says(), fault.remedy());
    }
}
