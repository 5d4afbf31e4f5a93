package dev.breakglass.contract;

import static dev.breakglass.contract.BoundaryStage.PASSWORD;
import static dev.breakglass.contract.BoundaryStage.ids;
import static dev.breakglass.contract.BoundaryStage.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.contract.BoundaryStage.Person;
import dev.breakglass.contract.Wire.Reply;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who is who: users and their accounts, the tokens that they hold, and a bot that may open one emergency account. */
interface BoundaryPeople extends OnBoundary {
    @Test
    default void a_user_names_its_accounts_and_shows_its_login_name() {
        Person person = stage().person("named");
        Reply user = stage().admin().get("users/" + person.user());
        assertThat(user.status()).isEqualTo(200);
        assertThat(texts(user.at("/account_ids"))).containsExactly(person.account());
        assertThat(user.text("/login_name")).isEqualTo(person.loginName());
        Reply absent = stage().admin().get("users/u_0000000000");
        assertThat(absent.status()).isEqualTo(404);
        assertThat(absent.text("/kind")).isEqualTo("NotFound");
    }

    @Test
    default void accounts_are_listed_of_an_auth_method_with_their_login_names() {
        Person person = stage().person("listed");
        Reply list = stage().admin()
                .get("accounts?auth_method_id=" + stage().ground().authMethod());
        assertThat(list.status()).isEqualTo(200);
        JsonNode account = found(list, person.account()).orElseThrow();
        assertThat(account.at("/attributes/login_name").asText()).isEqualTo(person.loginName());
        assertThat(account.path("type").asText()).isEqualTo("password");
        assertThat(stage().admin()
                        .get("accounts?auth_method_id=ampw_0000000000")
                        .status())
                .isEqualTo(404);
    }

    @Test
    default void a_deleted_user_leaves_its_account_which_can_get_another_user() {
        Person person = stage().person("leaving");
        stage().admin().delete("users/" + person.user()).good();
        assertThat(stage().admin().get("users/" + person.user()).status()).isEqualTo(404);
        assertThat(stage().admin().get("accounts/" + person.account()).status()).isEqualTo(200);
        Reply login = stage().tryLogIn(person.loginName(), PASSWORD);
        assertThat(login.status()).isEqualTo(200);
        assertThat(login.text("/attributes/user_id")).isNotEqualTo(person.user());
    }

    @Test
    default void an_account_belongs_to_one_user_only() {
        Person person = stage().person("owner");
        Person other = stage().person("other");
        int version = stage().admin().get("users/" + other.user()).number("/version");
        Reply refused = stage().admin()
                .post(
                        "users/" + other.user() + ":add-accounts",
                        "{'version':%d,'account_ids':['%s']}".formatted(version, person.account()));
        assertThat(refused.status()).isGreaterThanOrEqualTo(400);
        assertThat(texts(stage().admin().get("users/" + person.user()).at("/account_ids")))
                .containsExactly(person.account());
    }

    @Test
    default void a_login_name_is_given_once_in_an_auth_method() {
        Person person = stage().person("twice");
        Reply refused = stage().admin()
                .post(
                        "accounts",
                        "{'auth_method_id':'%s','type':'password','attributes':{'login_name':'%s'}}"
                                .formatted(stage().ground().authMethod(), person.loginName()));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/message")).contains("must be unique");
    }

    // ---- tokens of others, for the last resort ----

    @Test
    default void with_that_right_a_bot_finds_and_deletes_the_tokens_of_a_person() {
        Person person = stage().person("holder");
        BoundaryCaller first = stage().logIn(person);
        BoundaryCaller second = stage().logIn(person);
        BoundaryCaller bot = botWith("ids=*;type=auth-token;actions=list,read,delete");
        Reply list = tokens(bot);
        assertThat(ids(list)).contains(first.tokenId(), second.tokenId());
        assertThat(found(list, first.tokenId()).orElseThrow().path("user_id").asText())
                .isEqualTo(person.user());
        assertThat(found(list, first.tokenId()).orElseThrow().path("account_id").asText())
                .isEqualTo(person.account());
        assertThat(bot.delete("auth-tokens/" + first.tokenId()).status()).isEqualTo(204);
        assertThat(bot.get("auth-tokens/" + first.tokenId()).status()).isEqualTo(404);
        assertThat(ids(tokens(bot))).doesNotContain(first.tokenId()).contains(second.tokenId());
    }

    @Test
    default void without_it_the_bot_sees_its_own_tokens_alone() {
        Person person = stage().person("hidden");
        BoundaryCaller token = stage().logIn(person);
        Reply list = tokens(stage().bot());
        assertThat(list.status()).isEqualTo(200);
        assertThat(ids(list)).contains(stage().bot().tokenId()).doesNotContain(token.tokenId());
    }

    // ---- an emergency account ----

    @Test
    default void a_bot_may_open_the_one_account_that_it_was_given_and_no_other() {
        String name = "emergency-" + BoundaryStage.unique();
        String account = stage().closedAccount(name);
        BoundaryCaller bot = botWith("ids=" + account + ";actions=read,set-password");
        Reply read = bot.get("accounts/" + account);
        assertThat(read.status()).isEqualTo(200);
        assertThat(texts(read.at("/authorized_actions"))).contains("set-password");
        String body = "{'version':%d,'password':'%s'}".formatted(read.number("/version"), PASSWORD);
        assertThat(bot.post("accounts/" + account + ":set-password", body).status())
                .isEqualTo(200);
        assertThat(stage().tryLogIn(name, PASSWORD).status()).isEqualTo(200);
        String another = stage().closedAccount("emergency-" + BoundaryStage.unique());
        assertThat(bot.get("accounts/" + another).status()).isEqualTo(403);
        assertThat(bot.post(
                                "accounts/" + another + ":set-password",
                                "{'version':1,'password':'%s'}".formatted(PASSWORD))
                        .status())
                .isEqualTo(403);
    }

    private BoundaryCaller botWith(String grant) {
        Person bot = stage().person("bot");
        stage().join(stage().role(stage().ground().people(), grant), bot);
        return stage().logIn(bot);
    }

    private Reply tokens(BoundaryCaller as) {
        return as.get("auth-tokens?scope_id=" + stage().ground().people());
    }

    private static Optional<JsonNode> found(Reply list, String id) {
        return list.at("/items")
                .valueStream()
                .filter(item -> item.path("id").asText().equals(id))
                .findFirst();
    }
}
