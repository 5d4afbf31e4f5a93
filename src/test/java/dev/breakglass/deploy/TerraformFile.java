package dev.breakglass.deploy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of one Terraform module, taken apart as far as their canonical format allows. */
public final class TerraformFile {
    // `terraform fmt` leaves only what begins and ends a block at the start of a line.
    private static final Pattern BLOCK = Pattern.compile(
            "^(\\w+)(?: \"([^\"]+)\")?(?: \"([^\"]+)\")? \\{\\n(.*?)^\\}$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern STRING =
            Pattern.compile("\"((?:[^\"\\\\$]|\\\\.|\\$\\{(?:[^{}\"]|\"[^\"]*\")*\\})*)\"");

    private final List<Block> blocks;

    private TerraformFile(List<Block> blocks) {
        this.blocks = blocks;
    }

    public static TerraformFile module(String name) {
        try (Stream<Path> files = Files.list(Path.of("deploy/terraform", name))) {
            return new TerraformFile(files.filter(file -> file.toString().endsWith(".tf"))
                    .sorted()
                    .flatMap(file -> blocks(text(file)))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * One block.
     *
     * @param kind {@code resource}, {@code variable} and so on
     * @param first its first label, such as a resource's type; empty if there is none
     * @param second its second label, such as a resource's name; empty if there is none
     */
    public record Block(String kind, String first, String second, String body) {
        /** What stands behind the equals sign of an argument of the block itself, over all its lines; empty if it is not there. */
        public String argument(String name) {
            Pattern argument =
                    Pattern.compile("^  " + name + " += (.*(?:\\n(?:    .*|  [\\])}].*|))*)", Pattern.MULTILINE);
            return argument.matcher(body)
                    .results()
                    .map(found -> found.group(1).strip())
                    .findFirst()
                    .orElse("");
        }

        public boolean has(String name) {
            return !argument(name).isEmpty();
        }

        /** The strings in an argument, with Terraform's escapes taken away. */
        public List<String> strings(String name) {
            return STRING.matcher(argument(name))
                    .results()
                    .map(found -> found.group(1).replace("\\\"", "\""))
                    .toList();
        }
    }

    public Stream<Block> all(String kind) {
        return blocks.stream().filter(block -> block.kind().equals(kind));
    }

    public Stream<Block> resources(String type) {
        return all("resource").filter(block -> block.first().equals(type));
    }

    public Block resource(String type, String name) {
        return resources(type)
                .filter(block -> block.second().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no resource " + type + "." + name));
    }

    private static Stream<Block> blocks(String text) {
        return BLOCK.matcher(text)
                .results()
                .map(found -> new Block(found.group(1), label(found, 2), label(found, 3), found.group(4)));
    }

    private static String label(MatchResult found, int group) {
        String label = found.group(group);
        return label == null ? "" : label;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
