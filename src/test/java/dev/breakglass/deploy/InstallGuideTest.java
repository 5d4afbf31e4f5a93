package dev.breakglass.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.app.cli.Said;
import dev.breakglass.sandbox.SettableClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide for newcomers speaks of what there is. */
class InstallGuideTest {
    private static final String GUIDE = text(Path.of("docs/install.md"));
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern CODE = Pattern.compile("```sh\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern QUOTE = Pattern.compile("\"([^\"]+)\"");
    private static final Pattern OUR_FILE = Pattern.compile("\\bdeploy/[\\w./-]+\\w");

    @Test
    void every_finding_that_is_explained_is_one_that_check_can_make() {
        String words = words();
        List<String> unknown = firstColumn("### What `check` says", "### In Slack")
                .flatMap(cell -> SPAN.matcher(cell).results().map(found -> found.group(1)))
                // Ids and Slack's own words stand where the program puts them in.
                .flatMap(finding -> Stream.of(finding.split(" … |: [a-z_]+$", -1)))
                .filter(part -> !part.isBlank() && !words.contains(part))
                .toList();

        assertThat(unknown).isEmpty();
    }

    @Test
    void every_sentence_that_people_are_said_to_read_is_one_that_they_read() {
        String words = words();
        List<String> unknown = firstColumn("### In Slack", "### The server")
                .flatMap(cell ->
                        QUOTE.matcher(cell.replaceAll("`[^`]*`", "")).results().map(found -> found.group(1)))
                .filter(sentence -> !words.contains(sentence))
                .toList();

        assertThat(unknown).isEmpty();
    }

    @Test
    void every_file_that_a_command_takes_is_there() {
        assertThat(OUR_FILE.matcher(GUIDE)
                        .results()
                        .map(found -> Path.of(found.group()))
                        .distinct())
                .hasSizeGreaterThan(6)
                .allMatch(Files::exists);
    }

    /** Without a configuration no command gets further than to understand what it is told. */
    @Test
    void every_command_that_is_shown_is_understood() {
        Stream<String> inBlocks = CODE.matcher(GUIDE).results().flatMap(block -> shown(block.group(1)));
        Stream<String> inProse =
                SPAN.matcher(GUIDE.replaceAll("(?s)```.*?```", "")).results().flatMap(span -> shown(span.group(1)));
        List<String> commands = Stream.concat(inBlocks, inProse).distinct().toList();

        assertThat(commands).hasSizeGreaterThan(6).allSatisfy(command -> {
            Stream<String> words =
                    Pattern.compile("'[^']*'|\\S+").matcher(command).results().map(MatchResult::group);
            Stream<String> nowhere = Stream.of("--config", "target/there-is-no-such-configuration.yaml");
            Said said = Said.by(
                    SettableClock.running(), Stream.concat(words, nowhere).toArray(String[]::new));
            assertThat(said.err()).as(command).doesNotContain("Usage:", "Unmatched", "Unknown");
        });
    }

    /** What stands behind the function's name, on a line of its own or with what follows a backslash. */
    private static Stream<String> shown(String text) {
        return text.replaceAll("\\\\\\s*\\n\\s*", "")
                .lines()
                .filter(line -> line.startsWith("breakglass "))
                .map(line -> line.substring("breakglass ".length()));
    }

    /** The first cell of each row of the tables between two headings. */
    private static Stream<String> firstColumn(String from, String to) {
        String section = GUIDE.substring(GUIDE.indexOf(from), GUIDE.indexOf(to));
        List<String> cells = section.lines()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| finding") && !line.startsWith("| seen"))
                .map(line -> line.substring(2, line.indexOf(" | ")))
                .toList();
        assertThat(cells).hasSizeGreaterThan(5);
        return cells.stream();
    }

    /** All that the program can say, with sentences that are put together over several lines joined again. */
    private static String words() {
        try (Stream<Path> sources = Files.walk(Path.of("src/main/java"))) {
            return sources.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> text(file).replaceAll("\"\\s*\\+\\s*\"", ""))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
