package dev.breakglass.boundary;

import static dev.breakglass.boundary.Scene.LIST;
import static dev.breakglass.boundary.Scene.READ_SESSION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.breakglass.access.Handles;
import dev.breakglass.boundary.Scene.Grant;
import dev.breakglass.flow.SessionWatch;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProjectWatchTest {
    private static final Predicate<Call> REFRESH = LIST.and(call -> call.query().contains("list_token="));

    private final Scene scene = new Scene();
    private final ProjectWatch watch = new ProjectWatch(scene.client, scene.clock);
    private final Grant grant = scene.filled();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void a_session_is_seen_open_and_then_closed_with_its_bytes() {
        assertThat(look()).isEmpty();
        String session = scene.openSession();
        assertThat(look()).singleElement().satisfies(known -> {
            assertThat(known.id()).isEqualTo(session);
            assertThat(known.over()).isFalse();
        });
        scene.boundary.transfer(session, 11, 22);
        scene.boundary.leave(session);
        assertThat(look()).singleElement().satisfies(known -> {
            assertThat(known.over()).isTrue();
            assertThat(known.bytesUp()).isEqualTo(11);
            assertThat(known.bytesDown()).isEqualTo(22);
        });
    }

    @Test
    void a_session_that_ended_between_two_looks_is_seen_ended() {
        String session = scene.openSession();
        look();
        scene.boundary.leave(session);
        scene.clock.advance(Duration.ofMinutes(2));
        assertThat(look()).extracting(Handles.Session::over).containsExactly(true);
        assertThat(look()).extracting(Handles.Session::endedWhy).containsExactly("canceled");
        assertThat(scene.count(READ_SESSION)).as("what is over is read no more").isEqualTo(1);
    }

    @Test
    void a_session_that_boundary_has_forgotten_is_over() {
        scene.openSession();
        look();
        scene.clock.advance(Duration.ofHours(10));
        assertThat(look()).extracting(Handles.Session::over).containsExactly(true);
    }

    @Test
    void an_open_session_that_the_list_shows_is_not_read_singly() {
        scene.openSession();
        look();
        look();
        assertThat(scene.count(READ_SESSION)).isZero();
        assertThat(scene.count(LIST)).isEqualTo(2);
    }

    @Test
    void an_open_session_that_did_not_change_for_long_is_read_singly() {
        scene.openSession();
        look();
        scene.clock.advance(Duration.ofMinutes(1));
        look();
        scene.clock.advance(Duration.ofMinutes(1));
        assertThat(look()).extracting(Handles.Session::over).containsExactly(false);
        assertThat(scene.count(READ_SESSION)).isPositive();
    }

    @Test
    void after_the_first_list_only_changes_are_asked_for() {
        scene.openSession();
        look();
        scene.clock.advance(Duration.ofSeconds(4));
        look();
        assertThat(scene.count(REFRESH)).isEqualTo(1);
    }

    @Test
    void now_and_then_the_whole_list_is_asked_for_again() {
        scene.openSession();
        look();
        scene.clock.advance(Duration.ofMinutes(5));
        look();
        assertThat(scene.count(LIST)).isEqualTo(2);
        assertThat(scene.count(REFRESH)).isZero();
    }

    @Test
    void a_worthless_list_token_begins_a_new_list() {
        scene.openSession();
        look();
        for (int status : List.of(400, 500)) {
            scene.boundary.failTimes(1, REFRESH, new Fault.Answer(Reply.json(status, "{\"kind\":\"Internal\"}")));
            assertThat(look()).hasSize(1);
        }
        assertThat(scene.count(LIST)).isEqualTo(5);
    }

    @Test
    void sessions_of_others_and_from_before_are_not_shown() {
        Grant later = scene.grant();
        scene.boundary.addPrincipal(scene.second.value(), scene.bob);
        scene.boundary.authorizeSession(scene.bobAtHisDesk, scene.target);
        assertThat(look()).isEmpty();
        assertThat(watch.look(scene.boundary.projectId()).of(later.request).known())
                .isEmpty();
    }

    @Test
    void a_read_that_fails_changes_nothing_and_is_made_good() {
        String session = scene.openSession();
        look();
        scene.boundary.leave(session);
        scene.boundary.failTimes(1, READ_SESSION, new Fault.HangUp());
        assertThat(look()).extracting(Handles.Session::over).containsExactly(false);
        assertThat(look()).extracting(Handles.Session::over).containsExactly(true);
    }

    @Test
    void a_list_that_fails_is_told() {
        scene.boundary.goDown();
        assertThatThrownBy(this::look)
                .isInstanceOfSatisfying(
                        SessionWatch.Unavailable.class,
                        e -> assertThat(e.retryAfter()).isEmpty());
    }

    @Test
    void how_long_boundary_asks_to_be_left_alone_is_told() {
        scene.boundary.failTimes(1, LIST, new Fault.Answer(Reply.empty(429).with("Retry-After", "17")));
        assertThatThrownBy(this::look)
                .isInstanceOfSatisfying(
                        SessionWatch.Unavailable.class,
                        e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(17)));
        assertThat(look()).isEmpty();
    }

    /** One look; what it showed becomes known, as in the store. */
    private List<Handles.Session> look() {
        Handles.Sessions seen = watch.look(scene.boundary.projectId()).of(grant.request);
        grant.request = grant.request
                .watched(seen, scene.clock.instant())
                .map(change -> change.after())
                .orElse(grant.request);
        return grant.known();
    }
}
