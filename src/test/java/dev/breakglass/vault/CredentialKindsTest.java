package dev.breakglass.vault;

import static dev.breakglass.vault.Orders.END;
import static dev.breakglass.vault.Orders.MAKE;
import static dev.breakglass.vault.Orders.NOON;
import static dev.breakglass.vault.Orders.UNTIL;
import static dev.breakglass.vault.Orders.answers;
import static dev.breakglass.vault.Orders.to;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.Actor;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.EndReason;
import dev.breakglass.access.Handles;
import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.Proof;
import dev.breakglass.access.Refusal;
import dev.breakglass.access.Secret;
import dev.breakglass.access.Seen;
import dev.breakglass.access.SlackUser;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Fault;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is particular to each kind of credential; what all have in common is in {@link CredentialKeeperTest}. */
class CredentialKindsTest {
    private static final CredentialKind CERTIFICATE = new CredentialKind.SshCertificate("ssh/sign/ops", "ops");
    private static final CredentialKind PASSWORD =
            new CredentialKind.SshOneTimePassword("ssh/creds/otp", "10.0.0.7", "ops", Duration.ofHours(1));
    private static final Person BOB =
            new Person(new PersonId("bob"), "Bob", Set.of(new SlackUser("T1", "U2")), Optional.empty());

    private Orders orders = new Orders();

    @AfterEach
    void stop() {
        orders.close();
    }

    // ---- SSH certificates ----

    @Test
    void a_certificate_and_its_key_are_delivered_as_one_file_and_end_with_the_grant() {
        issue(CERTIFICATE, "breakglass-ssh");

        String identity = orders.opened().path("identity").asText();
        assertThat(identity).startsWith("-----BEGIN OPENSSH PRIVATE KEY-----\n").endsWith("\n");
        String[] lines = identity.split("\n", -1);
        SshCertificate certificate =
                SshCertificate.parse(lines[lines.length - 2]).orElseThrow();
        assertThat(certificate.validBefore()).isEqualTo(UNTIL);
        assertThat(handles().end()).isEqualTo(UNTIL);
        assertThat(handles().lease()).isNull();
        assertThat(handles().leaseEnd()).isNull();
    }

    @Test
    void a_certificate_that_is_ended_early_is_told_to_be_valid_and_proved_only_at_its_end() {
        issue(CERTIFICATE, "breakglass-ssh");
        end(EndReason.DONE_EARLY);

        assertThat(perform()).isInstanceOfSatisfying(Seen.StillValid.class, seen -> {
            assertThat(seen.lookAgainAt()).isEqualTo(UNTIL);
            assertThat(seen.says()).contains("certificate valid until " + UNTIL);
        });
        assertThat(orders.tokensOfRequest()).isEmpty();

        orders.clock.set(UNTIL);
        assertThat(ended().kind()).isEqualTo(Proof.Kind.ENDED_BY_ITSELF);
    }

