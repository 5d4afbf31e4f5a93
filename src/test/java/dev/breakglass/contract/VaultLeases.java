package dev.breakglass.contract;

import static dev.breakglass.contract.VaultStage.ORDERS;
import static dev.breakglass.contract.VaultStage.PLAIN;
import static dev.breakglass.contract.VaultStage.accessor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.VaultStage.Credential;
import dev.breakglass.contract.Wire.Reply;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Database users and their leases: how they are given, shortened, taken back, and what keeps them from being taken back. */
interface VaultLeases extends OnVault {
    Duration HOUR = Duration.ofHours(1);

    /** The database refuses the password this much later than the lease ends. */
    Duration GRACE = Duration.ofSeconds(5);

    Duration SOON = Duration.ofSeconds(5);

    /** The first pause was seen to be 10 to 30 s. */
    Duration TRIED_AGAIN = Duration.ofMinutes(1);

    @Test
    default void a_credential_opens_the_database_and_names_its_lease() {
        Credential credential = credential(ORDERS);
        assertThat(credential.lease()).startsWith(made().engine() + "/creds/orders/");
        assertThat(credential.seconds()).isEqualTo((int) VaultStage.DEFAULT_TTL.toSeconds());
        assertThat(vault().database().letsIn(credential.login())).isTrue();
        Reply lease = made().lookUp(made().bot(), credential.lease());
        assertThat(lease.status()).isEqualTo(200);
        assertThat(lease.number("/data/ttl"))
                .isBetween((int) VaultStage.DEFAULT_TTL.toSeconds() - 5, (int) VaultStage.DEFAULT_TTL.toSeconds());
        assertThat(lease.at("/data/renewable").asBoolean()).isTrue();
    }

    @Test
    default void the_bot_itself_may_not_read_a_credential() {
        assertThat(made().bot().get(made().engine() + "/creds/orders").status()).isEqualTo(403);
    }

    @Test
    default void an_unknown_database_role_is_refused() {
        Reply child = made().child(HOUR);
        Reply refused = made().bearer(child).get(made().engine() + "/creds/absent");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/errors/0")).isEqualTo("unknown role: absent");
    }

    @Test
    default void a_database_role_shows_how_it_takes_users_away() {
        Reply role = made().bot().get(made().engine() + "/roles/orders");
        assertThat(role.status()).isEqualTo(200);
        assertThat(role.at("/data/revocation_statements").toString()).contains("pg_terminate_backend");
        assertThat(role.number("/data/default_ttl")).isEqualTo((int) VaultStage.DEFAULT_TTL.toSeconds());
        assertThat(made().bot().get(made().engine() + "/roles/plain").at("/data/revocation_statements"))
                .isEmpty();
    }

