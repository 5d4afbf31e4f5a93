package dev.breakglass.boundary;

import static dev.breakglass.boundary.Scene.MAKE_SLOT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.access.BoundaryAccount;
import dev.breakglass.access.BoundaryAccount.By;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.Seen;
import dev.breakglass.boundary.Scene.Grant;
import dev.breakglass.flow.BoundaryUsers.Resolution;
import dev.breakglass.sandbox.FakeServer.Call;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountOwnersTest {
    private final Scene scene = new Scene();
    private final AccountOwners owners = new AccountOwners(scene.client, scene.clock);
    private final String oidc = scene.boundary.oidcAuthMethodId();
    private final String ldap = scene.boundary.ldapAuthMethodId();

    @BeforeEach
    void mayFindPeople() {
        scene.boundary.letFindPeople("breakglass-bot");
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void a_person_is_found_by_subject_by_login_name_and_by_e_mail() {
        scene.boundary.addAccount(scene.alice, oidc, Map.of("issuer", "https://idp", "subject", "alice@example.com"));
        scene.boundary.addAccount(
                scene.bob, ldap, Map.of("login_name", "bob", "dn", "cn=bob", "email", "Bob@Example.com"));
        assertThat(owners.resolve(subject("alice@example.com"))).isEqualTo(new Resolution.User(scene.alice));
        assertThat(owners.resolve(new BoundaryAccount(ldap, By.LOGIN_NAME, "bob")))
                .isEqualTo(new Resolution.User(scene.bob));
        assertThat(owners.resolve(new BoundaryAccount(ldap, By.EMAIL, "bob@example.com")))
                .isEqualTo(new Resolution.User(scene.bob));
        assertThat(owners.resolve(new BoundaryAccount(scene.boundary.authMethodId(), By.LOGIN_NAME, "alice")))
                .isEqualTo(new Resolution.User(scene.alice));
    }

    @Test
    void an_account_of_the_primary_auth_method_takes_one_read_of_a_user() {
        owners.resolve(new BoundaryAccount(scene.boundary.authMethodId(), By.LOGIN_NAME, "alice"));
        assertThat(scene.count(AccountOwnersTest::readsUser)).isEqualTo(1);
    }

    @Test
    void nobody_is_found_by_an_account_that_is_not_there_or_belongs_to_no_user() {
        scene.boundary.addAccount("", oidc, Map.of("subject", "new@example.com"));
        assertThat(owners.resolve(subject("new@example.com"))).isEqualTo(new Resolution.Nobody());
        assertThat(owners.resolve(subject("nobody@example.com"))).isEqualTo(new Resolution.Nobody());
        assertThat(owners.resolve(subject(""))).isEqualTo(new Resolution.Nobody());
    }

    @Test
    void two_users_behind_one_name_are_refused_and_two_accounts_of_one_user_are_not() {
        scene.boundary.addAccount(scene.alice, oidc, Map.of("subject", "1", "email", "shared@example.com"));
        scene.boundary.addAccount(scene.alice, oidc, Map.of("subject", "2", "email", "shared@example.com"));
        BoundaryAccount shared = new BoundaryAccount(oidc, By.EMAIL, "shared@example.com");
        assertThat(owners.resolve(shared)).isEqualTo(new Resolution.User(scene.alice));
        scene.boundary.addAccount(scene.bob, oidc, Map.of("subject", "3", "email", "shared@example.com"));
        assertThat(owners.resolve(shared)).isEqualTo(new Resolution.Several());
    }

    @Test
    void what_is_known_is_read_again_and_users_that_did_not_change_are_not() {
        String account = scene.boundary.addAccount(scene.alice, oidc, Map.of("subject", "a"));
        owners.resolve(subject("a"));
        long before = scene.count(AccountOwnersTest::listsUsers);
        assertThat(owners.resolve(subject("a"))).isEqualTo(new Resolution.User(scene.alice));
        assertThat(scene.count(AccountOwnersTest::listsUsers)).isEqualTo(before);
        scene.boundary.moveAccount(account, scene.bob);
        assertThat(owners.resolve(subject("a"))).isEqualTo(new Resolution.User(scene.bob));
    }

    @Test
    void an_account_that_went_to_a_user_who_was_read_before_is_found_there() {
        scene.boundary.addAccount(scene.bob, oidc, Map.of("subject", "b"));
        owners.resolve(subject("b"));
        scene.boundary.addAccount(scene.alice, oidc, Map.of("subject", "late"));
        assertThat(owners.resolve(subject("late"))).isEqualTo(new Resolution.User(scene.alice));
    }

    @Test
    void without_an_answer_in_time_or_without_the_right_nobody_is_taken_for_anybody() {
        scene.boundary.addAccount(scene.alice, oidc, Map.of("subject", "a"));
        scene.boundary.watch((moment, call) -> scene.clock.advance(Duration.ofMillis(700)));
        assertThat(owners.resolve(subject("a"))).isEqualTo(new Resolution.Unavailable());
        scene.boundary.watch((moment, call) -> {});
        scene.boundary.goDown();
        assertThat(owners.resolve(subject("a"))).isEqualTo(new Resolution.Unavailable());
    }

    @Test
    void a_slot_is_filled_while_the_account_still_leads_to_the_user() {
        scene.boundary.addAccount(scene.alice, oidc, Map.of("subject", "alice@example.com"));
        Grant grant = scene.grantThrough(subject("alice@example.com"));
        assertThat(grant.perform(MAKE_SLOT)).isInstanceOf(Seen.Made.class);
    }

    @Test
    void nothing_is_filled_once_the_account_leads_to_another_user_or_to_none() {
        String account = scene.boundary.addAccount(scene.alice, oidc, Map.of("subject", "alice@example.com"));
        Grant moved = scene.grantThrough(subject("alice@example.com"));
        scene.boundary.moveAccount(account, scene.bob);
        assertThat(moved.perform(MAKE_SLOT)).isEqualTo(new Seen.Refused(Refusal.BOUNDARY_USER_CHANGED, ""));
        Grant gone = scene.grantThrough(subject("somebody-else@example.com"));
        assertThat(gone.perform(MAKE_SLOT)).isEqualTo(new Seen.Refused(Refusal.BOUNDARY_USER_CHANGED, ""));
        assertThat(scene.boundary.principalsOf(scene.first.value())).isEmpty();
    }

    private static boolean readsUser(Call call) {
        return call.path().startsWith("/v1/users/");
    }

    private static boolean listsUsers(Call call) {
        return call.path().equals("/v1/users");
    }

    private BoundaryAccount subject(String value) {
        return new BoundaryAccount(oidc, By.SUBJECT, value);
    }
}
