package dev.breakglass.kill;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.kill.Step.Phase;
import dev.breakglass.kill.Step.When;
import dev.breakglass.kill.Story.Ending;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A bot that is killed with -9 at any step goes on as if nothing had happened. {@code mvn verify} kills it at five steps;
 * the whole matrix, which takes some ten minutes, is
 *
 * <pre>mvn -q test-compile surefire:test -Djacoco.agent= -Dtest=KillTest -Dkill=all</pre>
 *
 * and leaves its table in {@code target/kill-table.txt}. {@code -Dkill.only=TEXT} takes the steps that contain a text, and
 * {@code -Dkill.at.once=N} says how many bots run beside each other.
 */
class KillTest {
    private static final int AT_ONCE = Integer.getInteger("kill.at.once", 6);
    /** Repeated by the clock, so how often they are made says nothing. */
    private static final int MOST_OF_A_KIND = 3;

    /** So many may fall into another phase than in the rehearsal. */
    private static final int MOST_ELSEWHERE = 6;

    private static final String NOT_REACHED = "this step was not reached";

    @TempDir
    Path directory;

    private final AtomicInteger stories = new AtomicInteger();

    /** What became of one story. */
    private record Outcome(String name, boolean kept, String says) {
        boolean isReached() {
            return !says.equals(NOT_REACHED);
        }

        @Override
        public String toString() {
            return name + "  " + (!isReached() ? "elsewhere  " : kept ? "as if nothing had happened  " : "BROKEN  ")
                    + says;
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "kill", matches = "all")
    void the_story_ends_as_ever_when_the_bot_is_killed_at_five_steps() throws Exception {
        List<Step> steps = List.of(
                new Step(Phase.ASK, Step.ACKNOWLEDGEMENT, 1, When.DONE),
                new Step(Phase.APPROVE, "boundary POST /v1/roles/*:set-principals", 1, When.LATE),
                new Step(Phase.APPROVE, "vault GET /v1/database/creds/orders", 1, When.DONE),
                new Step(Phase.END, "boundary POST /v1/roles/*:set-principals", 1, When.DONE),
                new Step(Phase.END, "vault POST /v1/sys/leases/revoke", 1, When.LOST));
        List<Callable<Outcome>> all = new ArrayList<>(List.of(this::deadAtTheEnd));
        steps.forEach(step -> all.add(() -> killedAt(Ending.EXPIRES, step)));
        assertAllKept(run(all));
    }

    @Test
    @EnabledIfSystemProperty(named = "kill", matches = "all")
    void the_story_ends_as_ever_when_the_bot_is_killed_at_any_step() throws Exception {
        List<Callable<Outcome>> all = new ArrayList<>(List.of(this::deadAtTheEnd));
        for (Map.Entry<Ending, Collection<Step>> steps : everyStep().entrySet()) {
            steps.getValue().stream()
                    .filter(step -> step.toString().contains(System.getProperty("kill.only", "")))
                    .forEach(step -> all.add(() -> killedAt(steps.getKey(), step)));
        }
        List<Outcome> outcomes = run(all);
        List<String> table = outcomes.stream().map(Outcome::toString).toList();
        Files.write(Path.of("target", "kill-table.txt"), table);
        table.forEach(System.out::println);
        assertAllKept(outcomes);
    }

    /** What the bot does when nobody kills it, and what it does differently when the story ends in another way. */
    private Map<Ending, Collection<Step>> everyStep() throws IOException {
        Map<Ending, Collection<Step>> steps = new EnumMap<>(Ending.class);
        steps.put(Ending.EXPIRES, stepsOf(Ending.EXPIRES, Set.of(Phase.values())));
        steps.put(Ending.DONE_EARLY, stepsOf(Ending.DONE_EARLY, Set.of(Phase.END)));
        steps.put(Ending.DENIED, stepsOf(Ending.DENIED, Set.of(Phase.DENY)));
        return steps;
    }

    private Collection<Step> stepsOf(Ending ending, Set<Phase> phases) throws IOException {
        try (Story undisturbed = new Story(nextDirectory(), ending, Optional.empty())) {
            undisturbed.tell();
            Set<Step> steps = new LinkedHashSet<>();
            undisturbed.calls().stream()
                    .filter(seen -> phases.contains(seen.phase()) && seen.nth() <= MOST_OF_A_KIND)
                    .forEach(seen -> steps.addAll(seen.steps()));
            return steps;
        }
    }

    private Outcome killedAt(Ending ending, Step step) throws IOException {
        return outcome(String.format("%-10s %s", ending, step), ending, Optional.of(step));
    }

    private Outcome deadAtTheEnd() throws IOException {
        return outcome(
                String.format("%-10s dead from before the warning until after the end", Ending.OUTAGE),
                Ending.OUTAGE,
                Optional.empty());
    }

    /** A machine that is slow for a moment may merge two messages into one, so a step that was missed gets a second try. */
    private Outcome outcome(String name, Ending ending, Optional<Step> step) throws IOException {
        Outcome first = told(name, ending, step);
        return first.isReached() ? first : told(name, ending, step);
    }

    private Outcome told(String name, Ending ending, Optional<Step> step) throws IOException {
        long start = System.nanoTime();
        try (Story story = new Story(nextDirectory(), ending, step)) {
            try {
                String notes = story.tell();
                long seconds = Duration.ofNanos(System.nanoTime() - start).toSeconds();
                return story.killed()
                        ? new Outcome(name, true, seconds + " s  " + notes)
                        : new Outcome(name, step.filter(Step::comesRound).isPresent(), NOT_REACHED);
            } catch (RuntimeException e) {
                return new Outcome(name, false, e + "\n  " + String.join("\n  ", story.lastWords()));
            }
        }
    }

    private Path nextDirectory() {
        return directory.resolve("story-" + stories.incrementAndGet());
    }

    private static List<Outcome> run(List<Callable<Outcome>> stories) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(AT_ONCE);
        try {
            List<Outcome> outcomes = new ArrayList<>();
            for (Future<Outcome> outcome : pool.invokeAll(stories)) {
                outcomes.add(outcome.get());
            }
            return outcomes;
        } finally {
            pool.shutdownNow();
        }
    }

    private static void assertAllKept(List<Outcome> outcomes) {
        assertThat(outcomes).isNotEmpty();
        assertThat(outcomes.stream().filter(outcome -> !outcome.kept())).isEmpty();
        assertThat(outcomes.stream().filter(outcome -> !outcome.isReached()))
                .as("calls that the clock moved elsewhere")
                .hasSizeLessThanOrEqualTo(MOST_ELSEWHERE);
    }
}