    @Test
    default void a_smaller_increment_shortens_a_lease_and_the_database_users_own_end() {
        Credential credential = credential(ORDERS);
        Instant before = vault().now();
        Reply renewed = renew(credential.lease(), 60);
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.number("/lease_duration")).isEqualTo(60);
        assertThat(made().lookUp(made().bot(), credential.lease()).number("/data/ttl"))
                .isBetween(55, 60);
        Instant end = before.plusSeconds(60).plus(GRACE);
        assertThat(vault().database().validUntil(credential.login().user()).orElseThrow())
                .isBetween(end.minusSeconds(2), end.plusSeconds(3));
    }

    @Test
    default void a_lease_is_not_renewed_beyond_the_longest_of_its_role() {
        Reply renewed = renew(credential(ORDERS).lease(), (int) VaultStage.LONGEST.toSeconds() * 2);
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.number("/lease_duration")).isLessThanOrEqualTo((int) VaultStage.LONGEST.toSeconds());
        assertThat(renewed.at("/warnings")).hasSize(1);
    }

    @Test
    default void a_lease_that_is_over_ends_with_its_database_user_though_the_token_lives() {
        Reply child = made().child(HOUR);
        Credential credential = made().credential(made().bearer(child), ORDERS);
        renew(credential.lease(), 2).good();
        vault().elapse(Duration.ofSeconds(2));
        assertThat(vault().within(SOON, () -> isGone(credential))).isTrue();
        assertThat(vault().database().letsIn(credential.login())).isFalse();
        assertThat(made().lookUpAccessor(made().bot(), accessor(child)).status())
                .isEqualTo(200);
    }

    @Test
    default void a_revoked_lease_is_gone_and_can_be_revoked_again() {
        Credential credential = credential(ORDERS);
        assertThat(made().revoke(made().bot(), credential.lease(), true).status())
                .isEqualTo(204);
        assertThat(vault().database().letsIn(credential.login())).isFalse();
        assertThat(vault().database().validUntil(credential.login().user())).isEmpty();
        Reply gone = made().lookUp(made().bot(), credential.lease());
        assertThat(gone.status()).isEqualTo(400);
        assertThat(gone.text("/errors/0")).isEqualTo("invalid lease");
        assertThat(made().revoke(made().bot(), credential.lease(), true).status())
                .isEqualTo(204);
        Reply renewed = renew(credential.lease(), 60);
        assertThat(renewed.status()).isEqualTo(400);
        assertThat(renewed.text("/errors/0")).isEqualTo("lease not found");
    }

    @Test
    default void revoking_a_lease_that_never_was_succeeds() {
        assertThat(made().revoke(made().bot(), made().engine() + "/creds/orders/never", true)
                        .status())
                .isEqualTo(204);
    }

    @Test
    default void a_revocation_waits_until_it_is_done_unless_told_otherwise() {
        Credential unsaid = credential(ORDERS);
        Reply revoked = made().bot().post("sys/leases/revoke", "{'lease_id':'%s'}".formatted(unsaid.lease()));
        assertThat(revoked.status()).isEqualTo(204);
        assertThat(isGone(unsaid)).isTrue();
        Credential queued = credential(ORDERS);
        assertThat(made().revoke(made().bot(), queued.lease(), false).status()).isEqualTo(202);
        assertThat(vault().within(SOON, () -> isGone(queued))).isTrue();
    }

    // ---- what revocation statements do ----

    @Test
    default void the_revocation_that_we_ship_cuts_connections_and_drops_what_is_owned() {
        Credential credential = credential(ORDERS);
        VaultUnderTest.Connection open = vault().database().open(credential.login());
        vault().database().makesTable(credential.login());
        assertThat(open.isOpen()).isTrue();
        assertThat(made().revoke(made().bot(), credential.lease(), true).status())
                .isEqualTo(204);
        assertThat(open.isOpen()).isFalse();
        assertThat(vault().database().validUntil(credential.login().user())).isEmpty();
    }

    @Test
    default void the_default_revocation_cannot_drop_an_owner_until_what_is_owned_is_gone() {
        Credential credential = credential(PLAIN);
        vault().database().makesTable(credential.login());
        Reply refused = made().revoke(made().bot(), credential.lease(), true);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/errors/0"))
                .startsWith("failed to revoke entry")
                .contains("cannot be dropped");
        assertThat(vault().database().letsIn(credential.login())).isTrue();
        assertThat(made().lookUp(made().bot(), credential.lease()).status()).isEqualTo(200);
        vault().database().dropOwned(credential.login().user());
        assertThat(made().revoke(made().bot(), credential.lease(), true).status())
                .isEqualTo(204);
        assertThat(vault().database().letsIn(credential.login())).isFalse();
    }

    @Test
    default void a_lease_that_could_not_be_taken_back_in_the_background_is_overdue_and_still_there() {
        Credential credential = credential(PLAIN);
        vault().database().makesTable(credential.login());
        assertThat(made().revoke(made().bot(), credential.lease(), false).status())
                .isEqualTo(202);
        vault().elapse(Duration.ofSeconds(2));
        Reply overdue = made().lookUp(made().bot(), credential.lease());
        assertThat(overdue.status()).isEqualTo(200);
        assertThat(overdue.number("/data/ttl")).isNegative();
        assertThat(overdue.at("/data/renewable").asBoolean()).isFalse();
        vault().database().dropOwned(credential.login().user());
        assertThat(made().revoke(made().bot(), credential.lease(), true).status())
                .isEqualTo(204);
        assertThat(isGone(credential)).isTrue();
    }

    @Test
    default void what_could_not_be_taken_back_is_tried_again_by_the_server_itself() {
        Credential credential = credential(PLAIN);
        vault().database().makesTable(credential.login());
        made().revoke(made().bot(), credential.lease(), false).good();
        vault().elapse(Duration.ofSeconds(1));
        vault().database().dropOwned(credential.login().user());
        assertThat(vault().within(TRIED_AGAIN, () -> isGone(credential))).isTrue();
        assertThat(vault().database().letsIn(credential.login())).isFalse();
    }

    @Test
    default void the_default_revocation_leaves_an_open_connection_working() {
        Credential credential = credential(PLAIN);
        VaultUnderTest.Connection open = vault().database().open(credential.login());
        vault().database().dropOwned(credential.login().user());
        made().revoke(made().bot(), credential.lease(), true).good();
        assertThat(vault().database().letsIn(credential.login())).isFalse();
        assertThat(open.isOpen()).isTrue();
    }

    private Credential credential(String role) {
        return made().credential(made().bearer(made().child(HOUR)), role);
    }

    private boolean isGone(Credential credential) {
        return made().lookUp(made().bot(), credential.lease()).status() == 400;
    }

    private Reply renew(String lease, int seconds) {
        return made().bot().post("sys/leases/renew", "{'lease_id':'%s','increment':%d}".formatted(lease, seconds));
    }
}
