package dev.breakglass.flow;

import static dev.breakglass.access.Samples.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Actor;
import dev.breakglass.access.EndReason;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.store.Settings;
import dev.breakglass.store.Store;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchSessionsTest {
    private static final Set<Work.Kind> SCOPE = Set.of(Work.Kind.SCOPE);

    @TempDir
    Path directory;

    private final SettableClock clock = SettableClock.stoppedAt(NOON);
    private Optional<SessionWatch.Unavailable> trouble = Optional.empty();
    private Store store;
    private WatchSessions watch;
    private AccessRequest active;

    @BeforeEach
    void open() {
        store = Store.open(new Settings.Embedded(directory), clock, () -> {});
        watch = new WatchSessions(store.requests(), store.work(), this::look, clock);
        active = new OpenGrants(store).active();
    }

    @AfterEach
    void close() {
        store.close();
    }

    private SessionWatch.Look look(String project) {
        assertThat(project).isEqualTo(active.terms().project());
        if (trouble.isPresent()) {
            throw trouble.get();
        }
        return AccessRequest::sessions;
    }

    @Test
    void a_project_with_an_open_grant_is_looked_at_every_four_seconds() {
        watch();
        assertThat(due()).isEqualTo(NOON.plusSeconds(4));
    }

    @Test
    void it_rests_as_long_as_the_server_asks_and_goes_on() {
        trouble = Optional.of(new SessionWatch.Unavailable("busy", Optional.of(Duration.ofSeconds(17))));
        watch();
        assertThat(due()).isEqualTo(NOON.plusSeconds(17));
        trouble = Optional.empty();
        clock.set(due());
        watch();
        assertThat(due()).isEqualTo(NOON.plusSeconds(21));
    }

    @Test
    void a_server_in_trouble_is_asked_less_often() {
        trouble = Optional.of(new SessionWatch.Unavailable("away", Optional.empty()));
        watch();
        assertThat(due()).isEqualTo(NOON.plusSeconds(10));
    }

    @Test
    void a_project_without_an_open_grant_is_left_alone() {
        store.requests()
                .commit(active.end(EndReason.DONE_EARLY, Actor.BOT, NOON).orElseThrow());
        trouble = Optional.of(new SessionWatch.Unavailable("nobody should have asked", Optional.empty()));
        watch();
        assertThat(due()).isEqualTo(Instant.MAX);
    }

    private void watch() {
        watch.watch(store.work().claim(SCOPE).orElseThrow());
    }

    private Instant due() {
        return store.work().nextDue(SCOPE);
    }
}
