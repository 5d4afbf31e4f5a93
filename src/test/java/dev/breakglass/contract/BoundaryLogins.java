package dev.breakglass.contract;

import static dev.breakglass.contract.BoundaryStage.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.BoundaryStage.Person;
import dev.breakglass.contract.Wire.Reply;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Logging in, tokens and what is left of a caller whose token is worth nothing, and accounts that are opened and closed. */
interface BoundaryLogins extends OnBoundary {
    @Test
    default void a_login_brings_a_token_that_starts_with_its_id() {
        Reply login = stage().tryLogIn(stage().botAccount().loginName(), PASSWORD);
        assertThat(login.status()).isEqualTo(200);
        String id = login.text("/attributes/id");
        assertThat(login.text("/attributes/token")).startsWith(id + BoundaryCaller.SECRET_MARK);
        assertThat(login.text("/attributes/user_id"))
                .isEqualTo(stage().botAccount().user());
        Instant made = Instant.parse(login.text("/attributes/created_time"));
        assertThat(Instant.parse(login.text("/attributes/expiration_time"))).isAfter(made.plusSeconds(3600));
    }

    @Test
    default void a_wrong_password_and_an_unknown_name_are_refused_alike() {
        Reply wrong = stage().tryLogIn(stage().botAccount().loginName(), "another-password");
        Reply unknown = stage().tryLogIn("nobody-at-all", PASSWORD);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.text("/kind")).isEqualTo("Unauthenticated");
        assertThat(unknown.status()).isEqualTo(401);
        assertThat(unknown.body()).isEqualTo(wrong.body());
    }

    @Test
    default void an_unknown_auth_method_is_not_found() {
        Reply login = stage().nobody()
                .post(
                        "auth-methods/ampw_0000000000:authenticate",
                        "{'command':'login','attributes':{'login_name':'a','password':'b'}}");
        assertThat(login.status()).isEqualTo(404);
        assertThat(login.text("/kind")).isEqualTo("NotFound");
    }

    @Test
    default void a_login_without_a_password_names_the_field_that_is_missing() {
        Reply login = stage().tryLogIn(stage().botAccount().loginName(), "");
        assertThat(login.status()).isEqualTo(400);
        assertThat(login.text("/details/request_fields/0/name")).isEqualTo("attributes.password");
    }

    @Test
    default void the_bot_may_read_its_own_token_and_nobody_elses() {
        assertThat(stage().bot().get("auth-tokens/" + stage().bot().tokenId()).status())
                .isEqualTo(200);
        assertThat(stage().bot().get("auth-tokens/" + stage().alice().tokenId()).status())
                .isEqualTo(403);
    }

    @Test
    default void the_bearer_of_a_deleted_token_becomes_nobody_instead_of_being_refused() {
        BoundaryCaller spent = stage().logIn(stage().botAccount());
        assertThat(spent.delete("auth-tokens/" + spent.tokenId()).status()).isEqualTo(204);
        String slot = stage().emptySlot();
        assertThat(spent.get("roles/" + slot).status()).isEqualTo(401);
        assertThat(spent.get("auth-tokens/" + spent.tokenId()).status()).isEqualTo(404);
        assertThat(spent.get("scopes?scope_id=global").status()).isEqualTo(200);
    }

    @Test
    default void a_list_of_sessions_is_refused_to_nobody_and_to_a_spent_token() {
        BoundaryCaller spent = stage().logIn(stage().botAccount());
        spent.delete("auth-tokens/" + spent.tokenId()).good();
        String list = "sessions?scope_id=" + stage().project();
        assertThat(spent.get(list).status()).isEqualTo(401);
        assertThat(stage().nobody().get(list).status()).isEqualTo(401);
    }

    @Test
    default void a_token_with_a_changed_secret_is_worth_nothing() {
        String token = stage().bot().token();
        BoundaryCaller forger = stage().bot().with(token.substring(0, token.length() - 6) + "AAAAAA");
        assertThat(forger.get("roles/" + stage().emptySlot()).status()).isEqualTo(401);
    }

    @Test
    default void a_token_can_be_deleted_by_whoever_has_that_right_once() {
        Person victim = stage().person("victim");
        BoundaryCaller token = stage().logIn(victim);
        assertThat(stage().bot().delete("auth-tokens/" + token.tokenId()).status())
                .isEqualTo(403);
        assertThat(stage().admin().delete("auth-tokens/" + token.tokenId()).status())
                .isEqualTo(204);
        assertThat(stage().admin().delete("auth-tokens/" + token.tokenId()).status())
                .isEqualTo(404);
    }

    // ---- accounts that are closed until an emergency ----

    @Test
    default void an_account_without_a_password_lets_nobody_in_until_it_gets_one() {
        String name = "closed-" + BoundaryStage.unique();
        String account = stage().closedAccount(name);
        assertThat(stage().tryLogIn(name, PASSWORD).status()).isEqualTo(401);
        Reply opened = setPassword(account, 1, PASSWORD);
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.number("/version")).isEqualTo(2);
        assertThat(stage().tryLogIn(name, PASSWORD).status()).isEqualTo(200);
    }

    @Test
    default void an_empty_password_closes_an_account_again_and_twice_is_no_fault() {
        String name = "closed-" + BoundaryStage.unique();
        String account = stage().closedAccount(name);
        setPassword(account, 1, PASSWORD).good();
        assertThat(setPassword(account, 2, "").number("/version")).isEqualTo(3);
        assertThat(stage().tryLogIn(name, PASSWORD).status()).isEqualTo(401);
        assertThat(setPassword(account, 3, "").number("/version")).isEqualTo(4);
    }

    @Test
    default void a_token_goes_on_working_when_its_account_is_closed() {
        Person person = stage().person("closing");
        BoundaryCaller token = stage().logIn(person);
        int version = stage().admin().get("accounts/" + person.account()).number("/version");
        setPassword(person.account(), version, "").good();
        assertThat(token.get("auth-tokens/" + token.tokenId()).status()).isEqualTo(200);
    }

    @Test
    default void a_password_is_set_only_at_the_accounts_version() {
        String account = stage().closedAccount("closed-" + BoundaryStage.unique());
        Reply wrong = setPassword(account, 7, PASSWORD);
        assertThat(wrong.status()).isEqualTo(500);
        assertThat(wrong.text("/message")).contains("0 rows updated");
        assertThat(stage().admin().get("accounts/" + account).number("/version"))
                .isEqualTo(1);
    }

    @Test
    default void a_short_password_is_refused() {
        String account = stage().closedAccount("closed-" + BoundaryStage.unique());
        Reply refused = setPassword(account, 1, "short");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/details/request_fields/0/name")).isEqualTo("password");
    }

    private Reply setPassword(String account, int version, String password) {
        return stage().admin()
                .post(
                        "accounts/" + account + ":set-password",
                        "{'version':%d,'password':'%s'}".formatted(version, password));
    }
}
