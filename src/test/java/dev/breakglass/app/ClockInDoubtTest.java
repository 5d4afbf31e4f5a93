package dev.breakglass.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The clocks of the host and the database move against each other: nothing is granted, and what is open ends all the same. */
class ClockInDoubtTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private Scene scene;

    @BeforeEach
    void start() {
        scene = new Scene(directory);
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void nothing_is_granted_and_revoking_goes_on() {
        scene.grant();
        assertThat(scene.metric("breakglass_clock_in_doubt")).isZero();
        assertThat(scene.people.typesBreakglass("dave").ok()).isTrue();
        assertThat(scene.people
                        .asks("dave", "checkout is down, orders are stuck")
                        .ok())
                .isTrue();
        scene.await(
                "the card", () -> scene.people.cards().stream().anyMatch(card -> scene.people.sees(card, "approve")));

        // Kept moving, so that a slow machine does not see it settle meanwhile.
        Duration[] drift = {Duration.ofSeconds(2)};
        scene.sandbox.drift(drift[0]);
        scene.await("doubt", () -> scene.metric("breakglass_clock_in_doubt") == 1);
        assertThat(scene.people.pressesOnCard("bob", "approve").ok()).isTrue();
        scene.await("the refusal", () -> {
            drift[0] = drift[0].plusSeconds(2);
            scene.sandbox.drift(drift[0]);
            return scene.audit("CLOSING").stream()
                    .anyMatch(event ->
                            event.path("facts").path("refusal").asText().equals("CLOCK_IN_DOUBT"));
        });
        assertThat(scene.audit("OPENED")).hasSize(1);

        assertThat(scene.people.pressesInMessages("alice", "done").ok()).isTrue();
        scene.await("the end", () -> scene.requests().isEmpty());
        scene.assertNothingIsOpen();

        scene.await("trust again", () -> scene.metric("breakglass_clock_in_doubt") == 0);
    }
}
