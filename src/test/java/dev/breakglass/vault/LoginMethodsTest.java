package dev.breakglass.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.access.Secret;
import dev.breakglass.flow.Finding;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import dev.breakglass.sandbox.vault.FakeVault;
import dev.breakglass.sandbox.vault.Preparation;
import dev.breakglass.tls.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way to log in, right and wrong, and what is replaced while the bot runs. */
class LoginMethodsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String ROLE = "auth/approle/role/breakglass/secret-id";

    private final Orders orders = new Orders();
    private final FakeVault vault = orders.vault;

    @AfterEach
    void stop() {
        orders.close();
    }

    /** What is kept somewhere and may be replaced. */
    private static final class Kept implements OwnSecret {
        private Secret value;

        Kept(String text) {
            value = Secret.of(text);
        }

        void replace(String text) {
            value = Secret.of(text);
        }

        @Override
        public Secret now() {
            return value;
        }

        @Override
        public Optional<String> trouble() {
            return Optional.empty();
        }
    }

    // ---- secret ids

    @Test
    void a_secret_id_that_was_replaced_is_used_at_the_next_login() {
        Kept secretId = new Kept(orders.prepared.secretId());
        VaultLogin login = login(new LoginMethod.AppRole("approle", roleId(), secretId));
        login.token();
        administer(
                "POST",
                "auth/approle/role/breakglass/secret-id/destroy",
                Map.of("secret_id", orders.prepared.secretId()));
        orders.revokeLoginOfTheBot();
        assertRefused(login);

        secretId.replace(administer("POST", ROLE, Map.of())
                .path("data")
                .path("secret_id")
                .asText());

        assertWorks(login);
    }

    @Test
    void a_wrapped_secret_id_is_opened_once_and_serves_every_login_after_that() {
        VaultLogin login = login(wrapped(new Kept(wrappingTokenOf(ROLE))));

        assertWorks(login);
        orders.revokeLoginOfTheBot();
        assertWorks(login);

        assertThat(orders.callsTo("sys/wrapping/unwrap")).isEqualTo(1);
        assertThat(orders.callsTo("sys/wrapping/lookup")).isEqualTo(1);
    }

    @Test
    void a_wrapped_secret_id_that_somebody_else_opened_is_told_as_such() {
        String wrapping = wrappingTokenOf(ROLE);
        assertThat(vault.unwrap(wrapping)).isPresent();
        Kept kept = new Kept(wrapping);
        VaultLogin login = login(wrapped(kept));

        VaultException e = catchThrowableOfType(VaultException.class, login::token);

        assertThat(e.kind()).isEqualTo(VaultException.Kind.SPENT);
        assertThat(e.says()).isEqualTo("the bot's wrapped secret id for Vault does not open");
        assertThat(orders.callsTo("auth/approle/login")).isZero();
        kept.replace(wrappingTokenOf(ROLE));
        assertWorks(login);
    }

    @Test
    void what_was_wrapped_anywhere_else_is_not_even_opened() {
        String foreign = wrappingTokenOf("sys/wrapping/wrap");

        VaultException e = catchThrowableOfType(VaultException.class, login(wrapped(new Kept(foreign)))::token);

        assertThat(e.kind()).isEqualTo(VaultException.Kind.SPENT);
        assertThat(orders.callsTo("sys/wrapping/unwrap")).isZero();
    }

    @Test
    void an_outage_while_opening_is_no_theft_and_opens_later() {
        VaultLogin login = login(wrapped(new Kept(wrappingTokenOf(ROLE))));
        vault.goDown();
        assertThat(catchThrowableOfType(VaultException.class, login::token).kind())
                .isEqualTo(VaultException.Kind.NO_ANSWER);

        vault.mend();

        assertWorks(login);
    }

    @Test
    void checking_opens_no_wrapped_secret_id_and_says_so() {
        LoginMethod.WrappedAppRole method = wrapped(new Kept(wrappingTokenOf(ROLE)));
        assertThat(findings(method)).singleElement().satisfies(finding -> {
            assertThat(finding.isWarning()).isTrue();
            assertThat(finding.fault()).contains("rights in Vault are not checked");
        });

        assertWorks(login(method));
        assertThat(findings(method))
                .singleElement()
                .satisfies(finding -> assertThat(finding.fault()).contains("does not open"));
    }

    // ---- JWTs

    @Test
    void a_service_account_logs_in_with_the_token_that_it_has_by_now() {
        administer("POST", "sys/auth/kubernetes", Map.of("type", "kubernetes"));
        administer(
                "POST",
                "auth/kubernetes/role/bot",
                Map.of(
                        "bound_service_account_names", "breakglass",
                        "bound_service_account_namespaces", "ops",
                        "token_policies", "breakglass-bot",
                        "token_ttl", "20m"));
        vault.serviceAccounts().issue("first", "ops", "breakglass");
        Kept token = new Kept("first");
        LoginMethod.Kubernetes method = new LoginMethod.Kubernetes("kubernetes", "bot", token);
        VaultLogin login = login(method);
        assertWorks(login);

        vault.serviceAccounts().issue("second", "ops", "breakglass");
        orders.revokeLoginOfTheBot();
        assertRefused(login);
        token.replace("second");
        assertWorks(login);

        vault.serviceAccounts().issue("second", "other", "breakglass");
        assertThat(findings(method)).singleElement().satisfies(finding -> {
            assertThat(finding.fault()).isEqualTo("Vault does not accept the bot's login at auth/kubernetes");
            assertThat(finding.remedy()).contains("bound to the service account");
        });
    }

    @Test
    void a_jwt_logs_in_while_it_is_valid_and_bound_to_the_role() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        KeyPair issuer = generator.generateKeyPair();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder().encodeToString(issuer.getPublic().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
        administer("POST", "sys/auth/ci", Map.of("type", "jwt"));
        administer("POST", "auth/ci/config", Map.of("jwt_validation_pubkeys", List.of(pem)));
        administer(
                "POST",
                "auth/ci/role/bot",
                Map.of(
                        "bound_audiences", "vault",
                        "bound_subject", "breakglass",
                        "token_policies", "breakglass-bot",
                        "token_ttl", "20m"));
        Kept token = new Kept(jwt(issuer, "breakglass", Duration.ofMinutes(10)));
        LoginMethod.Jwt method = new LoginMethod.Jwt("ci", "bot", token);
        VaultLogin login = login(method);
        assertWorks(login);

        orders.clock.advance(Duration.ofMinutes(21));
        assertRefused(login);
        token.replace(jwt(issuer, "breakglass", Duration.ofMinutes(10)));
        assertWorks(login);

        token.replace(jwt(issuer, "somebody", Duration.ofMinutes(10)));
        assertThat(findings(method))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).contains("vault.tokenFile", "audience and subject"));
        token.replace(jwt(generator.generateKeyPair(), "breakglass", Duration.ofMinutes(10)));
        assertRefused(login(method));
    }

    private String jwt(KeyPair issuer, String subject, Duration life) throws GeneralSecurityException {
        String claims = "{\"sub\":\"" + subject + "\",\"aud\":\"vault\",\"exp\":"
                + orders.clock.instant().plus(life).getEpochSecond() + "}";
        String signed = base64("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + base64(claims.getBytes(StandardCharsets.UTF_8));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initSign(issuer.getPrivate());
        signature.update(signed.getBytes(StandardCharsets.UTF_8));
        return signed + "." + base64(signature.sign());
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    // ---- tokens of an agent

    @Test
    void a_token_from_an_agent_is_used_and_never_renewed() {
        Kept token = new Kept(agentToken());
        VaultLogin login = login(new LoginMethod.TokenFile(token));
        assertWorks(login);

        orders.clock.advance(Duration.ofMinutes(10));
        login.keepAlive(orders.clock.instant());

        assertThat(orders.callsTo("auth/token/renew-self")).isZero();
        assertThat(login.token().expose()).isEqualTo(token.now().expose());
    }

    @Test
    void a_new_token_from_an_agent_is_used_from_the_next_call_on() {
        Kept token = new Kept(agentToken());
        VaultLogin login = login(new LoginMethod.TokenFile(token));
        login.token();

        token.replace(agentToken());

        assertThat(login.token().expose()).isEqualTo(token.now().expose());
    }

    @Test
    void a_dead_token_of_an_agent_is_told_and_its_successor_found() {
        Kept token = new Kept(agentToken());
        LoginMethod.TokenFile method = new LoginMethod.TokenFile(token);
        VaultLogin login = login(method);
        assertWorks(login);
        orders.revokeLoginOfTheBot();

        assertRefused(login);
        assertThat(findings(method))
                .singleElement()
                .satisfies(finding -> assertThat(finding.remedy()).contains("the agent that writes vault.tokenFile"));

        token.replace(agentToken());
        assertWorks(login);
    }

    private String agentToken() {
        return administer("POST", "auth/token/create", Map.of("policies", List.of("breakglass-bot"), "ttl", "20m"))
                .path("auth")
                .path("client_token")
                .asText();
    }

    // ---- namespaces

    @Test
    void in_a_namespace_everything_is_asked_for_there() {
        Preparation.Login prepared = vault.prepareIn("ops", "orders", Duration.ofHours(4));
        LoginMethod method = new LoginMethod.AppRole(
                "approle",
                OwnSecret.fixed(Secret.of(prepared.roleId())),
                OwnSecret.fixed(Secret.of(prepared.secretId())));
        Settings inside = settings("ops", method);

        assertThat(new VaultCheck(inside, new VaultLogin(inside, orders.clock), new VaultClient(inside))
                        .findings(List.of(orders.issuing(orders.terms()))))
                .isEmpty();
        assertThat(vault.calls())
                .filteredOn(call -> call.header("X-Vault-Namespace").isEmpty())
                .extracting(Object::toString)
                .containsOnly("GET /v1/sys/health");
        assertRefused(new VaultLogin(orders.settings(method), orders.clock));
        VaultException absent = catchThrowableOfType(
                VaultException.class, new VaultLogin(settings("nothing", method), orders.clock)::token);
        assertThat(absent.kind()).isEqualTo(VaultException.Kind.REFUSED);
    }

    @Test
    void a_login_of_one_namespace_is_good_for_nothing_in_another() {
        Secret rootsBot = orders.newLogin().token();
        vault.prepareIn("ops", "orders", Duration.ofHours(4));

        VaultException e = catchThrowableOfType(
                VaultException.class,
                () -> new VaultClient(settings("ops", orders.settings().login())).isThere(rootsBot, "any"));

        assertThat(e.kind()).isEqualTo(VaultException.Kind.FORBIDDEN);
    }

    private Settings settings(String namespace, LoginMethod method) {
        return new Settings(
                vault.url(), vault.url(), Optional.of(namespace), method, Tls.standard(), Settings.DEFAULT_WRAP_TTL);
    }

    // ---- secrets of the bot's own

    @Test
    void a_secret_of_the_bot_is_read_from_both_kinds_of_key_value_engine() {
        allowReading();
        administer("POST", "secret/data/breakglass", Map.of("data", Map.of("botToken", "xoxb-first")));
        VaultSecret secret = secret("botToken");
        assertThat(secret.isKnown()).isFalse();
        secret.refresh();
        assertThat(secret.now().expose()).isEqualTo("xoxb-first");

        Reply unversioned = Reply.json(200, "{\"data\":{\"botToken\":\"xoxb-second\"}}");
        vault.failTimes(1, Orders.to("secret/data"), new Fault.Answer(unversioned));
        secret.refresh();
        assertThat(secret.now().expose()).isEqualTo("xoxb-second");
    }

    @Test
    void a_secret_that_cannot_be_read_any_more_keeps_its_last_good_value() {
        allowReading();
        administer("POST", "secret/data/breakglass", Map.of("data", Map.of("botToken", "xoxb-first")));
        VaultSecret secret = secret("botToken");
        secret.refresh();
        Secret first = secret.now();

        vault.goDown();
        secret.refresh();
        assertThat(secret.trouble()).contains("Vault did not answer");
        assertThat(secret.now()).isSameAs(first);
        vault.mend();
        administer("POST", "secret/data/breakglass", Map.of("data", Map.of("botToken", "short")));
        secret.refresh();
        assertThat(secret.trouble()).contains("what is there cannot be such a secret");
        assertThat(secret.now()).isSameAs(first);
    }

    @Test
    void a_secret_that_never_could_be_read_is_no_blank_one() {
        VaultSecret secret = secret("botToken");
        secret.refresh();

        assertThat(catchThrowableOfType(OwnSecret.Unavailable.class, secret::now))
                .hasMessage("slack.botToken cannot be read from Vault: Vault does not allow it to read a secret of the"
                        + " bot");
    }

    private void allowReading() {
        String policy = vault.policy("breakglass-bot").orElseThrow();
        vault.setPolicy("breakglass-bot", policy + "path \"secret/data/breakglass\" { capabilities = [\"read\"] }\n");
    }

    private VaultSecret secret(String field) {
        return new VaultSecret(
                "slack." + field,
                new VaultSecret.Place("secret/data/breakglass", field),
                value -> value.expose().length() > 8,
                orders.settings(),
                orders.newLogin());
    }

    // ----

    private VaultLogin login(LoginMethod method) {
        return new VaultLogin(orders.settings(method), orders.clock);
    }

    private OwnSecret roleId() {
        return OwnSecret.fixed(Secret.of(orders.prepared.roleId()));
    }

    private LoginMethod.WrappedAppRole wrapped(OwnSecret wrapping) {
        return new LoginMethod.WrappedAppRole("approle", roleId(), wrapping);
    }

    private void assertWorks(VaultLogin login) {
        boolean there = login.asBot(Way::straight, token -> orders.newClient().isThere(token, "any"));
        assertThat(there).isFalse();
    }

    private void assertRefused(VaultLogin login) {
        VaultException e = catchThrowableOfType(VaultException.class, () -> assertWorks(login));
        assertThat(e.loginRefused()).isTrue();
    }

    private List<Finding> findings(LoginMethod method) {
        Settings settings = orders.settings(method);
        return new VaultCheck(settings, new VaultLogin(settings, orders.clock), new VaultClient(settings))
                .findings(List.of(orders.issuing(orders.terms())));
    }

    private JsonNode administer(String method, String path, Map<String, ?> body) {
        return vault.administer(method, path, MAPPER.valueToTree(body));
    }

    private String wrappingTokenOf(String path) {
        try {
            HttpResponse<String> answer = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create(vault.url() + "/v1/" + path))
                                    .header("X-Vault-Token", FakeVault.ROOT)
                                    .header("X-Vault-Wrap-TTL", "10m")
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            return MAPPER.readTree(answer.body())
                    .path("wrap_info")
                    .path("token")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
