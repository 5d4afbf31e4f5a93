package dev.breakglass.story;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.People;
import dev.breakglass.sandbox.slack.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two people, grant after grant, with every press doubled. */
class PressureTest {
    private static final int GRANTS = 5;

    @Test
    void after_many_grants_with_doubled_presses_nothing_is_open_and_the_chain_holds(@TempDir Path directory) {
        Random random = new Random(20_261_122);
        try (Stage stage = Stage.open(directory)) {
            for (int grant = 0; grant < GRANTS; grant++) {
                List<Message> cards = List.of(stage.asked("alice"), stage.asked("dave"));
                for (Message card : cards) {
                    twice(() -> stage.press(random.nextBoolean() ? "bob" : "carol", card, "approve"));
                }
                cards.forEach(card -> stage.awaitEvent("OPENED", card));
                assertThat(stage.filledSlots())
                        .containsExactlyInAnyOrder(List.of(stage.world.alice()), List.of(stage.world.dave()));
                assertThat(List.of("alice", "dave"))
                        .allMatch(name -> stage.people.connects(name).isPresent());
                for (Message card : cards) {
                    end(stage, card, random.nextInt(3));
                }
                cards.forEach(card -> stage.awaitEvent("CLOSED", card));
                stage.assertNothingIsOpen();
            }
            assertThat(stage.audit("OPENED")).hasSize(2 * GRANTS);
            assertThat(stage.audit("APPROVED")).hasSize(2 * GRANTS);
            assertThat(stage.audit("CLOSED")).hasSize(2 * GRANTS);
            assertThat(stage.verified()).doesNotContain("fault");
            assertThat(stage.world.slack.notifications()).isEmpty();
        }
    }

    private static void end(Stage stage, Message card, int way) {
        if (way == 0) {
            stage.settle();
            stage.clock.advance(Duration.ofMinutes(31));
            return;
        }
        String action = way == 1 ? "done" : "end_now";
        String presser = way == 1 ? requester(stage, card) : "carol";
        String channel = way == 1 ? stage.dmChannelOf(presser) : Stage.CARDS;
        twice(() ->
                stage.world.slack.forge(People.user(presser), channel, card.ts(), action, "b", stage.requestOf(card)));
    }

    private static String requester(Stage stage, Message card) {
        return stage.text(card).contains("Alice Adams") ? "alice" : "dave";
    }

    private static void twice(Runnable press) {
        CompletableFuture<Void> first = CompletableFuture.runAsync(press);
        press.run();
        first.join();
    }
}
