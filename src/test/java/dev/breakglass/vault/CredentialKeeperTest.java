package dev.breakglass.vault;

import static dev.breakglass.vault.Orders.END;
import static dev.breakglass.vault.Orders.MAKE;
import static dev.breakglass.vault.Orders.NOON;
import static dev.breakglass.vault.Orders.UNTIL;
import static dev.breakglass.vault.Orders.answers;
import static dev.breakglass.vault.Orders.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.Act;
import dev.breakglass.access.Actor;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.Seen;
import dev.breakglass.flow.Messenger;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.vault.FakeVault;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CredentialKeeperTest {
    private final Orders orders = new Orders();
    private final FakeVault vault = orders.vault;
    private final MemoryJournal journal = orders.journal;
    private final CredentialKeeper keeper = orders.newKeeper();

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void a_credential_is_issued_delivered_and_ends_with_the_grant() {
        assertThat(journal.perform(keeper, MAKE)).isEqualTo(new Seen.Made());

        assertThat(orders.courier.last().opensFor()).isEqualTo(Settings.DEFAULT_WRAP_TTL);
        assertThat(orders.courier.last().conversation()).isEqualTo("D1");
        assertThat(orders.letsIn(orders.opened())).isTrue();
        assertThat(vault.liveLeases())
                .singleElement()
                .satisfies(lease -> assertThat(lease.end()).isEqualTo(UNTIL));
        assertThat(orders.tokensOfRequest()).singleElement().satisfies(token -> {
            assertThat(token.end()).isEqualTo(UNTIL);
            assertThat(token.displayName()).endsWith("bg-3f2a9c10");
            assertThat(token.policies()).containsExactly(orders.prepared.policy());
            assertThat(token.meta())
                    .containsEntry("request", journal.request().id().toString())
                    .containsEntry("requester", "alice")
                    .containsEntry("approvers", "bob");
        });
    }

    @Test
    void every_handle_is_in_the_journal() {
        journal.perform(keeper, MAKE);

        Handles.Credential handles = handles();
        assertThat(handles.tokenEnd()).isEqualTo(UNTIL.plusSeconds(95));
        assertThat(handles.accessor()).isEqualTo(orders.tokensOfRequest().get(0).accessor());
        assertThat(handles.leaseEnd()).isEqualTo(NOON.plus(Orders.DEFAULT_TTL).plusSeconds(95));
        assertThat(handles.lease()).isEqualTo(vault.liveLeases().get(0).id());
        assertThat(handles.end()).isEqualTo(UNTIL);
        assertThat(vault.isLive(handles.unopened().orElseThrow())).isTrue();
        Handles.Delivery delivery = Objects.requireNonNull(handles.delivery());
        assertThat(delivery.opensUntil()).isEqualTo(NOON.plus(Duration.ofMinutes(5)));
        assertThat(delivery.messageChannel()).isEqualTo("D1");
        assertThat(delivery.messageTs()).isEqualTo("1.1");
    }

    @Test
    void with_nobody_about_vault_ends_it_by_itself() {
        journal.perform(keeper, MAKE);
        JsonNode credential = orders.opened();

        orders.clock.set(UNTIL.plusSeconds(1));

        assertThat(orders.letsIn(credential)).isFalse();
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_restart_with_a_new_login_leaves_the_credential_working_and_can_end_it() {
        journal.perform(keeper, MAKE);
        JsonNode credential = orders.opened();
        orders.revokeLoginOfTheBot();

        CredentialKeeper restarted = orders.newKeeper();
        assertThat(orders.letsIn(credential)).isTrue();

        assertThat(ended(restarted).kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(orders.letsIn(credential)).isFalse();
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_login_that_died_meanwhile_is_made_again_without_a_failure() {
        journal.perform(keeper, MAKE);
        orders.revokeLoginOfTheBot();

        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void the_end_is_read_back_and_an_unopened_wrapping_is_tidied_away() {
        journal.perform(keeper, MAKE);
        String wrapping = handles().unopened().orElseThrow();

        Proof proof = ended(keeper);

        assertThat(proof.kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(proof.at()).isEqualTo(NOON);
        assertThat(proof.says()).contains(String.valueOf(handles().lease()));
        assertThat(vault.isLive(wrapping)).isFalse();
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_wrapping_token_stays_in_its_message_until_it_is_opened() {
        Act look = new Act(Act.Verb.LOOK, Holding.Kind.CREDENTIAL, "orders", 1);
        journal.perform(keeper, MAKE);

        assertThat(journal.perform(keeper, look)).isEqualTo(new Seen.NotYet(NOON.plusSeconds(5)));
        assertThat(orders.courier.blanked).isEmpty();

        orders.opened();
        assertThat(journal.perform(keeper, look)).isEqualTo(new Seen.Unwrapped());
        assertThat(orders.courier.blanked).containsExactly("1.1");
        assertThat(handles().unopened()).isEmpty();
        assertThat(handles().lease()).isNotNull();
    }

    @Test
    void a_wrapping_token_that_expires_unopened_is_taken_out_of_its_message() {
        journal.perform(keeper, MAKE);
        orders.clock.advance(Settings.DEFAULT_WRAP_TTL.plusSeconds(1));

        journal.perform(keeper, new Act(Act.Verb.LOOK, Holding.Kind.CREDENTIAL, "orders", 1));

        assertThat(orders.courier.blanked).containsExactly("1.1");
    }

    @Test
    void ending_twice_is_fine() {
        journal.perform(keeper, MAKE);
        ended(keeper);

        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.READ_BACK);
    }

    @Test
    void an_outage_of_slack_costs_no_credential() {
        orders.courier.failsToOpen = Optional.of(undelivered(Messenger.Undelivered.Kind.LATER));

        assertThat(journal.perform(keeper, MAKE)).isInstanceOf(Seen.Failed.class);

        assertThat(orders.callsTo("auth/token/create")).isZero();
        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.NEVER_HELD);
    }

    @Test
    void a_message_that_slack_did_not_take_leaves_nothing_after_the_end() {
        orders.courier.failsToDeliver = Optional.of(undelivered(Messenger.Undelivered.Kind.LATER));

        assertThat(journal.perform(keeper, MAKE)).isInstanceOf(Seen.Failed.class);
        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.READ_BACK);

        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_person_to_whom_slack_cannot_write_is_a_refusal() {
        orders.courier.failsToOpen = Optional.of(undelivered(Messenger.Undelivered.Kind.CHANNEL_CLOSED));

        assertThat(journal.perform(keeper, MAKE))
                .isInstanceOfSatisfying(
                        Seen.Refused.class, seen -> assertThat(seen.why()).isEqualTo(Refusal.SLACK_REFUSED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth/approle/login",
                "auth/token/create",
                "database/creds",
                "sys/leases/renew",
                "sys/wrapping/wrap"
            })
    void a_lost_reply_at_any_call_leaves_nothing_alive_after_the_proved_end(String path) {
        vault.failTimes(1, to(path), new Fault.LoseReply());

        assertThat(journal.perform(keeper, MAKE)).isEqualTo(new Seen.Failed("Vault did not answer"));
        assertThat(orders.callsTo(path)).isEqualTo(1);
        Seen seen = journal.perform(keeper, END);
        if (seen instanceof Seen.NotYet notYet) {
            orders.clock.set(notYet.lookAgainAt());
            seen = journal.perform(keeper, END);
        }

        assertThat(seen).isInstanceOf(Seen.Ended.class);
        Proof proof = ((Seen.Ended) seen).proof();
        if (proof.at().isAfter(orders.clock.instant())) {
            orders.clock.set(proof.at());
        }
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_credential_of_which_the_answer_was_lost_is_proved_only_at_its_latest_end() {
        vault.failTimes(1, to("database/creds"), new Fault.LoseReply());
        journal.perform(keeper, MAKE);
        Instant latest = NOON.plus(Orders.DEFAULT_TTL).plusSeconds(95);

        assertThat(journal.perform(keeper, END)).isEqualTo(new Seen.NotYet(latest));
        orders.clock.advance(Duration.ofSeconds(1));
        assertThat(orders.nothingIsLeft()).isTrue();

        orders.clock.set(latest);
        Proof proof = ended(keeper);
        assertThat(proof.kind()).isEqualTo(Proof.Kind.ENDED_BY_ITSELF);
        assertThat(proof.at()).isEqualTo(latest);
    }

    @Test
    void a_token_of_which_the_answer_was_lost_is_held_by_nobody() {
        vault.failTimes(1, to("auth/token/create"), new Fault.LoseReply());
        journal.perform(keeper, MAKE);

        Proof proof = ended(keeper);

        assertThat(proof.kind()).isEqualTo(Proof.Kind.ENDED_BY_ITSELF);
        assertThat(proof.at()).isEqualTo(UNTIL.plusSeconds(95));
        assertThat(proof.says()).contains("held by nobody");
        assertThat(vault.liveLeases()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth/approle/login",
                "auth/token/create",
                "database/creds",
                "sys/leases/renew",
                "sys/wrapping/wrap"
            })
    void a_seal_at_any_call_of_the_making_is_a_failure_and_can_be_ended(String path) {
        vault.failTimes(1, to(path), answers(503, "Vault is sealed"));

        assertThat(journal.perform(keeper, MAKE)).isEqualTo(new Seen.Failed("Vault is sealed"));

        assertThat(ended(keeper).at()).isEqualTo(NOON);
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "auth/approle/login",
                "sys/leases/revoke",
                "sys/leases/lookup",
                "auth/token/revoke-accessor",
                "auth/token/lookup-accessor"
            })
    void trouble_at_any_call_of_the_ending_is_asked_again_until_it_is_proved(String path) {
        journal.perform(keeper, MAKE);
        CredentialKeeper restarted = orders.newKeeper();

        vault.failTimes(1, to(path), new Fault.HangUp());
        assertThat(journal.perform(restarted, END)).isEqualTo(new Seen.Failed("Vault did not answer"));
        vault.failTimes(1, to(path), answers(503, "Vault is sealed"));
        assertThat(journal.perform(restarted, END)).isEqualTo(new Seen.Failed("Vault is sealed"));
        vault.failTimes(1, to(path), new Fault.Answer(Reply.empty(502)));
        assertThat(journal.perform(restarted, END)).isInstanceOf(Seen.Failed.class);

        assertThat(ended(restarted).kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_sealed_vault_is_asked_until_it_is_unsealed() {
        journal.perform(keeper, MAKE);
        vault.seal();

        assertThat(journal.perform(keeper, END)).isEqualTo(new Seen.Failed("Vault is sealed"));

        vault.unseal();
        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.READ_BACK);
    }

    @Test
    void a_used_up_quota_is_a_failure_and_nothing_was_made() {
        vault.quota(true);

        assertThat(journal.perform(keeper, MAKE)).isEqualTo(new Seen.Failed("Vault's quota is used up"));

        vault.quota(false);
        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.NEVER_HELD);
    }

    @Test
    void a_revocation_that_times_out_is_also_asked_for_without_waiting() {
        journal.perform(keeper, MAKE);
        vault.failTimes(1, to("sys/leases/revoke"), new Fault.Delay(Duration.ofSeconds(6)));

        assertThat(journal.perform(keeper, END)).isInstanceOf(Seen.Failed.class);

        assertThat(vault.calls().stream().filter(to("sys/leases/revoke")).map(call -> call.body()))
                .hasSize(2)
                .last()
                .asString()
                .contains("\"sync\":false");
        orders.clock.advance(Duration.ofSeconds(1));
        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_database_that_is_away_keeps_the_ending_asking() {
        journal.perform(keeper, MAKE);
        vault.database().away(true);

        assertThat(journal.perform(keeper, END))
                .isInstanceOfSatisfying(
                        Seen.Failed.class, seen -> assertThat(seen.why()).doesNotContain("127.0.0.1"));
        orders.clock.advance(Duration.ofHours(1));
        assertThat(journal.perform(keeper, END)).isInstanceOf(Seen.Failed.class);
        assertThat(vault.liveLeases()).hasSize(1);

        vault.database().away(false);
        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_database_that_is_away_at_the_making_leaves_a_lease_in_doubt() {
        vault.database().away(true);

        assertThat(journal.perform(keeper, MAKE)).isInstanceOf(Seen.Failed.class);

        assertThat(journal.perform(keeper, END)).isInstanceOf(Seen.NotYet.class);
        assertThat(orders.tokensOfRequest()).isEmpty();
    }

    @Test
    void a_token_role_that_the_bot_may_not_use_is_a_refusal() {
        vault.setPolicy("breakglass-bot", "path \"sys/leases/revoke\" { capabilities = [\"update\"] }");

        expectRefusal();

        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.NEVER_HELD);
    }

    @Test
    void a_path_that_the_policy_of_the_token_lacks_is_a_refusal() {
        vault.setPolicy(orders.prepared.policy(), "path \"other\" { capabilities = [\"read\"] }");

        expectRefusal();

        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void an_unknown_database_role_is_a_refusal() {
        vault.failTimes(1, to("database/creds"), answers(400, "unknown role: orders"));

        expectRefusal();

        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.READ_BACK);
    }

    @Test
    void something_without_a_lease_is_never_handed_out() {
        Reply leaseless = Reply.json(200, "{\"lease_id\":\"\",\"data\":{\"password\":\"static\"}}");
        vault.failTimes(1, to("database/creds"), new Fault.Answer(leaseless));

        expectRefusal();

        assertThat(orders.courier.delivered).isEmpty();
        assertThat(ended(keeper).kind()).isEqualTo(Proof.Kind.READ_BACK);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth/approle/login", "auth/token/create", "database/creds", "sys/wrapping/wrap"})
    void a_revoke_in_between_stops_the_making_and_can_be_ended_at_once(String after) {
        journal.beforeCall = () -> {
            if (orders.callsTo(after) == 1) {
                journal.request()
                        .end(EndReason.REVOKED, Actor.operator("root"), NOON)
                        .ifPresent(change -> journal.become(change.after()));
            }
        };

        assertThat(journal.perform(keeper, MAKE)).isEqualTo(new Seen.Stopped());
        assertThat(orders.courier.delivered).isEmpty();

        assertThat(ended(keeper).at()).isEqualTo(NOON);
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_token_that_can_no_longer_be_noted_is_revoked_by_its_maker() {
        journal.beforeCall = () -> {
            if (orders.callsTo("auth/approle/login") == 1) {
                journal.refusesNotes = Optional.of(new IllegalStateException("overtaken"));
            }
        };

        assertThatThrownBy(() -> journal.perform(keeper, MAKE)).hasMessage("overtaken");

        assertThat(orders.callsTo("auth/token/create")).isEqualTo(1);
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_grant_that_is_over_issues_nothing() {
        orders.clock.set(UNTIL);

        assertThat(journal.perform(keeper, MAKE)).isEqualTo(new Seen.Stopped());

        assertThat(vault.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth/token/create", "database/creds"})
    void a_grant_that_ends_during_the_making_is_never_given_the_default_times_of_vault(String after) {
        journal.beforeCall = () -> {
            if (orders.callsTo(after) == 1) {
                orders.clock.set(UNTIL);
            }
        };

        assertThat(journal.perform(keeper, MAKE)).isNotEqualTo(new Seen.Made());

        assertThat(orders.courier.delivered).isEmpty();
        journal.beforeCall = () -> {};
        orders.clock.advance(Duration.ofSeconds(1));
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_wrapping_opens_no_longer_than_the_grant() {
        orders.clock.set(UNTIL.minusSeconds(90));

        journal.perform(keeper, MAKE);

        assertThat(orders.courier.last().opensFor()).isEqualTo(Duration.ofSeconds(90));
    }

    private void expectRefusal() {
        assertThat(journal.perform(keeper, MAKE))
                .isInstanceOfSatisfying(
                        Seen.Refused.class, seen -> assertThat(seen.why()).isEqualTo(Refusal.VAULT_REFUSED));
    }

    private Proof ended(CredentialKeeper by) {
        Seen seen = journal.perform(by, END);
        assertThat(seen).isInstanceOf(Seen.Ended.class);
        return ((Seen.Ended) seen).proof();
    }

    private Handles.Credential handles() {
        return (Handles.Credential) journal.request().holding(MAKE).handles();
    }

    private static Messenger.Undelivered undelivered(Messenger.Undelivered.Kind kind) {
        return new Messenger.Undelivered(kind, Duration.ZERO, "test");
    }
}
