package dev.breakglass.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.BoundaryUnderTest.Client;
import dev.breakglass.contract.Wire.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a session shows while it is pending or open, and that it outlives the right to open it. */
interface BoundarySessions extends OnBoundary {
    /** A worker reports the bytes of open connections every quarter of a minute or so. */
    Duration COUNTED = Duration.ofSeconds(40);

    /** As many clients as are started until one carries data. */
    int CLIENTS = 5;

    @Test
    default void a_session_is_pending_until_its_first_connection() {
        stage().filledSlot();
        Reply authorized = stage().authorize(stage().alice(), stage().target());
        Reply session = stage().readSession(authorized.text("/session_id"));
        assertThat(session.text("/status")).isEqualTo("pending");
        assertThat(session.number("/version")).isEqualTo(1);
        assertThat(session.text("/user_id")).isEqualTo(stage().aliceUser());
        assertThat(session.text("/target_id")).isEqualTo(stage().target());
        assertThat(session.text("/auth_token_id")).isEqualTo(stage().alice().tokenId());
        assertThat(session.json().has("connections")).isFalse();
        assertThat(BoundaryStage.texts(session.at("/authorized_actions"))).contains("read", "cancel");
        stage().cancel(authorized.text("/session_id"), 1).good();
    }

    @Test
    default void a_session_begins_at_or_after_the_time_at_which_the_slot_was_filled() {
        String slot = stage().filledSlot();
        Instant filled = Instant.parse(stage().bot().get("roles/" + slot).text("/updated_time"));
        Reply authorized = stage().authorize(stage().alice(), stage().target());
        Reply session = stage().readSession(authorized.text("/session_id"));
        assertThat(Instant.parse(session.text("/created_time"))).isAfterOrEqualTo(filled);
        Instant end = Instant.parse(session.text("/expiration_time"));
        assertThat(Duration.between(Instant.parse(session.text("/created_time")), end))
                .isBetween(BoundaryStage.SESSION_MAX.minusSeconds(5), BoundaryStage.SESSION_MAX.plusSeconds(5));
        stage().cancel(authorized.text("/session_id"), 1).good();
    }

    @Test
    default void the_first_connection_makes_a_session_active_and_counts_it_up() {
        Open open = open();
        Reply session = stage().readSession(open.session());
        assertThat(session.text("/status")).isEqualTo("active");
        assertThat(session.number("/version")).isEqualTo(2);
        assertThat(session.at("/states")
                        .valueStream()
                        .map(state -> state.path("status").asText()))
                .containsExactly("active", "pending");
        assertThat(session.at("/connections")).isNotEmpty();
        end(open);
    }

    @Test
    default void connections_are_shown_by_a_single_read_and_never_by_a_list() {
        Open open = open();
        Reply list = stage().listSessions();
        assertThat(list.at("/items")
                        .valueStream()
                        .filter(item -> item.path("id").asText().equals(open.session())))
                .hasSize(1)
                .allSatisfy(item -> {
                    assertThat(item.has("connections")).isFalse();
                    assertThat(item.path("version").asInt()).isEqualTo(2);
                    assertThat(item.path("status").asText()).isEqualTo("active");
                    assertThat(item.path("user_id").asText()).isEqualTo(stage().aliceUser());
                    assertThat(item.path("target_id").asText()).isEqualTo(stage().target());
                });
        end(open);
    }

    @Test
    default void an_open_session_outlives_the_slot_and_takes_new_connections() {
        assertThat(IntStream.range(0, CLIENTS).anyMatch(i -> newConnectionAfterTheSlotWasEmptied()))
                .isTrue();
    }

    private boolean newConnectionAfterTheSlotWasEmptied() {
        Open open = open();
        stage().emptySlot();
        server().elapse(Duration.ofSeconds(1));
        assertThat(open.client().carries()).isTrue();
        assertThat(stage().authorize(stage().alice(), stage().target()).status())
                .isEqualTo(403);
        boolean another = open.client().takesAnother();
        end(open);
        return another;
    }

    @Test
    default void bytes_are_counted_as_texts_some_time_after_they_flowed() {
        Open open = open();
        open.client().transfer(4_096);
        assertThat(server().within(
                                COUNTED, () -> bytes(open, "bytes_up") >= 4_096 && bytes(open, "bytes_down") >= 4_096))
                .isTrue();
        assertThat(stage().readSession(open.session())
                        .json()
                        .findValue("bytes_up")
                        .isTextual())
                .isTrue();
        end(open);
    }

    private long bytes(Open open, String field) {
        return stage().readSession(open.session())
                .at("/connections")
                .valueStream()
                .mapToLong(connection -> connection.path(field).asLong())
                .sum();
    }

    @Test
    default void people_see_their_own_sessions_and_nobody_elses() {
        Open open = open();
        BoundaryCaller other = stage().logIn(stage().person("other"));
        stage().join(stage().slot(stage().target()), stage().botAccount());
        assertThat(stage().alice().get("sessions/" + open.session()).status()).isEqualTo(200);
        assertThat(other.get("sessions/" + open.session()).status()).isEqualTo(403);
        assertThat(other.post("sessions/" + open.session() + ":cancel", "{'version':2}")
                        .status())
                .isEqualTo(403);
        assertThat(BoundaryStage.ids(other.get("sessions?scope_id=" + stage().project())))
                .doesNotContain(open.session());
        end(open);
    }

    @Test
    default void without_the_right_to_sessions_a_list_is_empty_and_reads_as_a_success() {
        Open open = open();
        BoundaryCaller weak = stage().logIn(stage().person("weak"));
        Reply list = weak.get("sessions?scope_id=" + stage().project());
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.json().has("items")).isFalse();
        end(open);
    }

    @Test
    default void a_session_that_is_not_there_is_not_found() {
        Reply absent = stage().readSession("s_0000000000");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.text("/kind")).isEqualTo("NotFound");
        assertThat(stage().cancel("s_0000000000", 1).status()).isEqualTo(404);
    }

    @Test
    default void a_hidden_target_cannot_be_opened_by_whoever_knows_its_id() {
        String hidden = stage().target(BoundaryStage.SESSION_MAX);
        stage().filledSlot();
        assertThat(stage().authorize(stage().alice(), hidden).status()).isEqualTo(403);
        assertThat(stage().authorize(stage().nobody(), hidden).status()).isIn(List.of(401, 403));
    }

    // ---- how a test comes to an open session ----

    /** A session with a client that carries data. */
    record Open(String session, Client client) {}

    default Open open() {
        stage().filledSlot();
        return openOn(stage().target(), stage().alice());
    }

    default Open openOn(String target, BoundaryCaller person) {
        for (int i = 0; i < CLIENTS; i++) {
            Reply authorized = stage().authorize(person, target).good();
            String session = authorized.text("/session_id");
            Optional<Client> client = server().client(authorized);
            if (client.isPresent()) {
                return new Open(session, client.get());
            }
            stage().cancel(session, stage().readSession(session).number("/version"))
                    .good();
        }
        throw new AssertionError("no client carries data");
    }

    default void end(Open open) {
        open.client().leave();
        stage().emptySlot();
    }
}
