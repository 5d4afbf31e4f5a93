package dev.breakglass.vault;

import static dev.breakglass.vault.Orders.END;
import static dev.breakglass.vault.Orders.MAKE;
import static dev.breakglass.vault.Orders.to;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import dev.breakglass.access.CredentialKind;
import dev.breakglass.sandbox.FakeServer.Call;
import dev.breakglass.sandbox.FakeServer.Fault;
import dev.breakglass.sandbox.FakeServer.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Isolated("looks at the log of the whole process")
class NoSecretLeavesTest {
    private final Orders orders = new Orders();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level usual = root.getLevel();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final List<String> seen = new ArrayList<>();

    @BeforeEach
    void listen() {
        logged.start();
        root.addAppender(logged);
        root.setLevel(Level.TRACE);
    }

    @AfterEach
    void stop() {
        root.setLevel(usual);
        root.detachAppender(logged);
        orders.close();
    }

    @Test
    void neither_the_log_nor_the_journal_holds_a_secret_when_all_goes_well() {
        CredentialKeeper keeper = orders.newKeeper();
        seen.add(orders.journal.perform(keeper, MAKE).toString());
        JsonNode credential = orders.opened();
        seen.add(orders.journal.perform(keeper, END).toString());

        Set<String> secrets = secretsOnTheWire();
        secrets.add(credential.path("password").asText());
        secrets.add(orders.courier.last().token().expose());
        assertThat(everythingSaid()).doesNotContain(secrets.toArray(String[]::new));
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
    void nor_when_an_answer_cannot_be_read_or_is_lost(String path) {
        for (Fault fault : List.of(
                new Fault.LoseReply(),
                new Fault.Answer(
                        Reply.json(200, "{\"auth\":{\"client_token\":\"s.leak\"},\"data\":\"s.leak\" nonsense")),
                new Fault.Answer(Reply.json(500, "s.leak is not json")))) {
            try (Orders fresh = new Orders()) {
                fresh.vault.failTimes(1, to(path), fault);
                CredentialKeeper keeper = fresh.newKeeper();
                seen.add(fresh.journal.perform(keeper, MAKE).toString());
                seen.add(fresh.journal.perform(keeper, END).toString());
                seen.add(fresh.journal.request().toString());

                assertThat(everythingSaid())
                        .doesNotContain("s.leak", fresh.prepared.secretId())
                        .doesNotContain(tokens(fresh.vault.calls()).toArray(String[]::new));
            }
        }
    }

    @Test
    void nor_an_ssh_key_or_a_token_that_is_handed_out() {
        for (CredentialKind kind :
                List.of(new CredentialKind.SshCertificate("ssh/sign/ops", "ops"), new CredentialKind.Token())) {
            String policy = kind instanceof CredentialKind.Token ? "breakglass-admin" : "breakglass-ssh";
            try (Orders other = new Orders(kind, policy)) {
                seen.add(other.journal.perform(other.newKeeper(), MAKE).toString());
                JsonNode opened = other.opened();
                seen.add(other.journal.perform(other.newKeeper(), END).toString());
                seen.add(other.journal.request().toString());

                String secret = opened.elements().next().asText().strip();
                assertThat(everythingSaid()).doesNotContain(secret.split("\n", -1));
            }
        }
    }

    @Test
    void settings_print_without_their_secrets() {
        assertThat(orders.settings().toString())
                .doesNotContain(orders.prepared.secretId())
                .doesNotContain(orders.prepared.roleId());
    }

    private Set<String> secretsOnTheWire() {
        Set<String> secrets = tokens(orders.vault.calls());
        secrets.add(orders.prepared.secretId());
        secrets.add(orders.prepared.roleId());
        return secrets;
    }

    private static Set<String> tokens(List<Call> calls) {
        Set<String> tokens = new HashSet<>();
        calls.forEach(call -> tokens.add(call.header("X-Vault-Token")));
        tokens.add("never said");
        tokens.remove("");
        return tokens;
    }

    private String everythingSaid() {
        StringBuilder said = new StringBuilder(String.join("\n", seen));
        said.append(orders.journal.request());
        for (ILoggingEvent event : List.copyOf(logged.list)) {
            said.append('\n').append(event.getFormattedMessage());
            for (IThrowableProxy e = event.getThrowableProxy(); e != null; e = e.getCause()) {
                said.append('\n').append(e.getMessage());
            }
        }
        return said.toString();
    }
}
