package dev.breakglass.store;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

class H2StoreTest extends DatabaseContract {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Override
    Settings settings() {
        return new Settings.Embedded(directory);
    }

    @Override
    List<String> triggers() {
        return List.of("audit_event_is_kept", "audit_head_moves_on");
    }
}
