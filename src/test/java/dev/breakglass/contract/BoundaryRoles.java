package dev.breakglass.contract;

import static dev.breakglass.contract.BoundaryStage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.BoundaryStage.Person;
import dev.breakglass.contract.Wire.Reply;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Slots: reading them, filling and emptying them under their version, and what they open. */
interface BoundaryRoles extends OnBoundary {
    @Test
    default void an_empty_slot_shows_its_grants_and_leaves_out_what_is_empty() {
        Reply role = stage().bot().get("roles/" + stage().emptySlot());
        assertThat(role.status()).isEqualTo(200);
        assertThat(role.json().has("principal_ids")).isFalse();
        assertThat(role.text("/scope_id")).isEqualTo(stage().project());
        assertThat(texts(role.at("/grant_scope_ids"))).containsExactly("this");
        assertThat(texts(role.at("/grant_strings")))
                .contains("ids=" + stage().target() + ";actions=read,authorize-session");
        assertThat(texts(role.at("/authorized_actions"))).contains("read", "set-principals");
    }

    @Test
    default void filling_a_slot_counts_its_version_up_by_one_and_moves_its_time() {
        String slot = stage().emptySlot();
        Reply before = stage().bot().get("roles/" + slot);
        server().elapse(Passing.STEP);
        Reply filled = set(slot, before.number("/version"), stage().aliceUser());
        assertThat(filled.status()).isEqualTo(200);
        assertThat(filled.number("/version")).isEqualTo(before.number("/version") + 1);
        assertThat(texts(filled.at("/principal_ids"))).containsExactly(stage().aliceUser());
        assertThat(Instant.parse(filled.text("/updated_time"))).isAfter(Instant.parse(before.text("/updated_time")));
        Reply read = stage().bot().get("roles/" + slot);
        assertThat(read.number("/version")).isEqualTo(filled.number("/version"));
        assertThat(read.text("/updated_time")).isEqualTo(filled.text("/updated_time"));
        assertThat(texts(read.at("/principal_ids"))).containsExactly(stage().aliceUser());
    }

    @Test
    default void a_wrong_version_is_a_server_error_and_changes_nothing() {
        String slot = stage().emptySlot();
        int version = stage().version(slot);
        for (int wrong : List.of(version - 1, version + 1)) {
            Reply refused = set(slot, wrong, stage().aliceUser());
            assertThat(refused.status()).isEqualTo(500);
            assertThat(refused.text("/kind")).isEqualTo("Internal");
            assertThat(refused.text("/message")).contains("0 rows updated", "error #1101");
        }
        assertThat(stage().principals(slot)).isEmpty();
        assertThat(stage().version(slot)).isEqualTo(version);
    }

    @Test
    default void a_missing_version_is_a_bad_request_that_names_it() {
        Reply refused = stage().bot()
                .post(
                        "roles/" + stage().emptySlot() + ":set-principals",
                        "{'principal_ids':['%s']}".formatted(stage().aliceUser()));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/kind")).isEqualTo("InvalidArgument");
        assertThat(refused.text("/details/request_fields/0/name")).isEqualTo("version");
    }

    @Test
    default void the_same_people_are_accepted_at_any_version_and_count_nothing_up() {
        String slot = stage().filledSlot();
        int version = stage().version(slot);
        Reply same = set(slot, version - 1, stage().aliceUser());
        assertThat(same.status()).isEqualTo(200);
        assertThat(same.number("/version")).isEqualTo(version);
        assertThat(stage().version(slot)).isEqualTo(version);
    }

    @Test
    default void emptying_an_empty_slot_counts_up_at_its_version_and_fails_at_an_old_one() {
        String slot = stage().emptySlot();
        int version = stage().version(slot);
        assertThat(set(slot, version - 1).status()).isEqualTo(500);
        Reply emptied = set(slot, version);
        assertThat(emptied.status()).isEqualTo(200);
        assertThat(emptied.number("/version")).isEqualTo(version + 1);
    }

    @Test
    default void after_an_emptying_a_claim_at_the_version_before_it_cannot_land() {
        String slot = stage().emptySlot();
        int version = stage().version(slot);
        set(slot, version).good();
        assertThat(set(slot, version, stage().aliceUser()).status()).isEqualTo(500);
        assertThat(stage().principals(slot)).isEmpty();
    }

