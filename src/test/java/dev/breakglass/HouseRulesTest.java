package dev.breakglass;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the compiler cannot hold: habits of the sources, and documents that stay true. */
class HouseRulesTest {
    private static final int LONGEST_FILE = 500;
    private static final int LONGEST_README = 150;
    private static final Path MAIN = Path.of("src/main/java");
    private static final Path SANDBOX = Path.of("src/sandbox/java");
    private static final Path TEST = Path.of("src/test/java");
    private static final Path ON_PURPOSE = TEST.resolve("dev/breakglass/broken");

    private static final Pattern READS_THE_TIME =
            Pattern.compile("(Instant|Local\\w+|ZonedDateTime|OffsetDateTime)\\.now\\(|currentTimeMillis\\(\\)"
                    + "|new Date\\(\\)|Clock\\.system");
    private static final Pattern SLEEPS = Pattern.compile("Thread\\.sleep\\(|TimeUnit\\.\\w+\\.sleep\\(");
    private static final Pattern EMPTY_NAME =
            Pattern.compile("(Abstract.*|.*(Manager|Helper|Utils?|Service|Impl))\\.java");
    private static final Set<String> EMPTY_PACKAGES = Set.of("util", "utils", "common", "model", "service", "services");
    private static final Pattern TOP_LEVEL_TYPE = Pattern.compile(
            "^(public |final |abstract |sealed |non-sealed )*(class|interface|record|enum|@interface) (\\w+)",
            Pattern.MULTILINE);
    private static final Pattern IMPORTS =
            Pattern.compile("\\A.*^(import|package) [^;]+;$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("(class|interface|record|enum) (\\w+)");

    private static final Pattern SPAN = Pattern.compile("`([^`\\n]+)`");
    private static final Pattern TYPE_NAME = Pattern.compile("[A-Z]\\w*[a-z]\\w*");
    private static final Pattern MEMBER = Pattern.compile("([A-Z]\\w*[a-z]\\w*)\\.(\\w+)");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?:|mailto:|#)([^)#\\s]+)");
    private static final Pattern ANOTHERS_MACHINE = Pattern.compile("(?<![\\w.])/(home|root|Users|work)/\\w"
            + "|artifactory|nexus\\.|\\.jfrog\\.|<mirror>|<repositories>|<pluginRepositories>");

    /** Types of the JDK and of libraries that documents name. */
    private static final Set<String> OTHERS = Set.of("Clock", "Instant");

    // ---- sources ----

    @Test
    void only_the_clocks_read_the_time() {
        Set<String> clocks = Set.of("SettableClock.java", "ConfigOption.java");

        assertThat(sources()
                        .filter(file -> !clocks.contains(name(file)))
                        .filter(file -> READS_THE_TIME.matcher(text(file)).find()))
                .isEmpty();
    }

    @Test
    void no_test_sleeps() {
        assertThat(javaFiles(TEST)
                        .filter(file -> !file.startsWith(ON_PURPOSE))
                        .filter(file -> SLEEPS.matcher(text(file)).find()))
                .isEmpty();
    }

    @Test
    void names_say_what_a_thing_is() {
        assertThat(sources().filter(file -> EMPTY_NAME.matcher(name(file)).matches()))
                .isEmpty();
        assertThat(sources().map(file -> name(directory(file))).filter(EMPTY_PACKAGES::contains))
                .isEmpty();
    }

    @Test
    void no_file_is_too_long_to_read() {
        assertThat(sources().filter(file -> text(file).lines().count() > LONGEST_FILE))
                .isEmpty();
    }

    @Test
    void every_type_says_in_a_sentence_what_it_is() {
        Predicate<Path> isTest = file -> name(file).endsWith("Test.java");
        assertThat(sources()
                        .filter(isTest.negate())
                        .filter(file -> !name(file).equals("package-info.java"))
                        .filter(file -> !hasSentence(text(file))))
                .isEmpty();
    }

    @Test
    void every_package_says_what_it_is_and_refuses_null() {
        Set<Path> packages = sources().map(HouseRulesTest::directory).collect(Collectors.toCollection(TreeSet::new));

        assertThat(packages.stream().filter(HouseRulesTest::lacksPackageInfo)).isEmpty();
    }

    // ---- documents ----

    @Test
    void the_readme_is_read_in_one_sitting() {
        assertThat(text(Path.of("README.md")).lines().count()).isLessThanOrEqualTo(LONGEST_README);
    }

    @Test
    void every_type_and_test_that_a_document_names_exists() {
        String everything = sources().map(HouseRulesTest::text).collect(Collectors.joining("\n"));
        Set<String> types =
                TYPE.matcher(everything).results().map(found -> found.group(2)).collect(Collectors.toSet());
        types.addAll(OTHERS);

        List<String> unknown = documents()
                .flatMap(document ->
                        spans(document).filter(span -> !isKnown(span, types)).map(span -> document + ": " + span))
                .toList();

        assertThat(unknown).isEmpty();
    }

    @Test
    void every_link_leads_somewhere() {
        List<String> broken = documents()
                .flatMap(document -> LINK.matcher(text(document))
                        .results()
                        .map(link -> link.group(1))
                        .filter(link -> !Files.exists(directory(document).resolve(link)))
                        .map(link -> document + ": " + link))
                .toList();

        assertThat(broken).isEmpty();
    }

    @Test
    void nothing_names_the_machine_that_it_was_written_on() {
        assertThat(ours().filter(HouseRulesTest::isText)
                        .filter(file -> ANOTHERS_MACHINE.matcher(text(file)).find()))
                .isEmpty();
    }

    // ---- how it is found out ----

    /** A path names a type by its last part, and a dotted name a type with one of its members. */
    private static boolean isKnown(String span, Set<String> types) {
        String last = span.substring(span.lastIndexOf('/') + 1);
        if (TYPE_NAME.matcher(last).matches()) {
            return types.contains(last);
        }
        Matcher member = MEMBER.matcher(last.replace("()", ""));
        return !member.matches() || hasMember(member.group(1), member.group(2));
    }

    private static boolean hasMember(String type, String member) {
        Pattern declared = Pattern.compile("\\b" + member + "\\b");
        return sources()
                .filter(file -> name(file).equals(type + ".java"))
                .anyMatch(file -> declared.matcher(text(file)).find());
    }

    private static Stream<String> spans(Path document) {
        String prose = text(document).replaceAll("(?s)```.*?```", "");
        return SPAN.matcher(prose).results().map(span -> span.group(1));
    }

    private static boolean hasSentence(String source) {
        Matcher type = TOP_LEVEL_TYPE.matcher(source);
        if (!type.find()) {
            return false;
        }
        Matcher imports = IMPORTS.matcher(source.substring(0, type.start()));
        int from = imports.find() ? imports.end() : 0;
        return source.substring(from, type.start()).contains("/**");
    }

    private static boolean lacksPackageInfo(Path directory) {
        // A package of the sandbox that has tests is described there; both are compiled together.
        Path beside = directory.startsWith(TEST) ? SANDBOX.resolve(TEST.relativize(directory)) : directory;
        return Stream.of(directory, beside)
                .map(place -> place.resolve("package-info.java"))
                .filter(Files::exists)
                .map(HouseRulesTest::text)
                .noneMatch(text -> text.contains("@NullMarked") && text.contains("/**"));
    }

    private static Stream<Path> sources() {
        return Stream.of(MAIN, SANDBOX, TEST)
                .flatMap(HouseRulesTest::javaFiles)
                .filter(file -> !file.startsWith(ON_PURPOSE));
    }

    private static Stream<Path> javaFiles(Path root) {
        return files(root).filter(file -> name(file).endsWith(".java"));
    }

    private static Stream<Path> documents() {
        return ours().filter(file -> name(file).endsWith(".md"));
    }

    /** What is kept under version control: the files at the top, and these directories. */
    private static Stream<Path> ours() {
        Stream<Path> below = Stream.of("src", "docs", "deploy", ".githooks", ".github", ".mvn")
                .map(Path::of)
                .filter(Files::exists)
                .flatMap(HouseRulesTest::files);
        return Stream.concat(files(Path.of(""), 1), below)
                .filter(file -> !name(file).equals("HouseRulesTest.java"));
    }

    private static boolean isText(Path file) {
        return Pattern.compile(
                        "\\.(java|md|xml|ya?ml|json|sql|service|config|conf|tf|html|css|js|sh)$|(^|/)(Dockerfile|[a-z-]+)$")
                .matcher(file.toString())
                .find();
    }

    private static Stream<Path> files(Path root) {
        return files(root, Integer.MAX_VALUE);
    }

    private static Stream<Path> files(Path root, int depth) {
        try (Stream<Path> found = Files.walk(root, depth)) {
            return found.filter(Files::isRegularFile).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(file.toString(), e);
        }
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    private static Path directory(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
