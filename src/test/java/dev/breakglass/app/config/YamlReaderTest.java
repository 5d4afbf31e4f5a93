package dev.breakglass.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class YamlReaderTest {
    @TempDir
    Path directory;

    static List<Arguments> brokenFiles() {
        return List.of(
                Arguments.of("", "f.yaml:1: the file is empty. Start from the example in the deploy directory."),
                Arguments.of(
                        "# only\n", "f.yaml:1: the file is empty. Start from the example in the deploy directory."),
                Arguments.of(
                        "a: 1\nb:\n\tc: 2\n", "f.yaml:3: a tab stands where only spaces may. Replace it with spaces."),
                Arguments.of(
                        "a: 1\nb 2\nc: 3\n", "f.yaml:3: a ':' with a space after it is missing. Write 'key: value'."),
                Arguments.of("a: b: c\n", "f.yaml:1: a ': ' stands where none may. Put the value in quotes."),
                Arguments.of("a: 1\nb: 'open\n", "f.yaml:3: a quote is never closed. Close it."),
                Arguments.of("a: [1, 2\nb: 3\n", "f.yaml:2: a '[' is never closed, or a comma is missing. Close it."),
                Arguments.of("a: {b: 1\nc: 3\n", "f.yaml:2: a '{' is never closed, or a comma is missing. Close it."),
                Arguments.of(
                        "a:\n  b: 1\n c: 2\n",
                        "f.yaml:3: this does not fit the lines above it."
                                + " Begin the keys of one block in the same column, and items of a list with '- '."),
                Arguments.of(
                        "a: @here\n",
                        "f.yaml:1: a value begins with a character that YAML reserves. Put the value in quotes."),
                Arguments.of(
                        "a: 1\nb: 2\na: 3\n",
                        "f.yaml:3: the same key stands on line 1 already. Remove one of the two."),
                Arguments.of(
                        "a: é\nb: &x y\n",
                        "f.yaml:2: an anchor (&) or alias (*) stands here. Write the value out, or put it in quotes."),
                Arguments.of(
                        "a: &x [1]\n",
                        "f.yaml:1: an anchor (&) or alias (*) stands here. Write the value out, or put it in quotes."),
                Arguments.of(
                        "a: 1\nb: *x\n",
                        "f.yaml:2: an anchor (&) or alias (*) stands here. Write the value out, or put it in quotes."),
                Arguments.of("a: !!str 1\n", "f.yaml:1: a tag (!) stands here. Remove it, or put the value in quotes."),
                Arguments.of(
                        "a: 1\n---\nb: 2\n",
                        "f.yaml:3: a second document begins here. Keep one document in a file; remove '---'."),
                Arguments.of("a: \"\u0007\"\n", "f.yaml:1: a control character stands in the file. Remove it."),
                Arguments.of(
                        "a: " + "[".repeat(30) + "]".repeat(30) + "\n",
                        "f.yaml:1: this is nested too deeply. Compare it with the example."));
    }

    @ParameterizedTest
    @MethodSource("brokenFiles")
    void a_broken_file_is_one_problem_with_its_line(String text, String line) throws IOException {
        assertThat(problems(text)).containsExactly(line);
    }

    @Test
    void a_bomb_of_aliases_is_refused_at_its_first_anchor() throws IOException {
        String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n";

        assertThat(problems(bomb)).hasSize(5).first().asString().startsWith("f.yaml:1: an anchor");
    }

    @Test
    void a_file_that_is_not_there_is_a_problem() {
        Problems problems = new Problems();
        Path missing = directory.resolve("none.yaml");

        assertThat(YamlReader.read(missing, problems)).isEmpty();
        assertThat(problems.list())
                .extracting(Problem::toString)
                .containsExactly("none.yaml:1: " + missing + " does not exist. Create it, or correct the path.");
    }

    @Test
    void a_directory_is_a_problem() {
        Problems problems = new Problems();

        assertThat(YamlReader.read(directory, problems)).isEmpty();
        assertThat(problems.list()).extracting(Problem::fault).containsExactly(directory + " is not a file");
    }

    @Test
    void other_encodings_are_a_problem() throws IOException {
        Path file = directory.resolve("f.yaml");
        Files.write(file, new byte[] {'a', ':', ' ', (byte) 0xE4});
        Problems problems = new Problems();

        assertThat(YamlReader.read(file, problems)).isEmpty();
        assertThat(problems.list())
                .extracting(Problem::toString)
                .containsExactly("f.yaml:1: the file is not UTF-8. Save it as UTF-8 text.");
    }

    @Test
    void every_node_knows_its_line_and_keeps_its_spelling() throws IOException {
        Problems problems = new Problems();
        Yaml root = YamlReader.read(write("a: 007\nb:\n  - off\n  - 1_000\nc:\n"), problems)
                .orElseThrow();

        assertThat(root).isInstanceOfSatisfying(Yaml.Mapping.class, mapping -> {
            assertThat(mapping.entries().values())
                    .extracting(Yaml.Entry::value)
                    .containsExactly(
                            new Yaml.Scalar(new Spot("f.yaml", 1), "007"),
                            new Yaml.Sequence(
                                    new Spot("f.yaml", 3),
                                    List.of(
                                            new Yaml.Scalar(new Spot("f.yaml", 3), "off"),
                                            new Yaml.Scalar(new Spot("f.yaml", 4), "1_000"))),
                            new Yaml.Empty(new Spot("f.yaml", 5)));
        });
        assertThat(problems.isEmpty()).isTrue();
    }

    private List<String> problems(String text) throws IOException {
        Problems problems = new Problems();
        YamlReader.read(write(text), problems);
        return problems.list().stream().map(Problem::toString).toList();
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("f.yaml"), text);
    }
}
