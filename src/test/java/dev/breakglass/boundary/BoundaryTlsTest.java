package dev.breakglass.boundary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.flow.Finding;
import dev.breakglass.tls.Keytool;
import dev.breakglass.tls.Tls;
import dev.breakglass.tls.TlsFront;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Boundary behind real TLS, with an authority of our own. */
class BoundaryTlsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    private final Scene scene = new Scene();

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void only_the_authority_of_the_configuration_is_trusted_and_our_certificate_is_shown() {
        Keytool keytool = new Keytool(directory);
        Keytool.Pair authority = keytool.authority("authority");
        Keytool.Pair server = keytool.signed("server", authority, "-ext", "san=dns:localhost");
        Keytool.Pair bot = keytool.signed("bot", authority);
        Tls showing = Tls.of(
                Optional.of(authority.certificates()), Optional.of(new Tls.Identity(bot.certificates(), bot.key())));
        try (TlsFront front = new TlsFront(scene.boundary.url(), server, Optional.of(authority))) {
            assertThat(findings(front, showing)).isEmpty();

            // Whether the refusal or the end of the connection is seen first is left to chance by TLS 1.3.
            assertThat(findings(front, Tls.of(Optional.of(authority.certificates()), Optional.empty())))
                    .singleElement()
                    .satisfies(finding ->
                            assertThat(finding.remedy()).containsAnyOf("boundary.clientCertFile", "what lies between"));
            assertThat(findings(front, Tls.standard()))
                    .containsExactly(Finding.fault(
                            "Boundary at " + front.url("localhost")
                                    + " shows a certificate of an authority that is not trusted here",
                            "write the certificate of its authority into a PEM file and name it as boundary.caFile"));
        }
    }

    private List<Finding> findings(TlsFront front, Tls tls) {
        Settings usual = scene.settings("breakglass-bot");
        Settings settings = new Settings(
                front.url("localhost"),
                front.url("localhost"),
                usual.authMethod(),
                usual.loginName(),
                usual.password(),
                tls);
        return new BoundaryCheck(settings, new BoundaryClient(settings)).findings(List.of(scene.terms()), Set.of());
    }
}
