package dev.breakglass.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.breakglass.flow.Finding;
import dev.breakglass.tls.Keytool;
import dev.breakglass.tls.Tls;
import dev.breakglass.tls.TlsFront;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Vault behind real TLS: whom the bot trusts there, and what it shows. */
class VaultTlsTest {
    private static final String SAN = "san=dns:localhost,ip:127.0.0.1";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    static Path directory;

    @SuppressWarnings("NullAway.Init")
    private static Keytool.Pair authority;

    @SuppressWarnings("NullAway.Init")
    private static Keytool.Pair stranger;

    @SuppressWarnings("NullAway.Init")
    private static Keytool.Pair server;

    private final Orders orders = new Orders();

    @BeforeAll
    static void makeCertificates() {
        Keytool keytool = new Keytool(directory);
        authority = keytool.authority("authority");
        stranger = keytool.authority("stranger");
        server = keytool.signed("server", authority, "-ext", SAN);
    }

    @AfterEach
    void stop() {
        orders.close();
    }

    @Test
    void an_authority_of_our_own_is_trusted_for_the_login_and_for_every_other_call() {
        try (TlsFront front = new TlsFront(orders.vault.url(), server, Optional.empty())) {
            Settings settings = settings(front, "localhost", trusting(authority));

            assertThat(findings(settings)).isEmpty();
        }
    }

    @Test
    void an_unknown_authority_is_told_with_what_to_do() {
        try (TlsFront front = new TlsFront(orders.vault.url(), server, Optional.empty())) {
            Settings settings = settings(front, "localhost", trusting(stranger));

            assertThat(findings(settings))
                    .containsExactly(Finding.fault(
                            "Vault at " + settings.addr()
                                    + " shows a certificate of an authority that is not trusted here",
                            "write the certificate of its authority into a PEM file and name it as vault.caFile"));
            assertUntrusted(settings);
        }
    }

    @Test
    void a_certificate_that_has_run_out_is_told_with_what_to_do() {
        Keytool.Pair old =
                new Keytool(directory).signed("old", authority, "-ext", SAN, "-startdate", "-10d", "-validity", "5");
        try (TlsFront front = new TlsFront(orders.vault.url(), old, Optional.empty())) {
            assertThat(findings(settings(front, "localhost", trusting(authority))))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.fault()).endsWith("shows a certificate that is not valid today");
                        assertThat(finding.remedy()).contains("renew the certificate");
                    });
        }
    }

    @Test
    void the_name_in_the_certificate_is_checked() {
        Keytool.Pair other = new Keytool(directory).signed("other", authority, "-ext", "san=dns:vault.example.com");
        try (TlsFront front = new TlsFront(orders.vault.url(), other, Optional.empty())) {
            Settings settings = settings(front, "localhost", trusting(authority));

            assertThat(findings(settings))
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.fault()).endsWith("shows a certificate for another name"));
            assertUntrusted(settings);
        }
    }

    @Test
    void a_certificate_of_our_own_is_shown_where_one_is_wanted() {
        Keytool.Pair bot = new Keytool(directory).signed("bot", authority);
        try (TlsFront front = new TlsFront(orders.vault.url(), server, Optional.of(authority))) {
            Tls showing = Tls.of(
                    Optional.of(authority.certificates()),
                    Optional.of(new Tls.Identity(bot.certificates(), bot.key())));
            assertThat(findings(settings(front, "localhost", showing))).isEmpty();

            // Whether the refusal or the end of the connection is seen first is left to chance by TLS 1.3.
            assertThat(findings(settings(front, "localhost", trusting(authority))))
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.remedy()).containsAnyOf("vault.clientCertFile", "what lies between"));
        }
    }

    private void assertUntrusted(Settings settings) {
        VaultException e =
                catchThrowableOfType(VaultException.class, () -> new VaultLogin(settings, orders.clock).token());
        assertThat(e.kind()).isEqualTo(VaultException.Kind.UNTRUSTED);
        assertThat(e.nothingDone()).isTrue();
        VaultException direct =
                catchThrowableOfType(VaultException.class, () -> new VaultClient(settings).isThere(Orders.ROOT, "any"));
        assertThat(direct.kind()).isEqualTo(VaultException.Kind.UNTRUSTED);
    }

    private List<Finding> findings(Settings settings) {
        return new VaultCheck(settings, new VaultLogin(settings, orders.clock), new VaultClient(settings))
                .findings(List.of(orders.issuing(orders.terms())));
    }

    private static Tls trusting(Keytool.Pair of) {
        return Tls.of(Optional.of(of.certificates()), Optional.empty());
    }

    private Settings settings(TlsFront front, String host, Tls tls) {
        return new Settings(
                front.url(host),
                front.url(host),
                Optional.empty(),
                orders.settings().login(),
                tls,
                Settings.DEFAULT_WRAP_TTL);
    }
}
