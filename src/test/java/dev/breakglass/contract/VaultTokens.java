package dev.breakglass.contract;

import static dev.breakglass.contract.VaultStage.accessor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.contract.VaultStage.Credential;
import dev.breakglass.contract.Wire.Reply;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Emergency tokens: made through a token role, extended and ended by their accessor, and ending by themselves. */
interface VaultTokens extends OnVault {
    Duration HALF_HOUR = Duration.ofMinutes(30);

    /** A lease was seen to outlive its token by a tenth of a second. */
    Duration QUEUED = Duration.ofSeconds(5);

    @Test
    default void an_emergency_token_is_an_orphan_with_the_emergency_policy_alone() {
        Reply child = made().child(HALF_HOUR);
        assertThat(child.number("/auth/lease_duration")).isEqualTo((int) HALF_HOUR.toSeconds());
        assertThat(child.at("/auth/orphan").asBoolean()).isTrue();
        assertThat(child.at("/auth/renewable").asBoolean()).isTrue();
        assertThat(BoundaryStage.texts(child.at("/auth/policies"))).containsExactly(made().policy());
        assertThat(child.text("/auth/metadata/request")).isEqualTo("R1");
    }

    @Test
    default void a_token_is_found_by_its_accessor_without_being_shown() {
        Reply child = made().child(HALF_HOUR);
        Reply found = made().lookUpAccessor(made().bot(), accessor(child));
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.text("/data/id")).isEmpty();
        assertThat(found.text("/data/display_name")).isEqualTo("token-bg-R1");
        assertThat(found.text("/data/meta/request")).isEqualTo("R1");
        assertThat(found.number("/data/ttl")).isBetween((int) HALF_HOUR.toSeconds() - 5, (int) HALF_HOUR.toSeconds());
    }

    @Test
    default void a_policy_that_the_role_does_not_allow_is_refused() {
        Reply refused = made().bot()
                .post("auth/token/create/" + made().tokenRole(), "{'policies':['%s']}".formatted(made().botPolicy()));
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/errors/0")).contains("must be subset of the role's allowed policies");
    }

    @Test
    default void an_unknown_token_role_is_refused() {
        Reply refused = made().create(made().bot(), "breakglass-absent", "'ttl':'1m'");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text("/errors/0")).isEqualTo("unknown role breakglass-absent");
    }

    @Test
    default void the_bot_makes_no_tokens_but_through_its_roles() {
        assertThat(made().bot().post("auth/token/create", "{}").status()).isEqualTo(403);
        assertThat(made().bot().post("auth/token/create-orphan", "{}").status()).isEqualTo(403);
    }

    @Test
    default void a_life_beyond_the_roles_hard_end_is_cut_with_a_warning() {
        Reply child =
                made().create(made().bot(), made().tokenRole(), "'ttl':'5h'").good();
        assertThat(child.number("/auth/lease_duration")).isEqualTo((int) VaultStage.LONGEST.toSeconds());
        assertThat(child.at("/warnings")).hasSize(1);
    }

    @Test
    default void a_hard_end_in_the_call_and_in_the_role_gives_the_lesser_with_a_warning() {
        Reply child = made().create(made().bot(), made().tokenRole(), "'ttl':'30m','explicit_max_ttl':'10m'")
                .good();
        assertThat(child.number("/auth/lease_duration")).isEqualTo(600);
        assertThat(child.at("/warnings").toString()).contains("using the lesser value of 600 seconds");
    }

    @Test
    default void renewing_by_accessor_obeys_the_role_and_not_the_hard_end_given_at_creation() {
        Reply child = made().create(made().bot(), made().tokenRole(), "'ttl':'40s','explicit_max_ttl':'40s'")
                .good();
        Reply renewed = renew(accessor(child), "10m");
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.number("/auth/lease_duration")).isEqualTo(600);
        assertThat(renewed.text("/auth/client_token")).isEmpty();
    }

    @Test
    default void a_renewal_never_goes_beyond_what_the_role_says_by_now() {
        String role = "breakglass-" + BoundaryStage.unique();
        made().tokenRole(role, "'orphan':true");
        Reply child = made().create(made().bot(), role, "'ttl':'30s'").good();
        made().tokenRole(role, "'orphan':true,'token_explicit_max_ttl':'1m'");
        Reply renewed = renew(accessor(child), "10m");
        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.number("/auth/lease_duration")).isLessThanOrEqualTo(60);
        assertThat(renewed.at("/warnings")).isNotEmpty();
        made().admin().delete("auth/token/roles/" + role).good();
    }

    @Test
    default void a_token_that_is_not_renewable_is_not_renewed() {
        Reply child = made().create(made().bot(), made().tokenRole(), "'ttl':'1m','renewable':false")
                .good();
        assertThat(renew(accessor(child), "10m").status()).isEqualTo(400);
    }

    @Test
    default void a_revoked_token_is_gone_and_revoking_it_again_only_warns() {
        Reply child = made().child(HALF_HOUR);
        VaultCaller bot = made().bot();
        assertThat(made().revokeAccessor(bot, accessor(child)).status()).isEqualTo(204);
        assertThat(made().bearer(child).get("auth/token/lookup-self").status()).isEqualTo(403);
        Reply gone = made().lookUpAccessor(bot, accessor(child));
        assertThat(gone.status()).isEqualTo(400);
        assertThat(gone.text("/errors/0")).contains("invalid accessor");
        Reply again = made().revokeAccessor(bot, accessor(child));
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/warnings/0")).isEqualTo("No token found with this accessor");
    }

    @Test
    default void a_revoked_token_takes_its_lease_and_database_user_along_a_moment_later() {
        Reply child = made().child(HALF_HOUR);
        Credential credential = made().credential(made().bearer(child), VaultStage.ORDERS);
        made().revokeAccessor(made().bot(), accessor(child)).good();
        assertThat(vault().within(QUEUED, () -> isGone(credential))).isTrue();
        assertThat(vault().database().letsIn(credential.login())).isFalse();
    }

    @Test
    default void an_orphan_outlives_the_bots_login() {
        VaultCaller bot = made().bot();
        Reply child = made().create(bot, made().tokenRole(), "'ttl':'30m'").good();
        Credential credential = made().credential(made().bearer(child), VaultStage.ORDERS);
        bot.post("auth/token/revoke-self", "{}").good();
        vault().elapse(Duration.ofSeconds(1));
        assertThat(made().bearer(child).get(made().engine() + "/creds/orders").status())
                .isEqualTo(200);
        assertThat(vault().database().letsIn(credential.login())).isTrue();
        made().revokeAccessor(made().admin(), accessor(child)).good();
    }

    @Test
    default void a_token_that_is_no_orphan_dies_with_the_bots_login_and_takes_its_lease_along() {
        String role = "breakglass-" + BoundaryStage.unique();
        made().tokenRole(role, "'orphan':false");
        VaultCaller bot = made().bot();
        Reply child = made().create(bot, role, "'ttl':'30m'").good();
        Credential credential = made().credential(made().bearer(child), VaultStage.ORDERS);
        bot.post("auth/token/revoke-self", "{}").good();
        assertThat(made().lookUpAccessor(made().admin(), accessor(child)).status())
                .isEqualTo(400);
        assertThat(vault().within(QUEUED, () -> isGone(credential))).isTrue();
        made().admin().delete("auth/token/roles/" + role).good();
    }

    @Test
    default void a_token_ends_by_itself_with_its_lease_and_database_user() {
        Duration life = Duration.ofSeconds(3);
        Reply child = made().child(life);
        Credential credential = made().credential(made().bearer(child), VaultStage.ORDERS);
        assertThat(credential.seconds())
                .as("the lease promises more than the token keeps")
                .isGreaterThan((int) life.toSeconds());
        assertThat(vault().database().letsIn(credential.login())).isTrue();
        vault().elapse(life);
        assertThat(vault().within(QUEUED, () -> isGone(credential))).isTrue();
        assertThat(made().lookUpAccessor(made().bot(), accessor(child)).status())
                .isEqualTo(400);
        assertThat(vault().database().letsIn(credential.login())).isFalse();
    }

    @Test
    default void a_token_role_shows_what_its_tokens_are_like() {
        Reply role = made().bot().get("auth/token/roles/" + made().tokenRole());
        assertThat(role.status()).isEqualTo(200);
        assertThat(BoundaryStage.texts(role.at("/data/allowed_policies"))).containsExactly(made().policy());
        assertThat(role.at("/data/allowed_policies_glob").isArray()).isTrue();
        assertThat(role.at("/data/orphan").asBoolean()).isTrue();
        assertThat(role.at("/data/token_no_default_policy").asBoolean()).isTrue();
        assertThat(role.number("/data/token_explicit_max_ttl")).isEqualTo((int) VaultStage.LONGEST.toSeconds());
    }

    private boolean isGone(Credential credential) {
        return made().lookUp(made().admin(), credential.lease()).status() == 400;
    }

    private Reply renew(String accessor, String increment) {
        return made().bot()
                .post("auth/token/renew-accessor", "{'accessor':'%s','increment':'%s'}".formatted(accessor, increment));
    }
}
