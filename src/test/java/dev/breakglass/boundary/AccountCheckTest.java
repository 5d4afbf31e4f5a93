package dev.breakglass.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.AccountId;
import dev.breakglass.access.Terms.AccountTerms;
import dev.breakglass.flow.Finding;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccountCheckTest {
    private final AccountScene scene = new AccountScene();

    @AfterEach
    void close() {
        scene.close();
    }

    private List<String> found(AccountTerms account, AccountId... reserved) {
        return new AccountCheck(scene.settings(), new BoundaryClient(scene.settings()))
                .findings(List.of(scene.terms().withAccounts(List.of(account))), Set.of(reserved)).stream()
                        .map(Finding::toString)
                        .toList();
    }

    private void grants(String... grants) {
        scene.boundary.setGrants(scene.boundary.roleNamed("breakglass-bot-global"), List.of(grants));
    }

    @Test
    void with_everything_as_the_policy_says_nothing_is_found() {
        assertThat(found(scene.first)).isEmpty();
    }

    @Test
    void each_missing_right_is_named_with_the_line_that_grants_it() {
        String account = "ids=" + scene.first.id() + ";actions=read,set-password";
        String user = "ids=" + scene.first.user() + ";actions=read";
        String tokens = "ids=*;type=auth-token;actions=list,read,delete,read:self,delete:self";

        grants(user, tokens);
        assertThat(found(scene.first)).singleElement().asString().contains("may not read", account);
        grants("ids=" + scene.first.id() + ";actions=read", user, tokens);
        assertThat(found(scene.first)).singleElement().asString().contains("may not set the password", account);
        grants(account, user, "ids=*;type=auth-token;actions=list,read:self,delete:self");
        assertThat(found(scene.first)).singleElement().asString().contains("auth tokens of others", tokens);
        grants(account, tokens);
        assertThat(found(scene.first))
                .singleElement()
                .asString()
                .startsWith("warning: ")
                .contains(user);
    }

    @Test
    void what_differs_from_the_policy_is_found() {
        AccountTerms first = scene.first;
        assertThat(found(new AccountTerms(first.id(), first.user(), first.authMethod(), "emergency-9")))
                .singleElement()
                .asString()
                .contains("is emergency-1 of", "correct login_name");
        assertThat(found(new AccountTerms(first.id(), first.user(), "ampw_0000000000", "emergency-1")))
                .singleElement()
                .asString()
                .contains("correct login_name and auth_method");
        assertThat(found(new AccountTerms(first.id(), scene.second.user(), first.authMethod(), "emergency-1")))
                .singleElement()
                .asString()
                .contains(scene.second.id().value(), "give it this account and no other");
        scene.boundary.deleteAccount(first.user());
        assertThat(found(first)).anyMatch(finding -> finding.contains("does not exist in Boundary"));
    }

    @Test
    void a_login_without_a_live_request_is_found() {
        scene.administratorLetsIn(scene.first);
        assertThat(found(scene.first)).singleElement().asString().contains("somebody is logged in");
        assertThat(found(scene.first, scene.first.id())).isEmpty();
    }
}
