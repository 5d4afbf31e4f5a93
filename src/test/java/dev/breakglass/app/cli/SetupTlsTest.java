package dev.breakglass.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.breakglass.tls.Keytool;
import dev.breakglass.tls.TlsFront;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code setup} trusts and shows what the configuration says, as the server does. */
class SetupTlsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Test
    void setup_trusts_the_authority_of_the_configuration_and_shows_its_certificate() {
        Keytool keytool = new Keytool(directory);
        Keytool.Pair authority = keytool.authority("authority");
        Keytool.Pair server = keytool.signed("server", authority, "-ext", "san=dns:localhost");
        Keytool.Pair bot = keytool.signed("bot", authority);
        String keys = ", caFile: '%s', clientCertFile: '%s', clientKeyFile: '%s'}\n"
                .formatted(authority.certificates(), bot.certificates(), bot.key());
        try (SetupWorld setup = new SetupWorld(directory);
                TlsFront vault = new TlsFront(setup.world.vault.url(), server, Optional.of(authority));
                TlsFront boundary = new TlsFront(setup.world.boundary.url(), server, Optional.of(authority))) {
            String sections = "vault: {addr: '" + vault.url("localhost") + "'%sboundary: {addr: '"
                    + boundary.url("localhost") + "'%s";
            setup.write("config.yaml", sections.formatted("}\n", "}\n"));
            assertThat(setup.vault().code()).isEqualTo(2);
            assertThat(setup.boundary().code()).isEqualTo(2);

            setup.write("config.yaml", sections.formatted(keys, keys));
            Said made = setup.vault();
            assertThat(made.code()).as(made.toString()).isZero();
            made = setup.boundary();
            assertThat(made.code()).as(made.toString()).isZero();
        }
    }
}
