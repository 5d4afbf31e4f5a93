package dev.breakglass.vault;

import static dev.breakglass.vault.Orders.END;
import static dev.breakglass.vault.Orders.MAKE;
import static dev.breakglass.vault.Orders.UNTIL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Seen;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What was issued ends with the grant although nobody ends it, and not before it although the bot comes and goes. */
class DeadManSwitchTest {
    private static final Duration BOT_TOKEN_TTL = Duration.ofMinutes(20);

    private final Orders orders = new Orders();

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void a_bot_that_is_gone_for_good_leaves_nothing_behind_after_the_end() {
        assertThat(orders.journal.perform(orders.newKeeper(), MAKE)).isEqualTo(new Seen.Made());
        JsonNode credential = orders.opened();
        orders.revokeLoginOfTheBot();

        orders.clock.set(UNTIL.minusSeconds(1));
        assertThat(orders.letsIn(credential)).isTrue();

        orders.clock.set(UNTIL.plusSeconds(1));
        assertThat(orders.letsIn(credential)).isFalse();
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_bot_that_dies_before_it_set_the_end_of_the_lease_leaves_nothing_behind_either() {
        orders.journal.beforeCall = () -> {
            if (orders.callsTo("database/creds") == 1) {
                throw new IllegalStateException("killed");
            }
        };
        assertThatThrownBy(() -> orders.journal.perform(orders.newKeeper(), MAKE))
                .hasMessage("killed");
        assertThat(orders.vault.liveLeases()).hasSize(1);

        orders.clock.set(UNTIL.plusSeconds(1));
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_restart_past_the_life_of_the_bots_own_token_leaves_the_credential_working() {
        orders.journal.perform(orders.newKeeper(), MAKE);
        JsonNode credential = orders.opened();

        orders.clock.advance(BOT_TOKEN_TTL.plusSeconds(1));
        assertThat(orders.botTokens()).isEmpty();
        assertThat(orders.letsIn(credential)).isTrue();

        assertThat(orders.journal.perform(orders.newKeeper(), END))
                .isInstanceOfSatisfying(
                        Seen.Ended.class,
                        seen -> assertThat(seen.proof().kind()).isEqualTo(Proof.Kind.READ_BACK));
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_rotated_secret_id_leaves_the_credential_working_and_the_new_one_can_end_it() throws Exception {
        orders.journal.perform(orders.newKeeper(), MAKE);
        JsonNode credential = orders.opened();

        String rotated = orders.rotateSecretId();
        orders.revokeLoginOfTheBot();
        assertThat(orders.letsIn(credential)).isTrue();

        assertThat(orders.journal.perform(orders.newKeeper(), END))
                .isEqualTo(new Seen.Failed("Vault does not accept the bot's login"));
        CredentialKeeper withNewSecret = orders.newKeeper(orders.settings(rotated, Optional.empty()));
        assertThat(orders.journal.perform(withNewSecret, END)).isInstanceOf(Seen.Ended.class);
        assertThat(orders.letsIn(credential)).isFalse();
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_token_that_was_handed_out_cannot_prolong_itself() throws Exception {
        try (Orders tokens = new Orders(new CredentialKind.Token(), "breakglass-admin")) {
            tokens.journal.perform(tokens.newKeeper(), MAKE);
            Secret token = Secret.of(tokens.opened().path("token").asText());
            tokens.vault.setPolicy(
                    "breakglass-admin", "path \"auth/token/renew-self\" { capabilities = [\"update\"] }");

            assertThat(tokens.post(token, "auth/token/renew-self", "{\"increment\":\"4h\"}")
                            .statusCode())
                    .isEqualTo(400);

            tokens.clock.set(UNTIL.plusSeconds(1));
            assertThat(tokens.tokensOfRequest()).isEmpty();
        }
    }
}
