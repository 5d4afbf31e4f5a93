package dev.breakglass.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.BoundaryStage.Person;
import dev.breakglass.contract.Wire.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What ends a session, how soon, and what is seen of it afterwards. */
interface BoundarySessionEnds extends OnBoundary, BoundarySessions {
    /** Workers ask every two seconds which sessions to cut. */
    Duration CUT = Duration.ofSeconds(6);

    /** A session without connections waits for a job of the controller. */
    Duration SWEPT = Duration.ofMinutes(2);

    @Test
    default void a_cancelled_session_is_canceling_at_once_and_cut_within_seconds() {
        Open open = open();
        Reply canceled = stage().cancel(open.session(), 2);
        assertThat(canceled.status()).isEqualTo(200);
        assertThat(canceled.text("/status")).isEqualTo("canceling");
        assertThat(canceled.number("/version")).isEqualTo(3);
        assertThat(server().within(CUT, () -> !open.client().carries())).isTrue();
        assertThat(open.client().takesAnother()).isFalse();
        assertThat(server().within(CUT, () -> status(open).equals("terminated")))
                .isTrue();
        Reply ended = stage().readSession(open.session());
        assertThat(ended.text("/termination_reason")).isEqualTo("canceled");
        assertThat(ended.at("/connections").valueStream())
                .allSatisfy(
                        each -> assertThat(each.path("closed_reason").asText()).isNotEmpty());
        stage().emptySlot();
    }

    @Test
    default void a_cancel_at_a_wrong_version_is_a_server_error_and_the_session_goes_on() {
        Open open = open();
        Reply refused = stage().cancel(open.session(), 1);
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.text("/kind")).isEqualTo("Internal");
        assertThat(status(open)).isEqualTo("active");
        assertThat(open.client().carries()).isTrue();
        end(open);
    }

    @Test
    default void a_cancel_without_a_version_is_a_bad_request() {
        Open open = open();
        Reply refused = stage().bot().post("sessions/" + open.session() + ":cancel", "{}");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/details/request_fields/0/name")).isEqualTo("version");
        end(open);
    }

    @Test
    default void what_is_ending_or_over_can_be_cancelled_at_any_version() {
        Open open = open();
        stage().cancel(open.session(), 2).good();
        assertThat(stage().cancel(open.session(), 1).status()).isEqualTo(200);
        assertThat(server().within(CUT, () -> status(open).equals("terminated")))
                .isTrue();
        assertThat(stage().cancel(open.session(), 77).status()).isEqualTo(200);
        assertThat(status(open)).isEqualTo("terminated");
        stage().emptySlot();
    }

    @Test
    default void a_terminated_session_vanishes_from_lists_and_is_not_among_the_removed() {
        Open open = open();
        Reply before = stage().listSessions();
        assertThat(BoundaryStage.ids(before)).contains(open.session());
        stage().cancel(open.session(), 2).good();
        assertThat(server().within(CUT, () -> status(open).equals("terminated")))
                .isTrue();
        Reply refreshed = stage().bot()
                .get("sessions?scope_id=" + stage().project() + "&list_token=" + before.text("/list_token"));
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(BoundaryStage.ids(refreshed)).doesNotContain(open.session());
        assertThat(BoundaryStage.texts(refreshed.at("/removed_ids"))).doesNotContain(open.session());
        assertThat(BoundaryStage.ids(stage().listSessions())).doesNotContain(open.session());
        assertThat(stage().readSession(open.session()).status()).isEqualTo(200);
        stage().emptySlot();
    }

    @Test
    default void a_pending_session_that_is_cancelled_takes_no_connection_and_waits_to_be_swept() {
        stage().filledSlot();
        String session = stage().authorize(stage().alice(), stage().target()).text("/session_id");
        assertThat(stage().cancel(session, 1).text("/status")).isEqualTo("canceling");
        assertThat(server().within(
                                SWEPT,
                                () -> stage().readSession(session)
                                        .text("/status")
                                        .equals("terminated")))
                .isTrue();
        stage().emptySlot();
    }

    @Test
    default void people_may_cancel_their_own_sessions() {
        Open open = open();
        assertThat(stage().alice()
                        .post("sessions/" + open.session() + ":cancel", "{'version':2}")
                        .status())
                .isEqualTo(200);
        assertThat(server().within(CUT, () -> !open.client().carries())).isTrue();
        stage().emptySlot();
    }

    @Test
    default void a_client_that_leaves_cancels_its_session_which_ends_within_two_minutes() {
        Open open = open();
        open.client().leave();
        assertThat(server().within(CUT, () -> !status(open).equals("active"))).isTrue();
        assertThat(server().within(SWEPT, () -> status(open).equals("terminated")))
                .isTrue();
        stage().emptySlot();
    }

    @Test
    default void a_session_is_ended_by_boundary_itself_at_the_targets_limit() {
        String brief = stage().target(Duration.ofSeconds(8));
        String slot = stage().slot(brief);
        Person person = stage().person("brief");
        stage().join(slot, person);
        Open open = openOn(brief, stage().logIn(person));
        assertThat(open.client().carries()).isTrue();
        assertThat(server().within(
                                Duration.ofSeconds(8).plus(CUT),
                                () -> !open.client().carries()))
                .isTrue();
        assertThat(open.client().takesAnother()).isFalse();
        assertThat(server().within(SWEPT, () -> status(open).equals("terminated")))
                .isTrue();
        assertThat(stage().readSession(open.session()).text("/termination_reason"))
                .isEqualTo("timed out");
    }

    @Test
    default void deleting_the_token_ends_the_session_without_a_new_version_at_first() {
        Person person = stage().person("hard");
        stage().join(stage().slot(stage().target()), person);
        BoundaryCaller token = stage().logIn(person);
        Open open = openOn(stage().target(), token);
        stage().admin().delete("auth-tokens/" + token.tokenId()).good();
        Reply ending = stage().readSession(open.session());
        assertThat(ending.text("/status")).isEqualTo("canceling");
        assertThat(ending.number("/version")).isEqualTo(2);
        assertThat(ending.json().has("auth_token_id")).isFalse();
        assertThat(server().within(CUT, () -> !open.client().carries())).isTrue();
        assertThat(server().within(CUT, () -> status(open).equals("terminated")))
                .isTrue();
    }

    @Test
    default void deleting_the_user_ends_the_session_which_then_names_no_user() {
        Person person = stage().person("gone");
        stage().join(stage().slot(stage().target()), person);
        Open open = openOn(stage().target(), stage().logIn(person));
        stage().admin().delete("users/" + person.user()).good();
        Reply ending = stage().readSession(open.session());
        assertThat(ending.text("/status")).isEqualTo("canceling");
        assertThat(ending.json().has("user_id")).isFalse();
        assertThat(server().within(CUT, () -> !open.client().carries())).isTrue();
    }

    private String status(Open open) {
        return stage().readSession(open.session()).text("/status");
    }
}