    @Test
    default void somebody_named_twice_counts_once() {
        String slot = stage().emptySlot();
        Reply filled = set(slot, stage().version(slot), stage().aliceUser(), stage().aliceUser());
        assertThat(filled.status()).isEqualTo(200);
        assertThat(texts(filled.at("/principal_ids"))).containsExactly(stage().aliceUser());
    }

    @Test
    default void an_unknown_user_is_a_server_error_and_changes_nothing() {
        String slot = stage().emptySlot();
        int version = stage().version(slot);
        assertThat(set(slot, version, "u_0000000000").status()).isEqualTo(500);
        assertThat(stage().principals(slot)).isEmpty();
        assertThat(stage().version(slot)).isEqualTo(version);
    }

    @Test
    default void what_cannot_be_a_principal_is_a_bad_request_that_names_the_field() {
        String slot = stage().emptySlot();
        Reply refused = set(slot, stage().version(slot), stage().target());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/details/request_fields/0/name")).isEqualTo("principal_ids");
    }

    @Test
    default void a_deleted_user_leaves_the_slot_without_a_new_version_or_time() {
        Person leaver = stage().person("leaver");
        String slot = stage().emptySlot();
        Reply filled = set(slot, stage().version(slot), leaver.user()).good();
        server().elapse(Passing.STEP);
        stage().admin().delete("users/" + leaver.user()).good();
        Reply after = stage().bot().get("roles/" + slot);
        assertThat(after.json().has("principal_ids")).isFalse();
        assertThat(after.number("/version")).isEqualTo(filled.number("/version"));
        assertThat(after.text("/updated_time")).isEqualTo(filled.text("/updated_time"));
    }

    @Test
    default void a_role_that_is_not_there_is_not_found_and_one_without_the_right_is_forbidden() {
        Reply absent = stage().bot().get("roles/r_0000000000");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.text("/kind")).isEqualTo("NotFound");
        String another = stage().slot(stage().target());
        Reply forbidden = stage().bot().get("roles/" + another);
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.text("/kind")).isEqualTo("PermissionDenied");
        assertThat(set(another, 2, stage().aliceUser()).status()).isEqualTo(403);
        assertThat(set("r_0000000000", 2, stage().aliceUser()).status()).isEqualTo(404);
    }

    @Test
    default void the_right_to_fill_does_not_let_the_bot_grant_anything() {
        String slot = stage().emptySlot();
        Reply refused = stage().bot()
                .post(
                        "roles/" + slot + ":add-grants",
                        "{'version':%d,'grant_strings':['ids=*;type=*;actions=*']}".formatted(stage().version(slot)));
        assertThat(refused.status()).isEqualTo(403);
    }

    @Test
    default void only_a_filled_slot_opens_its_target() {
        String slot = stage().emptySlot();
        Reply before = stage().authorize(stage().alice(), stage().target());
        assertThat(before.status()).isEqualTo(403);
        set(slot, stage().version(slot), stage().aliceUser()).good();
        Reply open = stage().authorize(stage().alice(), stage().target());
        assertThat(open.status()).isEqualTo(200);
        assertThat(open.text("/session_id")).startsWith("s_");
        assertThat(open.text("/authorization_token")).isNotEmpty();
        assertThat(open.text("/user_id")).isEqualTo(stage().aliceUser());
        stage().emptySlot();
        assertThat(stage().authorize(stage().alice(), stage().target()).status())
                .isEqualTo(403);
        stage().cancel(open.text("/session_id"), 1).good();
    }

    @Test
    default void a_target_tells_how_long_a_session_may_last() {
        Reply target = stage().bot().get("targets/" + stage().target());
        assertThat(target.status()).isEqualTo(200);
        assertThat(target.text("/scope_id")).isEqualTo(stage().project());
        assertThat(target.number("/session_max_seconds")).isEqualTo((int) BoundaryStage.SESSION_MAX.toSeconds());
        assertThat(target.number("/session_connection_limit")).isEqualTo(-1);
        Reply absent = stage().bot().get("targets/ttcp_0000000000");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.text("/kind")).isEqualTo("NotFound");
    }

    private Reply set(String slot, int version, String... users) {
        return stage().setPrincipals(stage().bot(), slot, version, users);
    }
}
