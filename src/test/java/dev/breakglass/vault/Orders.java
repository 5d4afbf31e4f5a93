package dev.breakglass.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.breakglass.access.AccessRequest;
import dev.breakglass.access.Act;
import dev.breakglass.access.Ask;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.access.Holding;
import dev.breakglass.access.Person;
import dev.breakglass.access.PersonId;
import dev.breakglass.access.RequestId;
import dev.breakglass.access.Requester;
import dev.breakglass.access.Secret;
import dev.breakglass.access.SlackUser;
import dev.breakglass.access.SlotId;
import dev.breakglass.access.TargetId;
import dev.breakglass.access.Terms;
import dev.breakglass.flow.OwnSecret;
import dev.breakglass.sandbox.FakeServer;
import dev.breakglass.sandbox.SettableClock;
import dev.breakglass.sandbox.vault.FakeVault;
import dev.breakglass.sandbox.vault.Preparation;
import dev.breakglass.tls.Tls;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;

/** The orders database behind a fake Vault, and a grant of half an hour for it. */
final class Orders implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    static final Instant UNTIL = NOON.plus(Duration.ofMinutes(30));
    static final Duration DEFAULT_TTL = Duration.ofHours(1);
    static final Secret ROOT = Secret.of(FakeVault.ROOT);
    static final Act MAKE = new Act(Act.Verb.MAKE, Holding.Kind.CREDENTIAL, "orders", 1);
    static final Act END = new Act(Act.Verb.END, Holding.Kind.CREDENTIAL, "orders", 1);

    final SettableClock clock = SettableClock.stoppedAt(NOON);
    final FakeVault vault = new FakeVault(clock, 0);
    final Preparation.Login prepared = vault.prepare("orders", Duration.ofHours(4));
    final RecordingCourier courier = new RecordingCourier();
    final MemoryJournal journal;

    Orders() {
        this(new CredentialKind.Database("database/creds/orders", DEFAULT_TTL), "breakglass-orders");
    }

    /** Another kind of credential under the same name, with the policy that lets a token have it. */
    Orders(CredentialKind kind, String policy) {
        vault.prepareOtherKinds(Duration.ofHours(4));
        Terms.CredentialTerms credential =
                new Terms.CredentialTerms("orders", kind, prepared.tokenRole(), List.of(policy));
        journal = new MemoryJournal(approved(issuing(credential)), clock);
    }

    Settings settings() {
        return settings(prepared.secretId(), Optional.empty());
    }

    Settings settings(String secretId, Optional<String> namespace) {
        return new Settings(
                vault.url(),
                vault.url(),
                namespace,
                new LoginMethod.AppRole(
                        LoginMethod.AppRole.DEFAULT_MOUNT,
                        OwnSecret.fixed(Secret.of(prepared.roleId())),
                        OwnSecret.fixed(Secret.of(secretId))),
                Tls.standard(),
                Settings.DEFAULT_WRAP_TTL);
    }

    Settings settings(LoginMethod login) {
        return new Settings(
                vault.url(), vault.url(), Optional.empty(), login, Tls.standard(), Settings.DEFAULT_WRAP_TTL);
    }

    VaultLogin newLogin() {
        return new VaultLogin(settings(), clock);
    }

    VaultClient newClient() {
        return new VaultClient(settings());
    }

    /** A keeper as after a start of the program. */
    CredentialKeeper newKeeper() {
        return newKeeper(settings());
    }

    CredentialKeeper newKeeper(Settings settings) {
        VaultLogin login = new VaultLogin(settings, clock);
        VaultClient client = new VaultClient(settings);
        return new CredentialKeeper(
                client, login, new ResponseWrapping(client, login), courier, Settings.DEFAULT_WRAP_TTL, clock);
    }

    Terms.CredentialTerms terms() {
        return journal.request().credentialTerms("orders");
    }

    /** What the person finds in the delivered token; works once. */
    JsonNode opened() {
        return vault.unwrap(courier.last().token().expose()).orElseThrow();
    }

    boolean letsIn(JsonNode credential) {
        return vault.database()
                .login(
                        credential.path("username").asText(),
                        credential.path("password").asText());
    }

    List<FakeVault.LiveToken> tokensOfRequest() {
        return vault.liveTokens().stream()
                .filter(token -> token.meta().containsKey("request"))
                .toList();
    }

    List<FakeVault.LiveToken> botTokens() {
        return vault.liveTokens().stream()
                .filter(token -> token.policies().contains("breakglass-bot"))
                .toList();
    }

    void revokeLoginOfTheBot() {
        botTokens().forEach(token -> newClient().revokeAccessor(ROOT, token.accessor()));
    }

    boolean nothingIsLeft() {
        return tokensOfRequest().isEmpty()
                && vault.liveLeases().isEmpty()
                && vault.database().users().isEmpty();
    }

    long callsTo(String path) {
        return vault.calls().stream().filter(to(path)).count();
    }

    /** Changes something in Vault as its administrator, such as a role. */
    void asAdministrator(String path, String json) throws IOException, InterruptedException {
        int status = post(ROOT, path, json).statusCode();
        if (status >= 400) {
            throw new IllegalStateException(path + " was answered " + status);
        }
    }

    HttpResponse<String> post(Secret token, String path, String json) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(vault.url() + "/v1/" + path))
                .header("X-Vault-Token", token.expose())
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    /** Gives the bot's AppRole another secret id and takes the one that it has; answers the new one. */
    String rotateSecretId() throws IOException, InterruptedException {
        String role = "auth/approle/role/breakglass/secret-id";
        String made = post(ROOT, role, "{}").body();
        asAdministrator(role + "/destroy", "{\"secret_id\":\"" + prepared.secretId() + "\"}");
        return new ObjectMapper().readTree(made).path("data").path("secret_id").asText();
    }

    List<FakeServer.Call> calls(String path) {
        return vault.calls().stream().filter(to(path)).toList();
    }

    static FakeServer.Fault replies(String json) {
        return new FakeServer.Fault.Answer(FakeServer.Reply.json(200, json));
    }

    static Predicate<FakeServer.Call> to(String path) {
        return call -> call.path().startsWith("/v1/" + path);
    }

    static FakeServer.Fault answers(int status, String error) {
        return new FakeServer.Fault.Answer(FakeServer.Reply.json(status, "{\"errors\":[\"" + error + "\"]}"));
    }

    @Override
    public void close() {
        vault.close();
    }

    /** A target that issues this. */
    Terms issuing(Terms.CredentialTerms credential) {
        return new Terms(
                new TargetId("orders"),
                "Orders",
                "high",
                "p_1",
                "ttcp_1",
                List.of(new SlotId("r_1")),
                List.of(credential),
                "boundary connect",
                1,
                Duration.ofHours(4),
                "C1",
                Terms.Measures.MILD,
                "digest");
    }

    private static AccessRequest approved(Terms terms) {
        Person bob = new Person(new PersonId("bob"), "Bob", Set.of(new SlackUser("T1", "U2")), Optional.empty());
        Requester alice = new Requester(new PersonId("alice"), "Alice", new SlackUser("T1", "U1"), "u_alice");
        Ask ask = new Ask(NOON, Duration.ofMinutes(30), "orders are stuck", new Ask.Incident.UnderCard(), "V1");
        RequestId id = new RequestId(UUID.fromString("3f2a9c10-0000-4000-8000-000000000001"));
        return AccessRequest.asked(id, alice, terms, ask)
                .after()
                .approve(bob, Duration.ofHours(1), NOON)
                .orElseThrow()
                .after();
    }
}
