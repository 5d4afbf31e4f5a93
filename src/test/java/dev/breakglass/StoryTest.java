package dev.breakglass;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.Sandbox;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.Story;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryTest {
    @Test
    void every_promise_holds_from_the_command_to_the_proved_end(@TempDir Path directory) {
        List<String> lines = new ArrayList<>();
        try (Sandbox sandbox = Sandbox.start(SettableClock.running(), directory, 0)) {
            new Story(sandbox, lines::add).tell();
        }
        assertThat(lines).hasSize(11);
    }
}
