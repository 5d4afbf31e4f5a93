package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.sandbox.Sandbox;
import dev.breakglass.sandbox.Story;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Day one: two servers that nobody prepared, the two setups, what they print pasted, and then a grant. */
class SetupStoryTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @SuppressWarnings("NullAway.Init")
    private SetupWorld setup;

    @BeforeEach
    void prepare() {
        setup = new SetupWorld(directory);
        setup.paste(setup.boundary(), setup.vaultWithDatabase());
    }

    @AfterEach
    void stop() {
        setup.close();
    }

    @Test
    void what_the_setups_print_passes_every_check() {
        assertThat(setup.check().withoutRemarks()).isEqualTo(new Said(0, "All is well." + System.lineSeparator(), ""));
    }

    @Test
    void after_pasting_there_is_nothing_left_to_do() {
        assertThat(setup.boundary().lines()).last().isEqualTo("Nothing to do.");
        assertThat(setup.vault().lines()).last().isEqualTo("Nothing to do.");
    }

    @Test
    void a_bot_with_exactly_these_rights_keeps_every_promise() {
        List<String> lines = new ArrayList<>();
        try (Sandbox sandbox = Sandbox.start(setup.clock, setup.world, setup.config())) {
            new Story(sandbox, lines::add).tell();
        }
        assertThat(lines).hasSize(11);
    }
}
