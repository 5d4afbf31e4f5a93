package dev.breakglass.sandbox.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.sandbox.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Holds the fake against what a real Boundary 0.21.2 answered. Every recorded exchange is sent and compared; what was
 * seen beside the API happens here between the exchanges. {@link Replay} says what is compared and what is not.
 *
 * <p>Not replayed at all, and therefore not among the resources: the recordings of the health listener (another port), of
 * 150 lists in a row (see {@link FakeBoundaryTest}; the real server refused the 143rd, having counted eight earlier ones),
 * of directories and groups, and the administrator's reading of the roles that a server in dev mode makes.
 */
class BoundaryReplayTest {
    private static final String TARGET = "ttcp_Z9zozRwUyX";
    private static final String ALICE = "u_3LJYXQcF60";
    private static final String ALICE_ACCOUNT = "acctpw_B4DERPzxr5";
    private static final String ALICE_TOKEN = "at_SBWb5ZEGXQ";

    private final SettableClock clock = SettableClock.stoppedAt(Instant.parse("2026-11-22T15:36:39Z"));
    private final FakeBoundary boundary = new FakeBoundary(clock, 0);
    private final Map<String, Runnable> beside = new HashMap<>();

    @AfterEach
    void close() {
        boundary.close();
    }

    @Test
    void the_fake_answers_like_the_recorded_server() {
        Replay replay = new Replay(boundary, clock, "/recordings/boundary.json");
        // Where in its two seconds the worker looked next was chance; in this recording it was soon.
        boundary.cutAfter(Duration.ofMillis(250));
        activeSession(replay);
        clientCloses(replay);
        hardKill(replay);
        List<String> scenarios = List.of(
                "setup",
                "login",
                "people",
                "slot",
                "role-per-request",
                "target",
                "session-pending",
                "session-active",
                "session-client-closes",
                "hard-kill",
                "lists",
                "odds",
                "deleted-user");
        scenarios.forEach(scenario -> run(replay, scenario));
        assertThat(beside).as("happenings that no exchange led to").isEmpty();
    }

    @Test
    void an_emergency_account_behaves_like_the_recorded_one() {
        clock.set(Instant.parse("2026-11-22T16:17:35Z"));
        run(new Replay(boundary, clock, "/recordings/boundary-account.json"), "emergency-account");
    }

    private void run(Replay replay, String scenario) {
        List<String> unexplained = new ArrayList<>();
        List<JsonNode> exchanges = replay.exchanges(scenario);
        for (int i = 0; i < exchanges.size(); i++) {
            String name = scenario + " " + i;
            Runnable happening = beside.remove(name);
            if (happening != null) {
                happening.run();
            }
            if (exchanges.get(i).has("status")) {
                replay.exchange(name, exchanges.get(i));
            } else if (happening == null) {
                unexplained.add(name);
            }
        }
        assertThat(unexplained).as("observations that nothing here stands for").isEmpty();
    }

    private void activeSession(Replay replay) {
        String session = "s_OMH2ODzWkb";
        beside.put("session-active 0", () -> {
            at("15:36:42.373224");
            open(replay, session);
            at("15:36:42.445419");
            connectLikeTheClient(replay.here(session));
        });
        beside.put("session-active 2", () -> {
            boundary.transfer(replay.here(session), 123, 16799);
            clock.advance(Duration.ofSeconds(17));
        });
        beside.put("session-active 7", () -> {
            boundary.connect(replay.here(session));
            boundary.transfer(replay.here(session), 125, 514);
            boundary.disconnect(replay.here(session));
        });
        beside.put(
                "session-active 12",
                () -> assertThat(boundary.alive(replay.here(session))).isFalse());
    }

    private void clientCloses(Replay replay) {
        String session = "s_k28YrHIvXX";
        beside.put("session-client-closes 2", () -> {
            at("15:37:02.269606");
            open(replay, session);
            at("15:37:02.396889");
            connectLikeTheClient(replay.here(session));
            boundary.transfer(replay.here(session), 90, 481);
        });
        beside.put("session-client-closes 3", () -> {
            at("15:37:02.460683");
            boundary.leave(replay.here(session));
        });
    }

    private void hardKill(Replay replay) {
        String session = "s_WkRBkiWetN";
        beside.put("hard-kill 0", () -> {
            at("15:38:04.313704");
            open(replay, session);
            at("15:38:04.361642");
            connectLikeTheClient(replay.here(session));
            boundary.transfer(replay.here(session), 97, 415);
        });
        beside.put("hard-kill 3", () -> at("15:38:06.389816"));
        beside.put(
                "hard-kill 5",
                () -> assertThat(boundary.alive(replay.here(session))).isTrue());
        beside.put(
                "hard-kill 7",
                () -> assertThat(boundary.alive(replay.here(session))).isFalse());
    }

    private void open(Replay replay, String recordedSession) {
        String bearer = replay.here(ALICE_TOKEN + "_EXAMPLEalicexxxx");
        Person alice = new Person(replay.here(ALICE), replay.here(ALICE_ACCOUNT), replay.here(ALICE_TOKEN), bearer);
        replay.means(recordedSession, boundary.authorizeSession(alice, replay.here(TARGET)));
    }

    /** The official client tries the way with a connection of its own before it lets the user's through. */
    private void connectLikeTheClient(String session) {
        boundary.connect(session);
        boundary.disconnect(session);
        boundary.connect(session);
    }

    private void at(String time) {
        clock.set(Instant.parse("2026-11-22T" + time + "Z"));
    }
}
