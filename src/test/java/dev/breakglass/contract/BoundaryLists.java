package dev.breakglass.contract;

import static dev.breakglass.contract.BoundaryStage.botGrants;
import static dev.breakglass.contract.BoundaryStage.ids;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.BoundaryStage.Person;
import dev.breakglass.contract.Wire.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists: their pages, their tokens and what makes a token worthless, filters, and the scopes that can be listed. */
interface BoundaryLists extends OnBoundary, BoundarySessions {
    @Test
    default void an_empty_list_has_neither_items_nor_a_list_token() {
        Person person = stage().person("lonely");
        Reply list = stage().logIn(person).get("sessions?scope_id=" + stage().project());
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.json().has("items")).isFalse();
        assertThat(list.json().has("list_token")).isFalse();
        assertThat(list.text("/response_type")).isEqualTo("complete");
    }

    @Test
    default void a_long_list_comes_in_pages_that_say_whether_more_follow() {
        List<String> pending = pendingSessions(3);
        List<String> seen = new ArrayList<>();
        Reply page = sessions("&page_size=1");
        assertThat(page.text("/response_type")).isEqualTo("delta");
        seen.addAll(ids(page));
        while (page.text("/response_type").equals("delta")) {
            page = sessions("&page_size=1&list_token=" + page.text("/list_token"));
            seen.addAll(ids(page));
        }
        assertThat(page.text("/list_token")).isNotEmpty();
        assertThat(seen).containsAll(pending).doesNotHaveDuplicates();
        pending.forEach(id -> stage().cancel(id, 1).good());
    }

    @Test
    default void a_list_token_brings_what_is_new_since() {
        String first = pendingSessions(1).get(0);
        String token = sessions("").text("/list_token");
        String second = pendingSessions(1).get(0);
        Reply refreshed = sessions("&list_token=" + token);
        assertThat(refreshed.status()).isEqualTo(200);
        assertThat(ids(refreshed)).contains(second);
        assertThat(refreshed.text("/response_type")).isEqualTo("complete");
        assertThat(refreshed.text("/list_token")).isNotEmpty();
        List.of(first, second).forEach(id -> stage().cancel(id, 1).good());
    }

    @Test
    default void a_list_token_that_is_nonsense_is_a_server_error() {
        Reply refused = sessions("&list_token=nonsense");
        assertThat(refused.status()).isEqualTo(500);
        assertThat(refused.text("/kind")).isEqualTo("Internal");
    }

    @Test
    default void a_list_token_of_another_kind_is_refused() {
        String token =
                stage().bot().get("targets?scope_id=" + stage().project()).text("/list_token");
        assertThat(token).isNotEmpty();
        Reply refused = sessions("&list_token=" + token);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/kind")).isEqualTo("invalid list token");
    }

    @Test
    default void a_change_of_the_callers_own_grants_on_the_kind_makes_the_token_worthless() {
        String pending = pendingSessions(1).get(0);
        Caller caller = caller();
        String token = caller.list("").text("/list_token");
        stage().setGrants(caller.role(), "ids=*;type=session;actions=list,read");
        Reply refused = caller.list("&list_token=" + token);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/kind")).isEqualTo("invalid list token");
        assertThat(caller.list("").status()).isEqualTo(200);
        stage().cancel(pending, 1).good();
    }

    @Test
    default void a_change_of_grants_on_another_kind_leaves_the_token_good() {
        String pending = pendingSessions(1).get(0);
        Caller caller = caller();
        String token = caller.list("").text("/list_token");
        stage().setGrants(
                        caller.role(),
                        "ids=*;type=session;actions=list,read,cancel",
                        "ids=*;type=target;actions=list,no-op");
        assertThat(caller.list("&list_token=" + token).status()).isEqualTo(200);
        stage().cancel(pending, 1).good();
    }

    @Test
    default void sessions_are_listed_of_a_project_or_recursively() {
        Reply refused = stage().admin().get("sessions?scope_id=global");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(stage().admin()
                        .get("sessions?scope_id=global&recursive=true")
                        .status())
                .isEqualTo(200);
        assertThat(stage().admin().get("sessions?scope_id=p_0000000000").status())
                .isEqualTo(404);
    }

    @Test
    default void a_filter_picks_items_and_a_broken_one_is_a_bad_request() {
        Reply found = users("\"/item/login_name\" == \"" + stage().botAccount().loginName() + "\"");
        assertThat(ids(found)).containsExactly(stage().botAccount().user());
        Reply none = users("\"/item/there_is_no_such_field\" == \"a\"");
        assertThat(none.status()).isEqualTo(200);
        assertThat(none.json().has("items")).isFalse();
        Reply broken = users("\"/item/name\" ==");
        assertThat(broken.status()).isEqualTo(400);
        assertThat(broken.text("/details/request_fields/0/name")).isEqualTo("filter");
    }

    @Test
    default void of_users_the_bot_sees_only_the_fields_that_it_was_given() {
        Reply users = users("\"/item/id\" == \"" + stage().aliceUser() + "\"");
        assertThat(users.at("/items")).hasSize(1);
        List<String> fields = new ArrayList<>();
        users.at("/items/0").fieldNames().forEachRemaining(fields::add);
        assertThat(fields)
                .contains("id", "name", "login_name")
                .isSubsetOf("id", "name", "email", "login_name", "full_name");
    }

    @Test
    default void targets_are_listed_with_what_check_needs() {
        Reply list = stage().bot().get("targets?scope_id=" + stage().project());
        assertThat(list.at("/items")
                        .valueStream()
                        .filter(item -> item.path("id").asText().equals(stage().target())))
                .hasSize(1)
                .allSatisfy(item -> assertThat(item.path("session_max_seconds").asLong())
                        .isEqualTo(BoundaryStage.SESSION_MAX.toSeconds()));
    }

    // ---- whose grants may change ----

    /** Somebody with the bot's right to sessions, whose grants a test may change. */
    record Caller(BoundaryCaller as, String role, String project) {
        Reply list(String more) {
            return as.get("sessions?scope_id=" + project + more);
        }
    }

    private Caller caller() {
        Person person = stage().person("lister");
        String role = stage().role(stage().project(), botGrants(stage().emptySlot())[1]);
        stage().join(role, person);
        return new Caller(stage().logIn(person), role, stage().project());
    }

    private List<String> pendingSessions(int count) {
        stage().filledSlot();
        List<String> sessions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            sessions.add(
                    stage().authorize(stage().alice(), stage().target()).good().text("/session_id"));
        }
        return sessions;
    }

    private Reply sessions(String more) {
        return stage().bot().get("sessions?scope_id=" + stage().project() + more);
    }

    private Reply users(String filter) {
        return stage().bot()
                .get("users?scope_id=" + stage().ground().people() + "&filter="
                        + URLEncoder.encode(filter, StandardCharsets.UTF_8));
    }
}
