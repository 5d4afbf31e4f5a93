package dev.breakglass.vault;

import static dev.breakglass.vault.Orders.NOON;
import static dev.breakglass.vault.Orders.answers;
import static dev.breakglass.vault.Orders.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.breakglass.access.Secret;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Moment;
import dev.breakglass.sandbox.vault.FakeVault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VaultLoginTest {
    private static final String LOGIN = "auth/approle/login";
    private static final String RENEW = "auth/token/renew-self";

    private final Orders orders = new Orders();
    private final FakeVault vault = orders.vault;
    private final VaultLogin login = orders.newLogin();

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void nothing_is_asked_before_it_is_needed_and_then_only_once() {
        assertThat(vault.calls()).isEmpty();

        Secret token = login.token();

        assertThat(login.token()).isSameAs(token);
        assertThat(vault.calls()).hasSize(1);
    }

    @Test
    void it_is_renewed_at_half_its_life_and_not_before() {
        Secret token = login.token();
        assertThat(login.keepAlive(NOON)).isEqualTo(NOON.plus(Duration.ofMinutes(10)));
        assertThat(orders.callsTo(RENEW)).isZero();

        orders.clock.advance(Duration.ofMinutes(10));
        login.keepAlive(orders.clock.instant());

        assertThat(orders.callsTo(RENEW)).isEqualTo(1);
        assertThat(login.token()).isSameAs(token);
        assertThat(orders.botTokens())
                .singleElement()
                .satisfies(bot -> assertThat(bot.end()).isEqualTo(NOON.plus(Duration.ofMinutes(30))));
    }

    @Test
    void a_renewal_that_fails_leaves_the_old_token_in_use() {
        Secret token = login.token();
        orders.clock.advance(Duration.ofMinutes(10));
        vault.failTimes(1, to(RENEW), new Fault.HangUp());

        assertThat(login.token()).isSameAs(token);
        assertThat(login.token()).isSameAs(token);
        assertThat(orders.callsTo(RENEW)).isEqualTo(1);

        orders.clock.advance(Duration.ofSeconds(10));
        assertThat(login.token()).isSameAs(token);
        assertThat(orders.callsTo(RENEW)).isEqualTo(2);
    }

    @Test
    void a_token_that_ran_out_is_made_anew() {
        Secret token = login.token();
        orders.clock.advance(Duration.ofMinutes(21));

        assertThat(login.token()).isNotSameAs(token);
        assertThat(orders.callsTo(RENEW)).isZero();
        assertThat(orders.callsTo(LOGIN)).isEqualTo(2);
    }

    @Test
    void a_token_that_cannot_be_renewed_is_made_anew() {
        Secret token = login.token();
        orders.revokeLoginOfTheBot();
        orders.clock.advance(Duration.ofMinutes(10));

        assertThat(login.token()).isNotSameAs(token);
    }

    @Test
    void a_dead_token_is_replaced_once_and_the_call_made_again() {
        Secret dead = login.token();
        orders.revokeLoginOfTheBot();
        VaultClient client = orders.newClient();

        assertThat(login.<Boolean>asBot(Way::straight, token -> client.isThere(token, "any")))
                .isFalse();

        assertThat(login.token()).isNotSameAs(dead);
        assertThat(orders.callsTo(LOGIN)).isEqualTo(2);
    }

    @Test
    void a_missing_right_is_told_after_one_new_login() {
        vault.setPolicy("breakglass-bot", "path \"sys/leases/revoke\" { capabilities = [\"update\"] }");
        VaultClient client = orders.newClient();

        VaultException e = catchThrowableOfType(
                VaultException.class, () -> login.<Boolean>asBot(Way::straight, token -> client.isThere(token, "any")));

        assertThat(e.kind()).isEqualTo(VaultException.Kind.FORBIDDEN);
        assertThat(orders.callsTo(LOGIN)).isEqualTo(2);
    }

    @Test
    void a_wrong_secret_id_is_told_as_such() {
        VaultLogin wrong = new VaultLogin(orders.settings("nonsense", Optional.empty()), orders.clock);

        VaultException e = catchThrowableOfType(VaultException.class, wrong::token);

        assertThat(e.says()).isEqualTo("Vault does not accept the bot's login");
        assertThat(e.nothingDone()).isTrue();
    }

    @Test
    void a_seal_and_silence_at_the_login_are_told_apart() {
        vault.seal();
        assertThat(catchThrowableOfType(VaultException.class, login::token).kind())
                .isEqualTo(VaultException.Kind.SEALED);
        vault.unseal();

        vault.goDown();
        assertThat(catchThrowableOfType(VaultException.class, login::token).kind())
                .isEqualTo(VaultException.Kind.NO_ANSWER);
        vault.mend();

        vault.failTimes(1, to(LOGIN), answers(429, "rate limit quota exceeded"));
        assertThat(catchThrowableOfType(VaultException.class, login::token).kind())
                .isEqualTo(VaultException.Kind.QUOTA);
    }

    @Test
    void keeping_alive_never_throws_and_is_due_again_soon_after_a_failure() {
        vault.goDown();

        assertThat(login.keepAlive(NOON)).isEqualTo(NOON.plusSeconds(10));
    }

    @Test
    void many_callers_wait_for_one_login() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        vault.watch((moment, call) -> {
            if (moment == Moment.ARRIVED) {
                arrived.countDown();
                await(go);
            }
        });
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Secret>> tokens = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                tokens.add(threads.submit(login::token));
            }
            await(arrived);
            go.countDown();

            Secret first = tokens.get(0).get(5, TimeUnit.SECONDS);
            for (Future<Secret> token : tokens) {
                assertThat(token.get(5, TimeUnit.SECONDS)).isSameAs(first);
            }
            assertThat(orders.callsTo(LOGIN)).isEqualTo(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void the_health_of_a_vault_needs_no_login() {
        assertThat(login.health()).isEqualTo(VaultLogin.Health.ACTIVE);
        vault.standby(true);
        assertThat(login.health()).isEqualTo(VaultLogin.Health.STANDBY);
        vault.seal();
        assertThat(login.health()).isEqualTo(VaultLogin.Health.SEALED);
        assertThat(orders.callsTo(LOGIN)).isZero();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(5, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
