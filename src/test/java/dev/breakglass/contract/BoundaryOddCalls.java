package dev.breakglass.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.Wire.Reply;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the gateway answers before anybody's rights are looked at, and how it slows a caller down. */
interface BoundaryOddCalls extends OnBoundary {
    /** As many lists as one token may make of one kind in half a minute. */
    int LISTS = 150;

    @Test
    default void a_correlation_id_that_is_no_uuid_is_a_server_error() {
        assertThat(correlated("not-a-uuid").status()).isEqualTo(500);
        assertThat(correlated(UUID.randomUUID().toString()).status()).isEqualTo(200);
    }

    private Reply correlated(String id) {
        return stage().bot()
                .wire()
                .send(
                        "GET",
                        "/v1/targets/" + stage().target(),
                        Map.of("Authorization", "Bearer " + stage().bot().token(), "X-Correlation-Id", id),
                        "");
    }

    @Test
    default void an_unknown_path_is_404_without_a_body() {
        Reply reply = stage().bot().get("there-is-no-such-thing");
        assertThat(reply.status()).isEqualTo(404);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    default void an_unknown_action_is_400_without_a_body() {
        Reply reply = stage().bot().post("roles/" + stage().emptySlot() + ":explode", "{}");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    default void a_wrong_method_is_405_without_a_body() {
        Reply reply = stage().bot().send("PUT", "roles/" + stage().emptySlot(), "{}");
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.body()).isEmpty();
    }

    @Test
    default void a_body_that_is_no_json_is_a_server_error() {
        Reply reply = stage().bot().post("roles/" + stage().emptySlot() + ":set-principals", "{broken");
        assertThat(reply.status()).isEqualTo(500);
        assertThat(reply.text("/kind")).isEqualTo("Internal");
    }

    @Test
    default void unknown_fields_are_ignored() {
        String slot = stage().emptySlot();
        Reply reply = stage().bot()
                .post(
                        "roles/" + slot + ":set-principals",
                        "{'version':%d,'principal_ids':[],'colour':'red'}".formatted(stage().version(slot)));
        assertThat(reply.status()).isEqualTo(200);
    }

    @Test
    default void an_identifier_of_the_wrong_kind_is_a_bad_request() {
        Reply reply = stage().bot().get("roles/ttcp_0000000000");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("/kind")).isEqualTo("InvalidArgument");
    }

    @Test
    default void session_recordings_are_not_there_in_the_community_edition() {
        Reply reply = stage().bot().get("session-recordings?scope_id=" + stage().project());
        assertThat(reply.status()).isEqualTo(405);
        assertThat(reply.text("/kind")).isEqualTo("Unimplemented");
    }

    @Test
    default void too_many_lists_are_429_without_a_body_and_say_when_to_come_again() {
        BoundaryCaller eager = stage().logIn(stage().botAccount());
        Reply reply = eager.get("sessions?scope_id=" + stage().project());
        for (int i = 0; i < LISTS && reply.status() == 200; i++) {
            reply = eager.get("sessions?scope_id=" + stage().project());
        }
        assertThat(reply.status()).isEqualTo(429);
        assertThat(reply.body()).isEmpty();
        assertThat(reply.header("Retry-After").map(Integer::valueOf).orElseThrow())
                .isBetween(1, 30);
        assertThat(eager.get("roles/" + stage().emptySlot()).status())
                .as("other kinds of calls with the same token")
                .isEqualTo(200);
    }
}
