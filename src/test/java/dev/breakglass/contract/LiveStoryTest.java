package dev.breakglass.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("live")
class LiveStoryTest {
    @Test
    void every_promise_holds_on_real_servers(@TempDir Path directory) {
        List<String> lines = new ArrayList<>();
        try (LiveStory story = new LiveStory(TestServers.here(), directory, lines::add)) {
            story.tell();
        } finally {
            lines.forEach(System.out::println);
        }
        assertThat(lines).hasSize(10);
    }
}