    @Test
    void an_unopened_wrapping_of_a_certificate_is_destroyed_and_the_ending_insists_on_it() {
        issue(CERTIFICATE, "breakglass-ssh");
        end(EndReason.REVOKED);
        orders.vault.failTimes(1, call -> isAbout(call, handles().unopened()), answers(500, "later"));

        assertThat(perform()).isInstanceOf(Seen.Failed.class);
        assertThat(perform()).isInstanceOf(Seen.StillValid.class);

        assertThat(orders.vault.unwrap(orders.courier.last().token().expose())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ssh/sign", "sys/wrapping/wrap"})
    void a_certificate_of_which_the_answer_was_lost_is_of_no_use_to_anybody(String path) {
        use(CERTIFICATE, "breakglass-ssh");
        orders.vault.failTimes(1, to(path), new Fault.LoseReply());

        assertThat(orders.journal.perform(orders.newKeeper(), MAKE)).isInstanceOf(Seen.Failed.class);

        Proof proof = ended();
        assertThat(proof.kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(proof.says()).contains("no certificate was handed over");
    }

    @Test
    void a_user_that_the_role_does_not_sign_for_is_a_refusal() {
        use(new CredentialKind.SshCertificate("ssh/sign/ops", "root"), "breakglass-ssh");

        expectRefusal();
    }

    @Test
    void an_answer_that_is_no_certificate_is_a_failure() {
        use(CERTIFICATE, "breakglass-ssh");
        orders.vault.failTimes(
                1, to("ssh/sign"), Orders.replies("{\"data\":{\"signed_key\":\"ssh-ed25519 AAAA nonsense\"}}"));

        assertThat(orders.journal.perform(orders.newKeeper(), MAKE)).isInstanceOf(Seen.Failed.class);
        assertThat(orders.courier.delivered).isEmpty();
    }

    // ---- SSH one-time passwords ----

    @Test
    void a_one_time_password_lets_in_once_and_not_after_the_end() {
        issue(PASSWORD, "breakglass-ssh");
        JsonNode credential = orders.opened();
        assertThat(credential.path("ip").asText()).isEqualTo("10.0.0.7");
        assertThat(credential.path("username").asText()).isEqualTo("ops");

        assertThat(orders.vault.verify(credential.path("key").asText())).isTrue();
        assertThat(orders.vault.verify(credential.path("key").asText())).isFalse();
    }

    @Test
    void an_unused_one_time_password_is_read_back_as_gone() {
        issue(PASSWORD, "breakglass-ssh");
        String key = orders.opened().path("key").asText();

        assertThat(ended().kind()).isEqualTo(Proof.Kind.READ_BACK);

        assertThat(orders.vault.verify(key)).isFalse();
        assertThat(orders.vault.liveLeases()).isEmpty();
    }

    // ---- tokens ----

    @Test
    void a_token_is_handed_out_with_the_emergency_policy_alone_and_cannot_be_renewed() {
        issue(new CredentialKind.Token(), "breakglass-admin");

        Secret token = Secret.of(orders.opened().path("token").asText());
        assertThat(orders.tokensOfRequest()).singleElement().satisfies(live -> {
            assertThat(live.policies()).containsExactly("breakglass-admin");
            assertThat(live.end()).isEqualTo(UNTIL);
            assertThat(live.accessor()).isEqualTo(handles().accessor());
        });
        assertThat(orders.newClient().readStatic(token, "sys/policies/acl/breakglass-admin"))
                .containsKey("policy");
        assertThat(orders.calls("auth/token/create"))
                .singleElement()
                .satisfies(call -> assertThat(call.body()).contains("\"renewable\":false"));
        assertThat(handles().lease()).isNull();
    }

    @Test
    void a_token_is_proved_gone_by_its_accessor() {
        issue(new CredentialKind.Token(), "breakglass-admin");

        Proof proof = ended();

        assertThat(proof.kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(proof.says()).startsWith("the token is gone");
        assertThat(orders.tokensOfRequest()).isEmpty();
    }

    // ---- any leased path ----

    @Test
    void any_leased_path_can_be_read() {
        issue(new CredentialKind.Lease("database/creds/orders", Map.of(), Duration.ofHours(1)), "breakglass-orders");

        assertThat(orders.letsIn(orders.opened())).isTrue();
        assertThat(ended().kind()).isEqualTo(Proof.Kind.READ_BACK);
        assertThat(orders.nothingIsLeft()).isTrue();
    }

    @Test
    void a_leased_path_that_wants_parameters_is_posted_to() {
        Map<String, String> parameters = Map.of("ip", "10.1.2.3", "username", "ops");
        issue(new CredentialKind.Lease("ssh/creds/otp", parameters, Duration.ofHours(1)), "breakglass-ssh");

        assertThat(orders.vault.verify(orders.opened().path("key").asText())).isTrue();
        assertThat(ended().kind()).isEqualTo(Proof.Kind.READ_BACK);
    }

    // ---- static secrets ----

    @ParameterizedTest
    @ValueSource(strings = {"kv/legacy", "secret/data/legacy"})
    void a_static_secret_of_either_engine_is_delivered_as_its_fields(String path) {
        issue(new CredentialKind.StaticSecret(path), "breakglass-static");

        JsonNode secret = orders.opened();
        assertThat(secret.path("username").asText()).isEqualTo("root");
        assertThat(secret.path("password").asText()).isEqualTo("stands-still");
        assertThat(secret.size()).isEqualTo(2);
    }

    @Test
    void a_static_secret_is_asked_to_be_changed_every_day_until_somebody_confirms_it() {
        issue(new CredentialKind.StaticSecret("kv/legacy"), "breakglass-static");
        assertThat(orders.journal.request().rotated(BOB, NOON)).isEmpty();
        end(EndReason.DONE_EARLY);

        for (int day = 1; day <= 3; day++) {
            Instant again = orders.clock.instant().plus(Duration.ofDays(1));
            assertThat(perform()).isInstanceOfSatisfying(Seen.StillValid.class, seen -> {
                assertThat(seen.lookAgainAt()).isEqualTo(again);
                assertThat(seen.says()).contains("kv/legacy").contains("change it");
            });
            orders.clock.set(again);
        }
        assertThat(orders.tokensOfRequest()).isEmpty();

        orders.journal.become(orders.journal
                .request()
                .rotated(BOB, orders.clock.instant())
                .orElseThrow()
                .after());
        Proof proof = ended();
        assertThat(proof.kind()).isEqualTo(Proof.Kind.CONFIRMED);
        assertThat(proof.says()).startsWith("Bob confirmed");
    }

    @Test
    void a_static_secret_that_was_never_handed_over_needs_no_change() {
        use(new CredentialKind.StaticSecret("kv/legacy"), "breakglass-static");
        orders.vault.failTimes(1, to("sys/wrapping/wrap"), new Fault.LoseReply());
        orders.journal.perform(orders.newKeeper(), MAKE);

        assertThat(ended().says()).contains("never handed over");
    }

    // ---- all kinds, with nobody about ----

    @Test
    void with_nobody_about_every_kind_that_vault_can_end_is_gone_by_the_end_of_the_grant() {
        for (CredentialKind kind : Set.of(
                PASSWORD,
                new CredentialKind.Token(),
                new CredentialKind.Lease("database/creds/orders", Map.of(), Duration.ofHours(1)))) {
            issue(kind, policyFor(kind));
            JsonNode secret = orders.opened();

            orders.clock.set(UNTIL.plusSeconds(1));

            assertThat(orders.nothingIsLeft()).as(kind.word()).isTrue();
            assertThat(orders.vault.verify(secret.path("key").asText())).isFalse();
        }
    }

    private static String policyFor(CredentialKind kind) {
        return kind instanceof CredentialKind.SshOneTimePassword
                ? "breakglass-ssh"
                : kind instanceof CredentialKind.Token ? "breakglass-admin" : "breakglass-orders";
    }

    private void use(CredentialKind kind, String policy) {
        orders.close();
        orders = new Orders(kind, policy);
    }

    private void issue(CredentialKind kind, String policy) {
        use(kind, policy);
        assertThat(orders.journal.perform(orders.newKeeper(), MAKE)).isEqualTo(new Seen.Made());
    }

    private void end(EndReason why) {
        orders.journal.become(orders.journal
                .request()
                .end(why, Actor.operator("root"), orders.clock.instant())
                .orElseThrow()
                .after());
    }

    private Seen perform() {
        return orders.journal.perform(orders.newKeeper(), END);
    }

    private Proof ended() {
        Seen seen = perform();
        assertThat(seen).isInstanceOf(Seen.Ended.class);
        return ((Seen.Ended) seen).proof();
    }

    private void expectRefusal() {
        assertThat(orders.journal.perform(orders.newKeeper(), MAKE))
                .isInstanceOfSatisfying(
                        Seen.Refused.class, seen -> assertThat(seen.why()).isEqualTo(Refusal.VAULT_REFUSED));
        assertThat(orders.courier.delivered).isEmpty();
        assertThat(ended().kind()).isEqualTo(Proof.Kind.READ_BACK);
    }

    private Handles.Credential handles() {
        return (Handles.Credential) orders.journal.request().holding(MAKE).handles();
    }

    private static boolean isAbout(Call call, Optional<String> accessor) {
        return accessor.filter(call.body()::contains).isPresent();
    }
}
