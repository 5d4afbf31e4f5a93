package dev.breakglass.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.Policy;
import dev.breakglass.sandbox.SettableClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

@Isolated("looks at the log of the whole process")
class PolicyHolderTest {
    private static final PolicyText LONGER = PolicyText.GOOD.with("name: Alice", "name: Alice Adams");
    private static final PolicyText BAD = PolicyText.GOOD.with("risk: high", "risk: enormous");
    private static final String FAULT = "policy.yaml:9: 'enormous' is not a risk. Write low, medium or high.";

    private final SettableClock clock = SettableClock.stoppedAt(Instant.parse("2026-03-01T12:00:00Z"));
    private final Logger logger = (Logger) LoggerFactory.getLogger(PolicyHolder.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    Path directory;

    @BeforeEach
    void listen() {
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(log);
    }

    @Test
    void a_changed_file_is_read_again_after_a_second() {
        PolicyHolder holder = holding(PolicyText.GOOD);
        LONGER.in(directory);

        assertThat(nameOfAlice(holder)).isEqualTo("Alice");
        clock.advance(Duration.ofSeconds(1));
        assertThat(nameOfAlice(holder)).isEqualTo("Alice Adams");
        assertThat(holder.trouble()).isEmpty();
    }

    @Test
    void a_bad_new_policy_keeps_the_old_one_and_is_told_once() {
        PolicyHolder holder = holding(PolicyText.GOOD);
        BAD.in(directory);

        for (int second = 0; second < 5; second++) {
            clock.advance(Duration.ofSeconds(1));
            assertThat(nameOfAlice(holder)).isEqualTo("Alice");
        }

        assertThat(holder.trouble().orElseThrow()).extracting(Problem::toString).containsExactly(FAULT);
        assertThat(errors()).singleElement().asString().contains(FAULT, "The last good policy stays in force.");
    }

    @Test
    void another_bad_policy_is_told_again() {
        PolicyHolder holder = holding(BAD);
        BAD.with("longest: 4h", "longest: long").in(directory);
        clock.advance(Duration.ofSeconds(1));
        holder.get();

        assertThat(errors()).hasSize(2);
    }

    @Test
    void a_repaired_policy_ends_the_trouble() {
        PolicyHolder holder = holding(BAD);
        assertThat(holder.get()).isEmpty();
        assertThat(errors()).singleElement().asString().contains("NOBODY CAN BE GIVEN ACCESS.");

        LONGER.in(directory);
        clock.advance(Duration.ofSeconds(1));

        assertThat(nameOfAlice(holder)).isEqualTo("Alice Adams");
        assertThat(holder.trouble()).isEmpty();
    }

    @Test
    void a_vanished_file_keeps_the_old_policy() throws IOException {
        PolicyHolder holder = holding(PolicyText.GOOD);
        Files.delete(directory.resolve("policy.yaml"));
        clock.advance(Duration.ofSeconds(1));

        assertThat(nameOfAlice(holder)).isEqualTo("Alice");
        assertThat(holder.trouble()).isPresent();
    }

    @Test
    void a_change_of_the_people_file_is_noticed() throws IOException {
        String text = PolicyText.GOOD.text();
        Path people = directory.resolve("people.yaml");
        String names = text.substring(0, text.indexOf("groups:"))
                .replace("people:\n", "")
                .replace("  ", "");
        Files.writeString(people, names);
        PolicyHolder holder =
                holding(new PolicyText("people_file: people.yaml\n" + text.substring(text.indexOf("groups:"))));

        Files.writeString(people, names.replace("Alice", "Alice Adams"));
        clock.advance(Duration.ofSeconds(1));

        assertThat(nameOfAlice(holder)).isEqualTo("Alice Adams");
    }

    private PolicyHolder holding(PolicyText text) {
        return new PolicyHolder(text.in(directory), clock);
    }

    private static String nameOfAlice(PolicyHolder holder) {
        Policy policy = holder.get().orElseThrow();
        return policy.people().entrySet().stream()
                .filter(entry -> entry.getKey().equals(new PersonId("alice")))
                .map(entry -> entry.getValue().name())
                .findFirst()
                .orElseThrow();
    }

    private List<String> errors() {
        return log.list.stream()
                .filter(event -> event.getLevel() == Level.ERROR)
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }
}
